BEGIN;
DROP FUNCTION refuse, session_seen;
SET LOCAL ROLE asa_gate;
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
REVOKE EXECUTE ON FUNCTION gate.enter FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.enter TO asa_app, asa_worker;
RESET ROLE;
CREATE OR REPLACE FUNCTION schema_version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '5' $$;
COMMIT;
