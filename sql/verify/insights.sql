-- Fails where the change is not there.
BEGIN;
SELECT auto_insights FROM organisations WHERE false;
SELECT generation_id FROM ai_insights WHERE status::text = 'failed' AND false;
SELECT 'usage_months'::regclass, 'insight_ask'::regproc, 'insight_facts'::regproc, 'insights_store'::regproc;
ROLLBACK;
