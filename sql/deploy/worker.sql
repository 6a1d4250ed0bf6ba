-- The worker's side of the jobs: handing out with fair shares, done exactly once, retries, and recurring slots.
BEGIN;

-- Jobs of the product itself have no organisation; here they are a group of their own.
CREATE FUNCTION job_group(organisation uuid) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(organisation, '00000000-0000-0000-0000-000000000000')
$$;
COMMENT ON FUNCTION job_group(uuid) IS 'Whose share of the worker a job takes';

DROP INDEX jobs_due, jobs_live, jobs_unique_key;
CREATE INDEX jobs_pending ON jobs (job_group(organisation_id), run_at, id) WHERE state = 'pending';
CREATE INDEX jobs_live ON jobs (job_group(organisation_id), run_at) WHERE state IN ('dispatched', 'running');
-- Not while running: what changed since it began must be able to ask for another run.
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE state IN ('pending', 'dispatched');
CREATE INDEX jobs_state ON jobs (state, id DESC);
COMMENT ON COLUMN jobs.unique_key IS 'At most one waiting job has it';
COMMENT ON COLUMN jobs.attempts IS 'Failures so far';

CREATE FUNCTION job_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NOTIFY job_new;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION job_notify() IS 'Wakes the relays of the workers at commit';
CREATE TRIGGER notify AFTER INSERT ON jobs FOR EACH STATEMENT EXECUTE FUNCTION job_notify();

CREATE FUNCTION job_add(p_class text, p_queue text, p_args jsonb, p_delay interval, p_unique_key text, p_most integer)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	added text;
BEGIN
	-- Back-pressure: who has this much waiting gets no more in.
	IF current_tenant() IS NOT NULL AND (SELECT count(*) FROM (SELECT FROM jobs
			WHERE job_group(organisation_id) = current_tenant() AND state = 'pending' LIMIT p_most) AS waiting) >= p_most THEN
		RAISE EXCEPTION 'too many jobs wait' USING ERRCODE = 'AS429';
	END IF;
	INSERT INTO jobs (jid, organisation_id, queue, class, args, run_at, unique_key, request_id)
		VALUES (left(replace(gen_random_uuid()::text, '-', ''), 24), current_tenant(), p_queue, p_class, p_args, now() + p_delay,
			p_unique_key, left(setting_or_null('asa.request'), 64))
		ON CONFLICT DO NOTHING RETURNING jid INTO added;
	RETURN added;
END
$$;
COMMENT ON FUNCTION job_add IS 'Adds a job of the current tenant in the caller''s transaction; NULL when one with this unique key waits already';

-- What is due goes to Redis now, what is due later goes to its schedule. No group has more than p_share jobs there that are due, so
-- that one with 100,000 jobs does not stand before another's ten. One relay at a time, so that the shares are exact.
CREATE FUNCTION job_dispatch(p_limit integer, p_share integer) RETURNS SETOF jobs LANGUAGE plpgsql AS $$
BEGIN
	IF NOT pg_try_advisory_xact_lock(hashtext('asa.jobs.dispatch')) THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH RECURSIVE groups (g) AS (
		(SELECT job_group(organisation_id) FROM jobs WHERE state = 'pending' ORDER BY 1 LIMIT 1)
		UNION ALL
		SELECT (SELECT job_group(j.organisation_id) FROM jobs j
			WHERE j.state = 'pending' AND job_group(j.organisation_id) > groups.g ORDER BY 1 LIMIT 1)
		FROM groups WHERE groups.g IS NOT NULL
	), chosen AS (
		SELECT mine.id FROM groups CROSS JOIN LATERAL (
			SELECT j.id, row_number() OVER (ORDER BY j.run_at, j.id) AS turn FROM jobs j
			WHERE j.state = 'pending' AND job_group(j.organisation_id) = groups.g
			ORDER BY j.run_at, j.id
			LIMIT greatest(0, p_share - (SELECT count(*) FROM jobs l WHERE l.state IN ('dispatched', 'running')
				AND job_group(l.organisation_id) = groups.g AND l.run_at <= now()))
		) AS mine WHERE groups.g IS NOT NULL ORDER BY mine.turn, mine.id LIMIT p_limit
	)
	-- The state again: a copy that a relay left in Redis when it died may have been done while we looked.
	UPDATE jobs j SET state = 'dispatched' FROM chosen WHERE j.id = chosen.id AND j.state = 'pending' RETURNING j.*;
