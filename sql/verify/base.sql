-- Fails where the change is not there.
BEGIN;
SELECT 'public.directory'::regclass;
SELECT uuid_v7(), search_query('a');
ROLLBACK;
