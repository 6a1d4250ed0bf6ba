-- Fails where the change is not there.
BEGIN;
SELECT weight_industry, weight_country, weight_job_title, weight_keywords, weight_company_size FROM icps WHERE false;
SELECT 'score_due'::regclass, 'prospects_score'::regproc, 'job_ask'::regproc;
ROLLBACK;
