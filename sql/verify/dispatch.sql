-- Fails where the change is not there.
BEGIN;
SELECT 1 / count(*) FROM pg_proc WHERE proname = 'job_dispatch' AND 'enable_sort=off' = ANY (proconfig);
ROLLBACK;
