-- The gate: the only functions that see a row before a tenant is entered. Each is owned by asa_gate, which has
-- just the policies and grants below, runs with a pinned search_path, and returns no more than its caller needs.
BEGIN;

GRANT SELECT ON organisations, users, api_keys, invitations, prospects, icps, email_sequences, campaigns TO asa_gate;
GRANT SELECT, UPDATE, DELETE ON sessions TO asa_gate;
GRANT UPDATE (last_used_at, updated_at) ON api_keys TO asa_gate;
GRANT UPDATE (status, updated_at) ON organisations TO asa_gate;
DO $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['organisations', 'users', 'sessions', 'api_keys', 'invitations',
			'prospects', 'icps', 'email_sequences', 'campaigns'] LOOP
		EXECUTE format('CREATE POLICY gate ON %I TO asa_gate USING (true) WITH CHECK (true)', t);
	END LOOP;
END
$$;

SET LOCAL ROLE asa_gate;

-- Sets the transaction-local settings that row-level security and the audit log read. Not callable from outside.
CREATE FUNCTION gate.set_tenant(organisation uuid, actor uuid, session uuid, request text, address text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM set_config('asa.organisation', organisation::text, true),
		set_config('asa.actor', coalesce(actor::text, ''), true),
		set_config('asa.session', coalesce(session::text, ''), true),
		set_config('asa.request', coalesce(request, ''), true),
		set_config('asa.address', coalesce(address, ''), true);
END
$$;

CREATE FUNCTION gate.enter(p_organisation uuid, p_user uuid, p_session uuid, p_least user_role, p_platform boolean,
	p_request text, p_address text)
RETURNS TABLE (role user_role, locale locale, platform_admin boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	seen timestamptz;
BEGIN
	SELECT u.role, coalesce(u.locale, o.locale), u.platform_admin, s.last_seen_at
		INTO role, locale, platform_admin, seen
		FROM sessions s
		JOIN users u ON u.organisation_id = s.organisation_id AND u.id = s.user_id
		JOIN organisations o ON o.id = s.organisation_id
		WHERE s.organisation_id = p_organisation AND s.id = p_session AND s.user_id = p_user
			AND s.ended_at IS NULL AND s.expires_at > now()
			AND u.status = 'active' AND u.deleted_at IS NULL
			AND o.status = 'active' AND o.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'session is over' USING ERRCODE = 'AS401';
	END IF;
	IF role < p_least OR (p_platform AND NOT platform_admin) THEN
		RAISE EXCEPTION 'role % is not enough', role USING ERRCODE = 'AS403';
	END IF;
	PERFORM gate.set_tenant(p_organisation, p_user, p_session, p_request, p_address);
	IF seen < now() - interval '1 minute' THEN
		UPDATE sessions s SET last_seen_at = now() WHERE s.ctid = (
			SELECT x.ctid FROM sessions x WHERE x.organisation_id = p_organisation AND x.id = p_session
			FOR UPDATE SKIP LOCKED);
	END IF;
	RETURN NEXT;
END
$$;
COMMENT ON FUNCTION gate.enter IS 'First statement of every authenticated transaction: is the session alive, is the role enough, then enter the tenant. AS401 or AS403 otherwise';

CREATE FUNCTION gate.enter_key(p_key uuid, p_hash bytea, p_least user_role, p_platform boolean, p_request text, p_address text)
RETURNS TABLE (role user_role, locale locale, platform_admin boolean, organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
	k api_keys;
BEGIN
	SELECT x.* INTO k FROM api_keys x JOIN organisations o ON o.id = x.organisation_id
		WHERE x.id = p_key AND x.key_hash = p_hash AND x.deleted_at IS NULL
			AND (x.expires_at IS NULL OR x.expires_at > now())
			AND o.status = 'active' AND o.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'API key is not valid' USING ERRCODE = 'AS401';
	END IF;
	IF k.role < p_least OR p_platform THEN
		RAISE EXCEPTION 'role % is not enough', k.role USING ERRCODE = 'AS403';
	END IF;
	PERFORM gate.set_tenant(k.organisation_id, k.id, NULL, p_request, p_address);
	IF k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute' THEN
		UPDATE api_keys a SET last_used_at = now() WHERE a.ctid = (
			SELECT x.ctid FROM api_keys x WHERE x.id = p_key FOR UPDATE SKIP LOCKED);
	END IF;
	RETURN QUERY SELECT k.role, o.locale, false, o.id FROM organisations o WHERE o.id = k.organisation_id;
END
$$;
COMMENT ON FUNCTION gate.enter_key IS 'As gate.enter, for an API key';

CREATE FUNCTION gate.login(p_email text)
RETURNS TABLE (organisation_id uuid, id uuid, password_hash text, role user_role, well_known boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT u.organisation_id, u.id, u.password_hash, u.role, u.well_known
	FROM users u JOIN organisations o ON o.id = u.organisation_id
	WHERE u.email = p_email AND u.deleted_at IS NULL AND u.status = 'active'
		AND o.deleted_at IS NULL AND o.status = 'active'
$$;
COMMENT ON FUNCTION gate.login IS 'Who may log in with this address';

CREATE FUNCTION gate.email_taken(p_email text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM users WHERE email = p_email AND deleted_at IS NULL)
$$;
COMMENT ON FUNCTION gate.email_taken IS 'Whether a directory entry for this region still has a live user behind it';

CREATE FUNCTION gate.invitation(p_id uuid, p_hash bytea)
RETURNS TABLE (organisation_id uuid, id uuid, email text, role user_role)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT i.organisation_id, i.id, i.email, i.role
	FROM invitations i JOIN organisations o ON o.id = i.organisation_id
	WHERE i.id = p_id AND i.token_hash = p_hash AND i.deleted_at IS NULL AND i.accepted_at IS NULL
		AND i.expires_at > now() AND o.deleted_at IS NULL AND o.status = 'active'
$$;
COMMENT ON FUNCTION gate.invitation IS 'The invitation a token stands for';

-- One successor per token: the first caller stores it; others within the grace are told 'grace' and derive the
-- same one. Anything else presented for a live session is a stolen or replayed token: the family ends.
CREATE FUNCTION gate.session_refresh(p_session uuid, p_presented bytea, p_successor bytea, p_grace interval,
	p_request text, p_address text)
RETURNS TABLE (outcome text, organisation_id uuid, user_id uuid, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
	s sessions;
	alive boolean;
BEGIN
	SELECT x.* INTO s FROM sessions x WHERE x.id = p_session FOR UPDATE;
	IF NOT FOUND OR s.ended_at IS NOT NULL OR s.expires_at <= now() THEN
		RETURN QUERY SELECT 'refused', NULL::uuid, NULL::uuid, NULL::timestamptz;
		RETURN;
	END IF;
	SELECT u.status = 'active' AND u.deleted_at IS NULL AND o.status = 'active' AND o.deleted_at IS NULL INTO alive
		FROM users u JOIN organisations o ON o.id = u.organisation_id
		WHERE u.organisation_id = s.organisation_id AND u.id = s.user_id;
	PERFORM gate.set_tenant(s.organisation_id, s.user_id, s.id, p_request, p_address);
	IF alive AND s.refresh_hash = p_presented THEN
		UPDATE sessions x SET previous_hash = x.refresh_hash, refresh_hash = p_successor,
			rotated_at = clock_timestamp(), last_seen_at = clock_timestamp() WHERE x.id = p_session;
		outcome := 'rotated';
	ELSIF alive AND s.previous_hash = p_presented AND s.rotated_at > clock_timestamp() - p_grace THEN
		outcome := 'grace';
	ELSE
		UPDATE sessions x SET ended_at = now(), end_reason = CASE WHEN alive THEN 'refresh token reused' ELSE 'user disabled' END
			WHERE x.id = p_session;
		RETURN QUERY SELECT 'reused', s.organisation_id, s.user_id, NULL::timestamptz;
		RETURN;
	END IF;
	RETURN QUERY SELECT outcome, s.organisation_id, s.user_id, s.expires_at;
END
$$;
COMMENT ON FUNCTION gate.session_refresh IS 'Rotates a refresh token: rotated, grace, reused (family ended) or refused';

CREATE FUNCTION gate.sessions_expire(p_idle interval, p_keep interval, p_limit integer)
RETURNS TABLE (ended bigint, deleted bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	WITH due AS (
		SELECT organisation_id, id FROM sessions
		WHERE ended_at IS NULL AND (expires_at <= now() OR last_seen_at <= now() - p_idle)
		LIMIT p_limit FOR UPDATE SKIP LOCKED)
	UPDATE sessions s SET ended_at = now(), end_reason = 'expired'
		FROM due WHERE s.organisation_id = due.organisation_id AND s.id = due.id;
	GET DIAGNOSTICS ended = ROW_COUNT;
	WITH old AS (
		SELECT organisation_id, id FROM sessions WHERE ended_at < now() - p_keep LIMIT p_limit FOR UPDATE SKIP LOCKED)
	DELETE FROM sessions s USING old WHERE s.organisation_id = old.organisation_id AND s.id = old.id;
	GET DIAGNOSTICS deleted = ROW_COUNT;
	RETURN NEXT;
END
$$;
COMMENT ON FUNCTION gate.sessions_expire IS 'Ends sessions past expiry or idle limit and deletes long ended ones, p_limit of each at most';

-- Search must not run behind row-level security: @@ is not leakproof, so the planner would not use the GIN index.
-- These functions apply the tenant themselves.
CREATE FUNCTION gate.search_prospects(q text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
	SELECT id FROM prospects WHERE organisation_id = current_tenant() AND search @@ search_query(q)
$$;
CREATE FUNCTION gate.search_icps(q text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
	SELECT id FROM icps WHERE organisation_id = current_tenant() AND search @@ search_query(q)
$$;
CREATE FUNCTION gate.search_email_sequences(q text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
	SELECT id FROM email_sequences WHERE organisation_id = current_tenant() AND search @@ search_query(q)
$$;
CREATE FUNCTION gate.search_campaigns(q text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
	SELECT id FROM campaigns WHERE organisation_id = current_tenant() AND search @@ search_query(q)
$$;
CREATE FUNCTION gate.prospects_tags(tag text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
	SELECT id FROM prospects WHERE organisation_id = current_tenant() AND tags @> ARRAY[tag]
$$;

-- Cross-tenant operations of the platform administrator. The caller has been through gate.enter with p_platform;
-- checked again here, because a SECURITY DEFINER function trusts nobody.
CREATE FUNCTION gate.assert_platform() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM users WHERE organisation_id = current_tenant()
			AND id = setting_or_null('asa.actor')::uuid AND platform_admin AND status = 'active' AND deleted_at IS NULL) THEN
		RAISE EXCEPTION 'not a platform administrator' USING ERRCODE = 'AS403';
	END IF;
END
$$;
CREATE FUNCTION gate.platform_organisations(p_after uuid, p_limit integer) RETURNS SETOF organisations
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY SELECT * FROM organisations WHERE p_after IS NULL OR id > p_after ORDER BY id LIMIT p_limit;
END
$$;
COMMENT ON FUNCTION gate.platform_organisations IS 'Organisations of every tenant of this database, by id';
CREATE FUNCTION gate.platform_set_status(p_id uuid, p_status organisation_status) RETURNS SETOF organisations
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY UPDATE organisations SET status = p_status WHERE id = p_id AND deleted_at IS NULL RETURNING *;
END
$$;
COMMENT ON FUNCTION gate.platform_set_status IS 'Suspends an organisation or lets it in again';

CREATE FUNCTION gate.well_known_accounts() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT count(*) FROM users WHERE well_known AND status = 'active' AND deleted_at IS NULL
$$;
COMMENT ON FUNCTION gate.well_known_accounts IS 'How many accounts still have a published password: a production start refuses any';

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA gate FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA gate TO asa_app, asa_worker;
REVOKE EXECUTE ON FUNCTION gate.set_tenant, gate.assert_platform FROM asa_app, asa_worker;

RESET ROLE;
COMMIT;
