-- Promises: work that must be done exactly once (jobs), and answers that must be given again (idempotency keys).
BEGIN;

CREATE TABLE jobs (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	jid varchar(24) NOT NULL UNIQUE CHECK (jid ~ '^[0-9a-f]{24}$'),
	organisation_id uuid REFERENCES organisations (id) ON DELETE CASCADE,
	queue varchar(40) NOT NULL DEFAULT 'default',
	class varchar(100) NOT NULL,
	args jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(args) = 'array'),
	state job_state NOT NULL DEFAULT 'pending',
	run_at timestamptz NOT NULL DEFAULT now(),
	attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	fence bigint NOT NULL DEFAULT 0,
	unique_key varchar(200),
	request_id varchar(64),
	last_error varchar(2000),
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	finished_at timestamptz
) WITH (autovacuum_vacuum_scale_factor = 0.01);
COMMENT ON TABLE jobs IS 'Outbox and ledger of the worker: written in the transaction that causes the work';
COMMENT ON COLUMN jobs.jid IS 'Sidekiq''s job id';
COMMENT ON COLUMN jobs.organisation_id IS 'NULL: a job of the product itself';
COMMENT ON COLUMN jobs.fence IS 'Rises at each claim, so that a worker that lost its lease can tell';
COMMENT ON COLUMN jobs.args IS 'Identifiers only: never personal data, tokens or prompts';
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state = 'pending';
CREATE INDEX jobs_live ON jobs (state, id) WHERE state IN ('dispatched', 'running');
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state IN ('done', 'cancelled');
CREATE INDEX jobs_organisation ON jobs (organisation_id, id);
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE state IN ('pending', 'dispatched', 'running');
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON jobs TO asa_app
	USING (organisation_id = (SELECT current_tenant())) WITH CHECK (organisation_id = (SELECT current_tenant()));
-- The worker serves every tenant; what a job does to a tenant's rows it does inside that tenant.
CREATE POLICY worker ON jobs TO asa_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON jobs TO asa_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO asa_worker;
CREATE TRIGGER touch BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION touch();

CREATE TABLE idempotency_keys (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	actor_id uuid NOT NULL,
	key varchar(255) NOT NULL,
	request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
	status smallint CHECK (status BETWEEN 200 AND 599),
	headers text,
	body text,
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (organisation_id, actor_id, key)
);
COMMENT ON TABLE idempotency_keys IS 'Answers of POSTs with an Idempotency-Key, given again for 24 hours';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'BLAKE2b-256 of method, path, query and body';
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON idempotency_keys TO asa_app, asa_worker
	USING (organisation_id = (SELECT current_tenant())) WITH CHECK (organisation_id = (SELECT current_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO asa_app, asa_worker;

COMMIT;
