-- Fails where the change is not there.
BEGIN;
SELECT 'public.audit_log'::regclass;
ROLLBACK;
