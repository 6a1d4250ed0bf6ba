BEGIN;
DROP TABLE prospects, icps;
COMMIT;
