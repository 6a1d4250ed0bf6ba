-- Fails where the change is not there.
BEGIN;
SELECT 1 / (count(*) = 16)::integer FROM pg_trigger WHERE tgname LIKE 'live\_%';
SELECT 'campaign_start()'::regprocedure;
ROLLBACK;
