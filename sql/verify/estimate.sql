BEGIN;
SELECT 'estimate'::regproc;
ROLLBACK;
