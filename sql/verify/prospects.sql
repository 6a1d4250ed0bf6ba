-- Fails where the change is not there.
BEGIN;
SELECT 'public.icps'::regclass;
SELECT 'public.prospects'::regclass;
ROLLBACK;
