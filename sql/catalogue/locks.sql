-- Run as a superuser on a shadow: from now on each statement that changes the schema says which locks it has taken besides those before it.
CREATE FUNCTION public.say_locks() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
	seen text := coalesce(current_setting('asa.locks', true), '');
	l text;
BEGIN
	FOR l IN SELECT DISTINCT mode || ' on ' || relation::regclass FROM pg_locks JOIN pg_class c ON c.oid = relation
		WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
			AND mode <> 'AccessShareLock'
	LOOP
		IF position(';' || l || ';' IN seen) = 0 THEN
			RAISE WARNING '%: %', tg_tag, l;
			seen := seen || ';' || l || ';';
		END IF;
	END LOOP;
	PERFORM set_config('asa.locks', seen, true);
END
$$;
CREATE EVENT TRIGGER say_locks ON ddl_command_end EXECUTE FUNCTION public.say_locks();
CREATE EVENT TRIGGER say_locks_of_drops ON sql_drop EXECUTE FUNCTION public.say_locks();
