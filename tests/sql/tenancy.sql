-- Tenant isolation, held against the catalogue.
BEGIN;
SELECT no_plan();

CREATE TEMPORARY TABLE tenant_tables AS
	SELECT c.oid, c.relname FROM pg_class c
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
		AND (c.relname = 'organisations' OR EXISTS (
			SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organisation_id' AND c.relname <> 'directory'));
SELECT cmp_ok((SELECT count(*) FROM tenant_tables), '>=', 18::bigint, 'the tenant tables are found');

SELECT ok(relrowsecurity AND relforcerowsecurity, c.relname || ': row-level security is enabled and forced')
	FROM pg_class c JOIN tenant_tables USING (oid);
SELECT ok(p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL AND p.polcmd = '*'
		AND pg_get_expr(p.polqual, p.polrelid) LIKE '%current_tenant()%'
		AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%current_tenant()%',
		t.relname || ': policy with USING and WITH CHECK for the tenant')
	FROM tenant_tables t LEFT JOIN pg_policy p ON p.polrelid = t.oid AND p.polname = 'tenant';
SELECT ok(NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname NOT IN ('tenant', 'worker')
		AND p.polroles <> ARRAY['asa_gate'::regrole::oid]),
		t.relname || ': no other policy')
	FROM tenant_tables t;
SELECT table_owner_is('public', relname, 'asa_owner', relname || ': is owned by a role that no program uses') FROM tenant_tables;
SELECT ok(a.attnotnull, t.relname || ': organisation_id is never null')
	FROM tenant_tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'organisation_id' WHERE t.relname <> 'jobs';
SELECT ok(i.indkey[0] = a.attnum, t.relname || ': the primary key begins with the tenant')
	FROM tenant_tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'organisation_id'
	JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary WHERE t.relname <> 'jobs';

-- A reference from one tenant table to another must carry the tenant.
SELECT ok(EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) AND a.attname = 'organisation_id'),
		k.conname || ': is composite with the tenant')
	FROM pg_constraint k JOIN tenant_tables f ON f.oid = k.conrelid JOIN tenant_tables t ON t.oid = k.confrelid
	WHERE k.contype = 'f' AND t.relname <> 'organisations';

-- Roles.
SELECT ok(NOT rolsuper AND NOT rolbypassrls AND NOT rolcreaterole AND NOT rolcreatedb, rolname || ': has no power over the server')
	FROM pg_roles WHERE rolname LIKE 'asa\_%';
SELECT ok(NOT pg_has_role(r, 'asa_owner', 'MEMBER') AND NOT pg_has_role(r, 'asa_gate', 'MEMBER'), r || ': can not become owner or gate')
	FROM unnest(ARRAY['asa_app', 'asa_worker']) AS r;
SELECT ok(NOT has_schema_privilege(r, s, 'CREATE'), r || ': can not create in ' || s)
	FROM unnest(ARRAY['asa_app', 'asa_worker']) AS r, unnest(ARRAY['public', 'gate']) AS s;
SELECT ok(NOT has_table_privilege(r, t.oid, 'TRUNCATE, REFERENCES, TRIGGER'), r || ': can not truncate, refer to or hook into ' || t.relname)
	FROM unnest(ARRAY['asa_app', 'asa_worker']) AS r, tenant_tables t;
SELECT ok(p.prosecdef IS FALSE OR EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=public, pg_temp'),
		p.proname || ': a SECURITY DEFINER function has its search_path pinned')
	FROM pg_proc p WHERE p.pronamespace = 'gate'::regnamespace;
SELECT ok(NOT has_function_privilege('public', p.oid, 'EXECUTE'), 'gate.' || p.proname || ': is not for everybody')
	FROM pg_proc p WHERE p.pronamespace = 'gate'::regnamespace;

-- Documentation.
SELECT ok(obj_description(c.oid) IS NOT NULL, c.relname || ': has a comment')
	FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r';

SELECT * FROM finish();
ROLLBACK;
