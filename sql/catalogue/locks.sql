-- Run as a superuser on a shadow: from now on each statement that changes the schema, or rows of a table that was there before, says which
-- locks it has taken besides those before it.
CREATE FUNCTION public.say_locks(statement text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	seen text := coalesce(current_setting('asa.locks', true), '');
	l text;
BEGIN
	FOR l IN SELECT DISTINCT mode || ' on ' || relation::regclass FROM pg_locks JOIN pg_class c ON c.oid = relation
		WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
			AND mode <> 'AccessShareLock'
	LOOP
		IF position(';' || l || ';' IN seen) = 0 THEN
			RAISE WARNING '%: %', statement, l;
			seen := seen || ';' || l || ';';
		END IF;
	END LOOP;
	PERFORM set_config('asa.locks', seen, true);
END
$$;

CREATE FUNCTION public.say_locks_of_schema() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM public.say_locks(tg_tag); END $$;
CREATE EVENT TRIGGER say_locks ON ddl_command_end EXECUTE FUNCTION public.say_locks_of_schema();
CREATE EVENT TRIGGER say_locks_of_drops ON sql_drop EXECUTE FUNCTION public.say_locks_of_schema();

CREATE FUNCTION public.say_locks_of_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM public.say_locks(tg_op); RETURN NULL; END $$;
SELECT format('CREATE TRIGGER say_locks BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.say_locks_of_rows()', oid::regclass)
	FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
\gexec
