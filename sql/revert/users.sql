BEGIN;
DROP TABLE api_keys, invitations, sessions, users;
COMMIT;
