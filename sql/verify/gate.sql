-- Fails where the change is not there.
BEGIN;
SELECT 'gate.enter_key'::regproc, 'gate.login'::regproc, 'gate.session_refresh'::regproc;
ROLLBACK;
