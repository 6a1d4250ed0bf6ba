BEGIN;
DROP TABLE subscriptions, plans, organisations;
COMMIT;
