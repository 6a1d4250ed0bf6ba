-- The audit log, and the procedure that turns a table into a tenant's: row-level security, touch and audit triggers.
BEGIN;

CREATE TABLE audit_log (
	organisation_id uuid NOT NULL,
	id uuid NOT NULL DEFAULT uuid_v7(),
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	actor_id uuid,
	session_id uuid,
	request_id varchar(64),
	address varchar(45),
	action audit_action NOT NULL,
	entity varchar(63) NOT NULL,
	entity_id uuid NOT NULL,
	old jsonb,
	new jsonb,
	PRIMARY KEY (organisation_id, id)
);
COMMENT ON TABLE audit_log IS 'Who changed what, written by trigger in the same transaction. Append-only';
COMMENT ON COLUMN audit_log.actor_id IS 'User or API key; NULL when the system acted';
COMMENT ON COLUMN audit_log.address IS 'Client address as nginx saw it';
COMMENT ON COLUMN audit_log.old IS 'Values before, of changed columns only; never a secret';
CREATE INDEX audit_log_created ON audit_log (organisation_id, created_at, id);
CREATE INDEX audit_log_entity ON audit_log (organisation_id, entity, created_at, id);
CREATE INDEX audit_log_entity_id ON audit_log (organisation_id, entity_id, created_at, id);
CREATE INDEX audit_log_actor ON audit_log (organisation_id, actor_id, created_at, id);
CREATE INDEX audit_log_action ON audit_log (organisation_id, action, created_at, id);

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
	FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_log TO asa_app, asa_worker
	USING (organisation_id = (SELECT current_tenant())) WITH CHECK (organisation_id = (SELECT current_tenant()));
CREATE POLICY gate ON audit_log FOR INSERT TO asa_gate WITH CHECK (true);
GRANT SELECT, INSERT ON audit_log TO asa_app, asa_worker;
GRANT INSERT ON audit_log TO asa_gate;

-- Trigger arguments name the columns whose values must never be written: secrets.
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	hidden CONSTANT text[] := ARRAY['updated_at', 'created_at', 'search', 'last_seen_at', 'last_used_at'] || TG_ARGV::text[];
	before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - hidden END;
	after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - hidden END;
	subject jsonb := coalesce(after, before);
	what audit_action;
	changed_old jsonb := before;
	changed_new jsonb := jsonb_strip_nulls(after);
BEGIN
	IF TG_OP = 'UPDATE' THEN
		SELECT jsonb_object_agg(key, before -> key), jsonb_object_agg(key, value)
			INTO changed_old, changed_new
			FROM jsonb_each(after) WHERE value IS DISTINCT FROM before -> key;
		-- Secrets are hidden, but that one changed is worth a row.
		IF changed_new IS NULL AND (to_jsonb(OLD) - ARRAY['updated_at', 'last_seen_at', 'last_used_at'])
				= (to_jsonb(NEW) - ARRAY['updated_at', 'last_seen_at', 'last_used_at']) THEN
			RETURN NULL;
		END IF;
	END IF;
	what := CASE
		WHEN TG_OP = 'INSERT' THEN 'insert'
		WHEN TG_OP = 'DELETE' THEN 'purge'
		WHEN before ->> 'deleted_at' IS NULL AND after ->> 'deleted_at' IS NOT NULL THEN 'delete'
		WHEN before ->> 'deleted_at' IS NOT NULL AND after ->> 'deleted_at' IS NULL THEN 'restore'
		ELSE 'update' END;
	INSERT INTO audit_log (organisation_id, actor_id, session_id, request_id, address, action, entity, entity_id, old, new)
	VALUES (coalesce(subject ->> 'organisation_id', subject ->> 'id')::uuid,
		setting_or_null('asa.actor')::uuid, setting_or_null('asa.session')::uuid,
		left(setting_or_null('asa.request'), 64), left(setting_or_null('asa.address'), 45),
		what, TG_TABLE_NAME, (subject ->> 'id')::uuid, changed_old, changed_new);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit() IS 'Writes the audit row of one change; arguments are secret columns';

-- Everything a tenant table must have, in one place. privileges: what both programs may do.
CREATE PROCEDURE tenant_table(t regclass, privileges text, secrets text[] DEFAULT '{}', key text DEFAULT 'organisation_id')
LANGUAGE plpgsql AS $$
DECLARE
	mine text := format('(%I = (SELECT current_tenant()))', key);
	arguments text := (SELECT coalesce(string_agg(quote_literal(s), ', '), '') FROM unnest(secrets) AS s);
BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
	EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
	EXECUTE format('CREATE POLICY tenant ON %s TO asa_app, asa_worker USING %s WITH CHECK %s', t, mine, mine);
	EXECUTE format('GRANT %s ON %s TO asa_app, asa_worker', privileges, t);
	EXECUTE format('CREATE TRIGGER touch BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION touch()', t);
	EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION audit(%s)',
		t, arguments);
END
$$;
COMMENT ON PROCEDURE tenant_table IS 'Row-level security, triggers and grants of a tenant table';

COMMIT;
