-- The peers' database: the same rows and indexes as ours, with what an application on Prisma has: foreign keys, but no triggers and no
-- row-level security. They write their audit rows themselves.
DO $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT tgname, tgrelid::regclass AS t FROM pg_trigger WHERE NOT tgisinternal LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', r.tgname, r.t);
	END LOOP;
	FOR r IN SELECT oid::regclass AS t FROM pg_class WHERE relrowsecurity LOOP
		EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', r.t);
	END LOOP;
END
$$;
DO $$ BEGIN CREATE ROLE peer LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT ALL ON ALL TABLES IN SCHEMA public TO peer;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO peer;
