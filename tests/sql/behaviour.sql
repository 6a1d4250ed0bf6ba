-- What the schema does by itself: identifiers, audit, isolation, moves.
BEGIN;
SELECT no_plan();
SET LOCAL client_min_messages = warning;

SELECT is(substr(uuid_v7()::text, 15, 1), '7', 'uuid_v7 makes version 7');
SELECT ok(('x' || translate(substr(uuid_v7()::text, 1, 13), '-', ''))::bit(48)::bigint
	BETWEEN (extract(epoch FROM clock_timestamp()) * 1000)::bigint - 1000 AND (extract(epoch FROM clock_timestamp()) * 1000)::bigint + 1000,
	'uuid_v7 begins with the time in milliseconds');
SELECT ok(search_words('Élodie', NULL, 'jean@acme.fr') @@ search_query('elod acme'), 'words are found by their beginning, without accents');
SELECT ok(NOT search_words('Élodie') @@ search_query('lodie'), 'but not by their middle');
SELECT ok(NOT search_words('a b') @@ search_query('!&'), 'a query of punctuation finds nothing');

GRANT USAGE ON SCHEMA public TO asa_app;
SET LOCAL ROLE asa_app;
SELECT is((SELECT count(*) FROM prospects), 0::bigint, 'without a tenant there are no rows');
SELECT throws_ok($$INSERT INTO organisations (id, name, slug, region) VALUES (uuid_v7(), 'x', 'x-none', 'eu')$$, '42501', NULL,
	'and none can be written');

SELECT set_config('asa.organisation', '0190aaaa-0000-7000-8000-000000000001', true);
INSERT INTO organisations (id, name, slug, region) VALUES (current_tenant(), 'One', 'one-of-two', 'eu');
INSERT INTO prospects (organisation_id, id, email) VALUES (current_tenant(), '0190aaaa-0000-7000-8000-00000000000a', 'a@one.example');
SELECT set_config('asa.organisation', '0190aaaa-0000-7000-8000-000000000002', true);
INSERT INTO organisations (id, name, slug, region) VALUES (current_tenant(), 'Two', 'two-of-two', 'eu');
SELECT is((SELECT count(*) FROM prospects), 0::bigint, 'a tenant does not see another''s rows');
SELECT is((SELECT count(*) FROM organisations), 1::bigint, 'nor that the other exists');
SELECT lives_ok($$INSERT INTO prospects (organisation_id, email) VALUES (current_tenant(), 'a@one.example')$$,
	'the same address in another tenant is no conflict');
SELECT throws_ok($$INSERT INTO prospects (organisation_id, email) VALUES ('0190aaaa-0000-7000-8000-000000000001', 'x@x.example')$$,
	'42501', NULL, 'a row for another tenant is refused');
SELECT throws_ok($$INSERT INTO activities (organisation_id, subject, prospect_id)
	VALUES (current_tenant(), 'x', '0190aaaa-0000-7000-8000-00000000000a')$$, '23503', NULL, 'a reference to another tenant''s row is refused');
UPDATE prospects SET company = 'stolen' WHERE id = '0190aaaa-0000-7000-8000-00000000000a';
SELECT set_config('asa.organisation', '0190aaaa-0000-7000-8000-000000000001', true);
SELECT is((SELECT company FROM prospects), NULL, 'an update does not reach it');
SELECT set_config('asa.organisation', '0190aaaa-0000-7000-8000-000000000002', true);

SELECT throws_ok('UPDATE audit_log SET entity = ''x''', '42501', NULL, 'the audit log can not be changed');
SELECT throws_ok('DELETE FROM audit_log', '42501', NULL, 'nor deleted from');
SELECT throws_ok('CREATE TABLE x ()', '42501', NULL, 'the program can not make tables');
SELECT throws_ok('SELECT gate.set_tenant(uuid_v7(), NULL, NULL, NULL, NULL)', '42501', NULL, 'nor use what is internal to the gate');

INSERT INTO users (organisation_id, email, name, password_hash) VALUES (current_tenant(), 'u@two.example', 'U', 'secret-hash');
UPDATE users SET password_hash = 'other-hash' WHERE email = 'u@two.example';
SELECT is((SELECT array_agg(action ORDER BY id) FROM audit_log WHERE entity = 'users'), '{insert,update}'::audit_action[],
	'a changed secret is worth a row');
SELECT is((SELECT count(*) FROM audit_log WHERE old::text || new::text LIKE '%-hash%'), 0::bigint, 'but is not in it');
UPDATE prospects SET company = 'ACME' WHERE email = 'a@one.example';
SELECT is((SELECT new FROM audit_log WHERE entity = 'prospects' AND action = 'update'), '{"company": "ACME"}', 'only what changed is written');

SELECT throws_ok($$INSERT INTO prospects (organisation_id, email, score) VALUES (current_tenant(), 's@x.example', 101)$$, '23514', NULL, 'a score has bounds');
SELECT throws_ok($$INSERT INTO prospects (organisation_id, email) VALUES (current_tenant(), 'Upper@x.example')$$, '23514', NULL, 'addresses are lower-case');
SELECT throws_ok($$INSERT INTO icps (organisation_id, name) VALUES (current_tenant(), '  ')$$, '23514', NULL, 'names are not blank');

INSERT INTO icps (organisation_id, id, name, deleted_at) VALUES (current_tenant(), '0190aaaa-0000-7000-8000-0000000000d1', 'Deleted', now());
SELECT throws_ok($$UPDATE prospects SET icp_id = '0190aaaa-0000-7000-8000-0000000000d1'$$, '23503', NULL, 'a reference to a deleted row is refused');
UPDATE icps SET deleted_at = NULL;
UPDATE prospects SET icp_id = '0190aaaa-0000-7000-8000-0000000000d1';
UPDATE icps SET deleted_at = now();
SELECT lives_ok($$UPDATE prospects SET icp_id = icp_id, company = 'kept'$$, 'one that was there before may stay');

RESET ROLE;
SELECT throws_ok('UPDATE audit_log SET entity = ''x''', '42501', NULL, 'not even a superuser changes the audit log by accident');
SELECT * FROM finish();
ROLLBACK;
