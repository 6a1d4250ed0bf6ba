BEGIN;
DO $$
DECLARE
	f regprocedure;
	t regclass;
BEGIN
	FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'gate'::regnamespace LOOP
		EXECUTE format('DROP FUNCTION %s', f);
	END LOOP;
	FOR t IN SELECT polrelid::regclass FROM pg_policy WHERE polname = 'gate' AND polrelid <> 'audit_log'::regclass LOOP
		EXECUTE format('DROP POLICY gate ON %s', t);
		EXECUTE format('REVOKE ALL ON %s FROM asa_gate', t);
	END LOOP;
END
$$;
COMMIT;
