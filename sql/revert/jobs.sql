BEGIN;
DROP TABLE idempotency_keys, jobs;
COMMIT;
