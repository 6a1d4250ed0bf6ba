BEGIN;
DROP FUNCTION gate.idempotency_expire, gate.audit_expire, gate.retention, gate.platform_queues, gate.platform_jobs, gate.platform_job, gate.platform_set_hold;
REVOKE UPDATE (legal_hold) ON organisations FROM asa_gate;
DROP POLICY gate ON jobs;
REVOKE ALL ON jobs FROM asa_gate;
DROP POLICY gate ON idempotency_keys;
DROP POLICY gate_expire ON audit_log;
DROP POLICY gate_read ON audit_log;
DROP INDEX audit_log_age;
REVOKE ALL ON idempotency_keys FROM asa_gate;
REVOKE SELECT, DELETE ON audit_log FROM asa_gate;
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER notify ON jobs;
DROP FUNCTION job_notify(), job_add, job_dispatch, job_done, job_claim, job_finish, job_failed, job_lost, schedule_slot, job_schedule;
DROP TABLE schedule_slots;
DROP INDEX jobs_pending, jobs_live, jobs_unique_key, jobs_state;
DROP FUNCTION job_group;
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state = 'pending';
CREATE INDEX jobs_live ON jobs (state, id) WHERE state IN ('dispatched', 'running');
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE state IN ('pending', 'dispatched', 'running');
CREATE OR REPLACE FUNCTION schema_version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '2' $$;
COMMIT;
