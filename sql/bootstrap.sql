-- Run once per server by a superuser: the four roles, and nothing else. Idempotent.
-- asa_owner owns every object and is used by migrations only; asa_gate owns the few SECURITY DEFINER
-- functions that look a caller up before a tenant is known; asa_app and asa_worker are the programs.
-- Passwords and authentication are the operator's: ALTER ROLE asa_app PASSWORD '…', or peer in pg_hba.conf.
DO $$
DECLARE
	r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['asa_owner', 'asa_gate', 'asa_app', 'asa_worker'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
			EXECUTE format('CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', r);
		END IF;
	END LOOP;
END
$$;
ALTER ROLE asa_owner LOGIN;
ALTER ROLE asa_app LOGIN;
-- The programs say this of each connection too; a pooler in between drops what they say.
ALTER ROLE asa_app SET statement_timeout = '5s';
ALTER ROLE asa_app SET lock_timeout = '2s';
ALTER ROLE asa_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE asa_app SET timezone = 'UTC';
ALTER ROLE asa_worker LOGIN;
ALTER ROLE asa_gate NOLOGIN;
GRANT asa_gate TO asa_owner;
