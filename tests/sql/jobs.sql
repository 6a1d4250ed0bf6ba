-- The ledger of jobs: fair shares, done once, recurring slots.
BEGIN;
SELECT no_plan();
SET LOCAL client_min_messages = warning;
-- A worker of the same stack that dispatches in this moment would make job_dispatch() here give nothing: it waits its turn.
DO $$ BEGIN PERFORM pg_advisory_xact_lock(hashtext('asa.jobs.dispatch')); END $$;
DELETE FROM jobs;
INSERT INTO organisations (id, name, slug, region) VALUES
	('0190aaaa-0000-7000-8000-0000000000f1', 'Many', 'many-jobs', 'eu'), ('0190aaaa-0000-7000-8000-0000000000f2', 'Few', 'few-jobs', 'eu');
INSERT INTO jobs (jid, class, organisation_id)
	SELECT lpad(to_hex(n), 24, '0'), 'x', '0190aaaa-0000-7000-8000-0000000000f1'::uuid FROM generate_series(1, 50) n
	UNION ALL SELECT lpad(to_hex(n), 24, 'f'), 'x', '0190aaaa-0000-7000-8000-0000000000f2'::uuid FROM generate_series(1, 3) n;

SET LOCAL ROLE asa_worker;
SELECT is((SELECT count(*) FROM job_dispatch(200, 10)), 13::bigint, 'each organisation gets its share');
SELECT is((SELECT count(*) FROM job_dispatch(200, 10)), 0::bigint, 'and no more while that is not done');
SELECT lives_ok($$SELECT job_done(lpad('1', 24, '0'), 'x', 'default')$$, 'a job is done');
SELECT throws_ok($$SELECT job_done(lpad('1', 24, '0'), 'x', 'default')$$, 'AS410', NULL, 'once');
SELECT is((SELECT count(*) FROM job_dispatch(200, 10)), 1::bigint, 'which makes room for one');
SELECT lives_ok($$SELECT job_done('abcdefabcdefabcdefabcdef', 'foreign', 'default')$$, 'a job without a row is done too');
SELECT throws_ok($$SELECT job_done('abcdefabcdefabcdefabcdef', 'foreign', 'default')$$, 'AS410', NULL, 'and also once');

SELECT is(job_claim(lpad('2', 24, '0'), 'x', 'default'), 1::bigint, 'a claim gives a fence');
SELECT is(job_claim(lpad('2', 24, '0'), 'x', 'default'), 2::bigint, 'another claim a higher one');
SELECT throws_ok($$SELECT job_finish(lpad('2', 24, '0'), 1)$$, 'AS410', NULL, 'the lower one can not finish');
SELECT lives_ok($$SELECT job_finish(lpad('2', 24, '0'), 2)$$, 'the higher one can');

SELECT is(job_failed(lpad('3', 24, '0'), 'x', 'default', 'why', '1 hour', false), 1, 'failures are counted');
SELECT is((SELECT (state, last_error)::text FROM jobs WHERE jid = lpad('3', 24, '0')), '(dispatched,why)', 'and kept with their reason');
SELECT is(job_failed(lpad('2', 24, '0'), 'x', 'default', 'why', '1 hour', true), NULL, 'what is done does not fail');

SELECT is(job_lost(ARRAY[lpad('3', 24, '0')], false), 1::bigint, 'what Redis forgot');
SELECT is((SELECT state FROM jobs WHERE jid = lpad('3', 24, '0'))::text, 'pending', 'waits again');
SELECT is(job_lost(ARRAY[lpad('2', 24, '0')], true), 0::bigint, 'what is done is not lost');

SELECT is(job_add('x', 'default', '[]', '0', 'key', 100) IS NULL, false, 'a job with a key');
SELECT is(job_add('x', 'default', '[]', '0', 'key', 100), NULL, 'waits once');
RESET ROLE;
SELECT set_config('asa.organisation', '0190aaaa-0000-7000-8000-0000000000f1', true);
SET LOCAL ROLE asa_app;
SELECT throws_ok($$SELECT job_add('x', 'default', '[]', '0', NULL, 30)$$, 'AS429', NULL, 'who has enough waiting gets no more in');
RESET ROLE;

SELECT is(schedule_slot('2026-01-01 10:07:30+00', '5 minutes', NULL, NULL), '2026-01-01 10:05:00+00'::timestamptz, 'slots of an interval');
SELECT is(schedule_slot('2026-01-01 02:00:00+00', NULL, '03:10', 'Europe/Paris'), '2025-12-31 02:10:00+00'::timestamptz, 'before the time of day it is yesterday''s');
SELECT is(schedule_slot('2026-01-01 02:10:00+00', NULL, '03:10', 'Europe/Paris'), '2026-01-01 02:10:00+00'::timestamptz, 'at the time it is today''s');
SELECT is(schedule_slot('2026-03-29 12:00:00+00', NULL, '02:30', 'Europe/Paris'), '2026-03-29 01:30:00+00'::timestamptz, 'a time that the clock skips in spring has its slot');
SELECT is(schedule_slot('2026-10-25 12:00:00+00', NULL, '02:30', 'Europe/Paris'), '2026-10-25 01:30:00+00'::timestamptz, 'one that it has twice in autumn has one');
SET LOCAL ROLE asa_worker;
SELECT is(job_schedule('test.slot', 'low', '2026-01-01 10:07:30+00', '5 minutes', NULL, NULL), true, 'a slot makes a job');
SELECT is(job_schedule('test.slot', 'low', '2026-01-01 10:09:00+00', '5 minutes', NULL, NULL), false, 'one');
UPDATE jobs SET state = 'done' WHERE class = 'test.slot';
SELECT is(job_schedule('test.slot', 'low', '2026-01-01 16:09:00+00', '5 minutes', NULL, NULL), true, 'those that were missed make');
SELECT is((SELECT count(*) FROM jobs WHERE class = 'test.slot'), 2::bigint, 'one together');
RESET ROLE;

INSERT INTO audit_log (organisation_id, action, entity, entity_id, created_at) VALUES
	('0190aaaa-0000-7000-8000-0000000000f1', 'insert', 'x', uuid_v7(), now() - interval '100 days'),
	('0190aaaa-0000-7000-8000-0000000000f2', 'insert', 'x', uuid_v7(), now() - interval '100 days');
UPDATE organisations SET legal_hold = true WHERE slug = 'few-jobs';
SET LOCAL ROLE asa_worker;
SELECT is(gate.audit_expire('101 days', 10), 0::bigint, 'audit rows are kept for their age');
SELECT is(gate.audit_expire('1 day', 10), 1::bigint, 'and 90 days at least, and all under a legal hold');
SELECT throws_ok('DELETE FROM audit_log', '42501', NULL, 'the worker itself deletes none');
SELECT * FROM finish();
ROLLBACK;
