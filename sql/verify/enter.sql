-- Fails where the change is not there.
BEGIN;
SELECT 'refuse'::regproc, 'session_seen'::regproc;
SELECT 1 / (to_regproc('gate.enter') IS NULL)::int;
ROLLBACK;