END
$$;
COMMENT ON FUNCTION job_dispatch IS 'Takes waiting jobs for Redis, p_limit at most and p_share for each organisation';

-- Says that the job is done, in the transaction that has its effect. A second time is refused, and with it the second effect.
-- A job that another client of Redis pushed has no row until now.
CREATE FUNCTION job_done(p_jid text, p_class text, p_queue text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE jobs SET state = 'done', finished_at = clock_timestamp() WHERE jid = p_jid AND state NOT IN ('done', 'cancelled');
	IF NOT FOUND THEN
		INSERT INTO jobs (jid, class, queue, state, finished_at) VALUES (p_jid, p_class, p_queue, 'done', clock_timestamp())
			ON CONFLICT (jid) DO NOTHING;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'job % is done or cancelled', p_jid USING ERRCODE = 'AS410';
		END IF;
	END IF;
END
$$;
COMMENT ON FUNCTION job_done IS 'Marks a job as done; AS410 when it was done or cancelled before';

-- For work of several transactions, or with effects outside: claimed in one, finished in another by whoever claimed it last.
CREATE FUNCTION job_claim(p_jid text, p_class text, p_queue text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	claimed bigint;
BEGIN
	INSERT INTO jobs (jid, class, queue, state) VALUES (p_jid, p_class, p_queue, 'dispatched') ON CONFLICT (jid) DO NOTHING;
	UPDATE jobs SET state = 'running', fence = fence + 1 WHERE jid = p_jid AND state NOT IN ('done', 'cancelled')
		RETURNING fence INTO claimed;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'job % is done or cancelled', p_jid USING ERRCODE = 'AS410';
	END IF;
	RETURN claimed;
END
$$;
COMMENT ON FUNCTION job_claim IS 'Marks a job as running and returns the fence to finish it with';

CREATE FUNCTION job_finish(p_jid text, p_fence bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE jobs SET state = 'done', finished_at = clock_timestamp() WHERE jid = p_jid AND state = 'running' AND fence = p_fence;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'job % is somebody else''s, or cancelled', p_jid USING ERRCODE = 'AS410';
	END IF;
END
$$;
COMMENT ON FUNCTION job_finish IS 'Marks a claimed job as done; AS410 when it was claimed again or cancelled since';

CREATE FUNCTION job_failed(p_jid text, p_class text, p_queue text, p_error text, p_delay interval, p_dead boolean)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	failures integer;
BEGIN
	INSERT INTO jobs (jid, class, queue, state) VALUES (p_jid, p_class, p_queue, 'dispatched') ON CONFLICT (jid) DO NOTHING;
	UPDATE jobs SET attempts = attempts + 1, last_error = left(p_error, 2000), run_at = now() + p_delay,
			state = CASE WHEN p_dead THEN 'dead'::job_state ELSE 'dispatched' END,
			finished_at = CASE WHEN p_dead THEN clock_timestamp() END
		WHERE jid = p_jid AND state NOT IN ('done', 'cancelled') RETURNING attempts INTO failures;
	RETURN failures;
EXCEPTION WHEN unique_violation THEN
	-- Another with its key waits already: that one does the work.
	UPDATE jobs SET state = 'cancelled', last_error = left(p_error, 2000), finished_at = clock_timestamp() WHERE jid = p_jid;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION job_failed IS 'Records a failed attempt; NULL when the job is over';

-- Rows that Redis no longer knows: handed out again after Redis lost its memory, cancelled when an operator deleted them there.
CREATE FUNCTION job_lost(p_jids text[], p_deleted boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	changed bigint;
	lost bigint;
BEGIN
	IF p_deleted THEN
		UPDATE jobs SET state = 'cancelled', last_error = 'deleted from Redis', finished_at = clock_timestamp()
			WHERE jid = ANY (p_jids) AND state IN ('dispatched', 'running');
		GET DIAGNOSTICS changed = ROW_COUNT;
		RETURN changed;
	END IF;
	UPDATE jobs SET state = 'pending' WHERE jid = ANY (p_jids) AND state IN ('dispatched', 'running') AND unique_key IS NULL;
	GET DIAGNOSTICS changed = ROW_COUNT;
	FOR lost IN SELECT id FROM jobs WHERE jid = ANY (p_jids) AND state IN ('dispatched', 'running') AND unique_key IS NOT NULL LOOP
		BEGIN
			UPDATE jobs SET state = 'pending' WHERE id = lost;
			changed := changed + 1;
		EXCEPTION WHEN unique_violation THEN
			-- One with its key waits already: that one does the work.
			UPDATE jobs SET state = 'cancelled', finished_at = clock_timestamp() WHERE id = lost;
		END;
	END LOOP;
	RETURN changed;
END
$$;
COMMENT ON FUNCTION job_lost IS 'Takes back jobs that are not in Redis';

CREATE TABLE schedule_slots (
	name varchar(100) PRIMARY KEY,
	slot timestamptz NOT NULL
);
COMMENT ON TABLE schedule_slots IS 'The last slot of each recurring job that was handed out';
GRANT SELECT, INSERT, UPDATE ON schedule_slots TO asa_worker;

CREATE FUNCTION schedule_slot(p_now timestamptz, p_every interval, p_at time, p_zone text)
RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
	today timestamp := date_trunc('day', p_now AT TIME ZONE p_zone);
	slot timestamptz := (today + p_at) AT TIME ZONE p_zone;
BEGIN
	IF p_every IS NOT NULL THEN
		RETURN to_timestamp(floor(extract(epoch FROM p_now) / extract(epoch FROM p_every)) * extract(epoch FROM p_every));
	END IF;
	RETURN CASE WHEN slot <= p_now THEN slot ELSE (today - interval '1 day' + p_at) AT TIME ZONE p_zone END;
END
$$;
COMMENT ON FUNCTION schedule_slot IS 'The latest slot not after p_now: of an interval since 1970, or of a local time of day';

-- Exactly one job a slot, whoever asks and how often; slots that were missed are one.
CREATE FUNCTION job_schedule(p_name text, p_queue text, p_now timestamptz, p_every interval, p_at time, p_zone text)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	due timestamptz := schedule_slot(p_now, p_every, p_at, p_zone);
BEGIN
	-- Asked each second by every worker: an upsert that changes nothing would still write.
	IF EXISTS (SELECT FROM schedule_slots WHERE name = p_name AND slot >= due) THEN
		RETURN false;
	END IF;
	INSERT INTO schedule_slots AS s (name, slot) VALUES (p_name, due)
		ON CONFLICT (name) DO UPDATE SET slot = excluded.slot WHERE s.slot < excluded.slot;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO jobs (jid, queue, class, args, unique_key)
		VALUES (left(replace(gen_random_uuid()::text, '-', ''), 24), p_queue, p_name, jsonb_build_array(due), p_name)
		ON CONFLICT DO NOTHING;
	RETURN FOUND;
END
$$;
COMMENT ON FUNCTION job_schedule IS 'Adds the job of a recurring slot unless that was done before, or the one before it still waits';

GRANT UPDATE (legal_hold) ON organisations TO asa_gate;
GRANT SELECT, UPDATE ON jobs TO asa_gate;
CREATE POLICY gate ON jobs TO asa_gate USING (true) WITH CHECK (true);
-- The sweeps of every tenant that run before any is entered.
GRANT SELECT, DELETE ON idempotency_keys TO asa_gate;
CREATE POLICY gate ON idempotency_keys TO asa_gate USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON audit_log TO asa_gate;
CREATE POLICY gate_expire ON audit_log FOR DELETE TO asa_gate USING (true);
CREATE POLICY gate_read ON audit_log FOR SELECT TO asa_gate USING (true);
CREATE INDEX audit_log_age ON audit_log (created_at);

-- Still append-only for every program; only the sweep may delete, and only what is past its age.
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' AND current_user = 'asa_gate' THEN
		RETURN NULL;
	END IF;
	RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

SET LOCAL ROLE asa_gate;
CREATE FUNCTION gate.idempotency_expire(p_keep interval, p_limit integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	deleted bigint;
BEGIN
	DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
		SELECT ctid FROM idempotency_keys WHERE created_at < now() - p_keep LIMIT p_limit));
	GET DIAGNOSTICS deleted = ROW_COUNT;
	RETURN deleted;
END
$$;
COMMENT ON FUNCTION gate.idempotency_expire IS 'Forgets stored answers older than p_keep, p_limit at most';

CREATE FUNCTION gate.audit_expire(p_keep interval, p_limit integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	deleted bigint;
BEGIN
	DELETE FROM audit_log WHERE ctid = ANY (ARRAY(
		SELECT a.ctid FROM audit_log a WHERE a.created_at < now() - greatest(p_keep, interval '90 days')
		AND NOT EXISTS (SELECT FROM organisations o WHERE o.id = a.organisation_id AND o.legal_hold) LIMIT p_limit));
	GET DIAGNOSTICS deleted = ROW_COUNT;
	RETURN deleted;
END
$$;
COMMENT ON FUNCTION gate.audit_expire IS 'Deletes audit rows older than p_keep (never under 90 days) of organisations without a legal hold';

CREATE FUNCTION gate.retention(p_after uuid, p_limit integer) RETURNS TABLE (id uuid, days integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id, retention_days FROM organisations WHERE NOT legal_hold AND (p_after IS NULL OR id > p_after) ORDER BY id LIMIT p_limit
$$;
COMMENT ON FUNCTION gate.retention IS 'Organisations without a legal hold, and how long they keep what is deleted';

CREATE FUNCTION gate.platform_set_hold(p_id uuid, p_hold boolean) RETURNS SETOF organisations
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY UPDATE organisations SET legal_hold = p_hold WHERE id = p_id AND deleted_at IS NULL RETURNING *;
END
$$;
COMMENT ON FUNCTION gate.platform_set_hold IS 'Puts an organisation under a legal hold, under which nothing is purged, or ends it';

CREATE FUNCTION gate.platform_queues()
RETURNS TABLE (queue varchar, pending bigint, dispatched bigint, running bigint, dead bigint, oldest_s bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY SELECT j.queue, count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'dispatched'),
			count(*) FILTER (WHERE state = 'running'), count(*) FILTER (WHERE state = 'dead'),
			coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE run_at <= now() AND state IN ('pending', 'dispatched'))), 0)::bigint
		FROM jobs j WHERE state IN ('pending', 'dispatched', 'running', 'dead') GROUP BY j.queue ORDER BY j.queue;
END
$$;
COMMENT ON FUNCTION gate.platform_queues IS 'How much work waits, by queue, and for how long the oldest has';

CREATE FUNCTION gate.platform_jobs(p_state job_state, p_after text, p_limit integer) RETURNS SETOF jobs
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY SELECT * FROM jobs WHERE (p_state IS NULL OR state = p_state)
		AND (p_after IS NULL OR id < (SELECT a.id FROM jobs a WHERE a.jid = p_after)) ORDER BY id DESC LIMIT p_limit;
END
$$;
COMMENT ON FUNCTION gate.platform_jobs IS 'Jobs of every tenant of this database, newest first';

CREATE FUNCTION gate.platform_job(p_jid text, p_state job_state) RETURNS SETOF jobs
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	changed boolean := true;
BEGIN
	PERFORM gate.assert_platform();
	IF p_state = 'pending' THEN
		UPDATE jobs SET state = 'pending', run_at = now(), finished_at = NULL
			WHERE jid = p_jid AND state IN ('dead', 'cancelled', 'unconfirmed', 'pending');
		changed := FOUND;
		NOTIFY job_new;
	ELSIF p_state = 'cancelled' THEN
		UPDATE jobs SET state = 'cancelled', finished_at = clock_timestamp() WHERE jid = p_jid AND state NOT IN ('done', 'cancelled');
		changed := FOUND;
	END IF;
	IF NOT changed AND EXISTS (SELECT FROM jobs WHERE jid = p_jid) THEN
		RAISE EXCEPTION 'the job is in another state' USING ERRCODE = 'AS409';
	END IF;
	RETURN QUERY SELECT * FROM jobs WHERE jid = p_jid;
END
$$;
COMMENT ON FUNCTION gate.platform_job IS 'One job, tried again (pending), discarded (cancelled) or only looked at (NULL)';
RESET ROLE;
REVOKE EXECUTE ON FUNCTION gate.platform_queues, gate.platform_jobs, gate.platform_job, gate.platform_set_hold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.platform_queues, gate.platform_jobs, gate.platform_job, gate.platform_set_hold TO asa_app;
REVOKE EXECUTE ON FUNCTION gate.idempotency_expire, gate.audit_expire, gate.retention FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.idempotency_expire, gate.audit_expire, gate.retention TO asa_worker;

CREATE OR REPLACE FUNCTION schema_version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '3' $$;

COMMIT;
