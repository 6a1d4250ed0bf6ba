-- Fails where the change is not there.
BEGIN;
SELECT 'job_dispatch'::regproc, 'job_done'::regproc, 'job_claim'::regproc, 'job_finish'::regproc, 'job_failed'::regproc,
	'job_lost'::regproc, 'job_schedule'::regproc, 'schedule_slots'::regclass;
ROLLBACK;
