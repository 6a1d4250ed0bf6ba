-- Every object of a database but the system's, an extension's and sqitch's own: kind, name, definition. Stable: no oid, no order of creation.
\set QUIET on
SET client_min_messages = warning;
SET search_path = pg_catalog;
BEGIN;
CREATE TEMP VIEW spaces AS SELECT oid, nspname FROM pg_namespace n
	WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'sqitch');
CREATE TEMP VIEW of_extension AS SELECT classid, objid FROM pg_depend WHERE deptype = 'e';
CREATE TEMP VIEW relations AS SELECT c.*, s.nspname || '.' || c.relname AS name FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
	WHERE NOT EXISTS (SELECT FROM of_extension e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid);
CREATE TEMP VIEW routines AS SELECT p.*, format('%s.%s(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS name
	FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
	WHERE NOT EXISTS (SELECT FROM of_extension e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid);
CREATE TEMP VIEW types AS SELECT t.*, s.nspname || '.' || t.typname AS name FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
	WHERE t.typtype IN ('e', 'd', 'r', 'c') AND (t.typrelid = 0 OR (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c')
		AND NOT EXISTS (SELECT FROM of_extension e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid);
COPY (
	SELECT kind, name, definition FROM (
		SELECT 'schema', nspname::text, pg_get_userbyid(nspowner) FROM pg_namespace JOIN spaces USING (oid, nspname)
			WHERE (nspname, pg_get_userbyid(nspowner)) <> ('public', 'pg_database_owner')
		UNION ALL
		SELECT 'extension', extname, extversion FROM pg_extension WHERE extname <> 'plpgsql'
		UNION ALL
		SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END, name,
			concat_ws(' ', 'owner ' || pg_get_userbyid(relowner), CASE relpersistence WHEN 'u' THEN 'unlogged' END,
				CASE WHEN relrowsecurity THEN 'row security' END, CASE WHEN relforcerowsecurity THEN 'forced' END,
				'with ' || array_to_string(reloptions, ', '), pg_get_partkeydef(oid),
				CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END, (SELECT format('%s from %s to %s by %s', format_type(seqtypid, NULL), seqmin, seqmax, seqincrement) FROM pg_sequence WHERE seqrelid = oid))
			FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
		UNION ALL
		SELECT 'column', r.name || '.' || attname, concat_ws(' ', format_type(atttypid, atttypmod),
				(SELECT 'collate ' || collname FROM pg_collation o JOIN pg_type t ON t.oid = atttypid WHERE o.oid = attcollation AND o.oid <> t.typcollation),
				CASE WHEN attnotnull THEN 'not null' END, 'identity ' || nullif(attidentity::text, ''),
				CASE WHEN attgenerated = 's' THEN 'generated' ELSE 'default' END || ' ' || pg_get_expr(adbin, adrelid))
			FROM relations r JOIN pg_attribute ON attrelid = r.oid LEFT JOIN pg_attrdef ON adrelid = r.oid AND adnum = attnum
			WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND attnum > 0 AND NOT attisdropped
		UNION ALL
		SELECT CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'type' END, name, CASE typtype
			WHEN 'e' THEN (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)
			WHEN 'd' THEN concat_ws(' ', format_type(typbasetype, typtypmod), CASE WHEN typnotnull THEN 'not null' END, 'default ' || typdefault) END
			FROM types t
		UNION ALL
		SELECT 'index', r.name, concat_ws(' ', pg_get_indexdef(r.oid), CASE WHEN NOT indisvalid THEN 'INVALID' END)
			FROM relations r JOIN pg_index ON indexrelid = r.oid
		UNION ALL
		SELECT CASE contype WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' ELSE 'constraint' END,
			coalesce(r.name, t.name) || '.' || conname, concat_ws(' ', pg_get_constraintdef(c.oid), CASE WHEN NOT convalidated THEN 'NOT VALID' END)
			FROM pg_constraint c LEFT JOIN relations r ON r.oid = conrelid LEFT JOIN types t ON t.oid = contypid
			WHERE coalesce(r.name, t.name) IS NOT NULL AND contype <> 't'
		UNION ALL
		SELECT 'function', name, CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(oid) ELSE 'aggregate' END || ' owner ' || pg_get_userbyid(proowner) FROM routines
		UNION ALL
		SELECT 'trigger', r.name || '.' || tgname, concat_ws(' ', pg_get_triggerdef(g.oid), CASE tgenabled WHEN 'O' THEN NULL ELSE 'enabled ' || tgenabled::text END)
			FROM pg_trigger g JOIN relations r ON r.oid = tgrelid WHERE NOT tgisinternal
		UNION ALL
		SELECT 'policy', r.name || '.' || polname, concat_ws(' ', CASE WHEN polpermissive THEN 'permissive' ELSE 'restrictive' END, 'for ' || polcmd::text,
				'to ' || (SELECT string_agg(CASE WHEN o = 0 THEN 'public' ELSE pg_get_userbyid(o) END, ', ' ORDER BY 1) FROM unnest(polroles) AS o),
				'using ' || pg_get_expr(polqual, polrelid), 'check ' || pg_get_expr(polwithcheck, polrelid))
			FROM pg_policy JOIN relations r ON r.oid = polrelid
		UNION ALL
		SELECT 'rule', r.name || '.' || rulename, pg_get_ruledef(u.oid) FROM pg_rewrite u JOIN relations r ON r.oid = ev_class WHERE rulename <> '_RETURN'
		UNION ALL
		SELECT 'statistics', s.nspname || '.' || stxname, pg_get_statisticsobjdef(x.oid) FROM pg_statistic_ext x JOIN spaces s ON s.oid = stxnamespace
		UNION ALL
		SELECT 'event trigger', evtname, evtevent || ' ' || evtfoid::regproc::text FROM pg_event_trigger
		UNION ALL
		SELECT 'grant', format('%s to %s', a.name, CASE grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(grantee) END),
			string_agg(privilege_type || CASE WHEN is_grantable THEN ' with grant option' ELSE '' END, ', ' ORDER BY privilege_type)
			FROM (
				SELECT 'schema ' || nspname AS name, nspacl AS acl, nspowner AS owner FROM pg_namespace JOIN spaces USING (oid, nspname)
				UNION ALL SELECT name, relacl, relowner FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
				UNION ALL SELECT r.name || '.' || attname, attacl, relowner FROM relations r JOIN pg_attribute ON attrelid = r.oid WHERE attnum > 0 AND NOT attisdropped
				UNION ALL SELECT name, proacl, proowner FROM routines
				UNION ALL SELECT name, typacl, typowner FROM types
			) AS a CROSS JOIN aclexplode(acl) WHERE grantee <> owner AND NOT (a.name = 'schema public' AND grantee = 0)
			GROUP BY a.name, grantee
		UNION ALL
		SELECT 'default grant', concat_ws(' ', pg_get_userbyid(defaclrole), 'in ' || nspname, defaclobjtype::text), defaclacl::text
			FROM pg_default_acl LEFT JOIN pg_namespace n ON n.oid = defaclnamespace
		UNION ALL
		SELECT 'comment', o.kind || ' ' || o.name, description FROM pg_description d JOIN (
			SELECT 'pg_class'::regclass AS classoid, oid, 0 AS sub, CASE relkind WHEN 'i' THEN 'index' WHEN 'v' THEN 'view' ELSE 'table' END AS kind, name FROM relations
			UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum, 'column', r.name || '.' || attname FROM relations r JOIN pg_attribute ON attrelid = r.oid WHERE attnum > 0
			UNION ALL SELECT 'pg_proc'::regclass, oid, 0, 'function', name FROM routines
			UNION ALL SELECT 'pg_type'::regclass, oid, 0, 'type', name FROM types
			UNION ALL SELECT 'pg_namespace'::regclass, oid, 0, 'schema', nspname FROM spaces WHERE nspname <> 'public'
			UNION ALL SELECT 'pg_constraint'::regclass, c.oid, 0, 'constraint', r.name || '.' || conname FROM pg_constraint c JOIN relations r ON r.oid = conrelid
			UNION ALL SELECT 'pg_policy'::regclass, p.oid, 0, 'policy', r.name || '.' || polname FROM pg_policy p JOIN relations r ON r.oid = polrelid
			UNION ALL SELECT 'pg_trigger'::regclass, g.oid, 0, 'trigger', r.name || '.' || tgname FROM pg_trigger g JOIN relations r ON r.oid = tgrelid
		) AS o ON o.classoid = d.classoid AND o.oid = d.objoid AND o.sub = d.objsubid
	) AS objects (kind, name, definition)
	ORDER BY kind, name, definition
) TO STDOUT;
ROLLBACK;
