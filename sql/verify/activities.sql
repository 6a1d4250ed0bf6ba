-- Fails where the change is not there.
BEGIN;
SELECT 'public.activities'::regclass;
SELECT 'public.ai_insights'::regclass;
ROLLBACK;
