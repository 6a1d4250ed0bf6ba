-- Organisations (the tenants), the plans they choose from, and their subscriptions.
BEGIN;

CREATE TABLE organisations (
	id uuid PRIMARY KEY DEFAULT uuid_v7(),
	name varchar(200) NOT NULL CHECK (name ~ '\S'),
	slug varchar(63) NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
	domain varchar(253) CHECK (domain = lower(domain) AND domain ~ '^[^\s@/]+\.[^\s@/]+$'),
	region region NOT NULL,
	locale locale NOT NULL DEFAULT 'en',
	timezone varchar(64) NOT NULL DEFAULT 'UTC',
	status organisation_status NOT NULL DEFAULT 'active',
	retention_days integer NOT NULL DEFAULT 30 CHECK (retention_days BETWEEN 1 AND 3650),
	legal_hold boolean NOT NULL DEFAULT false,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz
);
COMMENT ON TABLE organisations IS 'Tenants. Each lives in one region';
COMMENT ON COLUMN organisations.slug IS 'Short name in URLs, unique among live organisations of a database';
COMMENT ON COLUMN organisations.retention_days IS 'Days that a soft-deleted row is kept before it is purged';
COMMENT ON COLUMN organisations.legal_hold IS 'While true nothing is purged';
CREATE UNIQUE INDEX organisations_slug_key ON organisations (slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organisations_domain_key ON organisations (domain) WHERE deleted_at IS NULL;
CALL tenant_table('organisations', 'SELECT, INSERT, UPDATE', key => 'id');

CREATE TABLE plans (
	id uuid PRIMARY KEY DEFAULT uuid_v7(),
	code plan_code NOT NULL UNIQUE,
	name varchar(100) NOT NULL CHECK (name ~ '\S'),
	price_cents integer NOT NULL CHECK (price_cents >= 0),
	currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
	max_users integer NOT NULL CHECK (max_users > 0),
	max_prospects integer NOT NULL CHECK (max_prospects > 0),
	max_messages_per_month integer NOT NULL CHECK (max_messages_per_month > 0),
	max_insights_per_month integer NOT NULL CHECK (max_insights_per_month > 0),
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE plans IS 'What can be subscribed to: the same for every tenant, so without row-level security';
COMMENT ON COLUMN plans.price_cents IS 'Per month, in hundredths of the currency';
CREATE TRIGGER touch BEFORE UPDATE ON plans FOR EACH ROW EXECUTE FUNCTION touch();
GRANT SELECT ON plans TO asa_app, asa_worker;

INSERT INTO plans (code, name, price_cents, currency, max_users, max_prospects, max_messages_per_month, max_insights_per_month) VALUES
	('trial', 'Trial', 0, 'EUR', 5, 100000, 1000, 200),
	('starter', 'Starter', 4900, 'EUR', 5, 10000, 10000, 1000),
	('growth', 'Growth', 19900, 'EUR', 25, 100000, 100000, 10000),
	('scale', 'Scale', 79900, 'EUR', 250, 1000000, 1000000, 100000);

CREATE TABLE subscriptions (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	plan plan_code NOT NULL REFERENCES plans (code) ON DELETE RESTRICT,
	status subscription_status NOT NULL,
	trial_ends_at timestamptz,
	current_period_start timestamptz NOT NULL DEFAULT now(),
	current_period_end timestamptz NOT NULL,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	CONSTRAINT subscriptions_period CHECK (current_period_end > current_period_start)
);
COMMENT ON TABLE subscriptions IS 'The plan an organisation is on: one live row each';
CREATE UNIQUE INDEX subscriptions_live_key ON subscriptions (organisation_id) WHERE deleted_at IS NULL;
CREATE INDEX subscriptions_created ON subscriptions (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX subscriptions_updated ON subscriptions (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CALL tenant_table('subscriptions', 'SELECT, INSERT, UPDATE');

COMMIT;
