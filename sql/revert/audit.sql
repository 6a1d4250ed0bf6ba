BEGIN;
DROP PROCEDURE tenant_table(regclass, text, text[], text);
DROP TABLE audit_log;
DROP FUNCTION audit(), audit_refuse();
COMMIT;
