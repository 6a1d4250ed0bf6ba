-- Fails where the change is not there.
BEGIN;
SELECT 1 / (count(*) / 2) FROM pg_proc WHERE proname IN ('search_words', 'search_query') AND prosrc LIKE '%public.fold%';
ROLLBACK;
