-- Fails where the change is not there.
BEGIN;
SELECT 'public.jobs'::regclass;
SELECT 'public.idempotency_keys'::regclass;
ROLLBACK;
