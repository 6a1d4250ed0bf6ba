-- Whom to sell to: ideal customer profiles and the prospects measured against them.
BEGIN;

CREATE TABLE icps (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	name varchar(200) NOT NULL CHECK (name ~ '\S'),
	description varchar(5000),
	status icp_status NOT NULL DEFAULT 'draft',
	industries text[] NOT NULL DEFAULT '{}' CHECK (cardinality(industries) <= 50),
	countries text[] NOT NULL DEFAULT '{}' CHECK (cardinality(countries) <= 50),
	job_titles text[] NOT NULL DEFAULT '{}' CHECK (cardinality(job_titles) <= 50),
	keywords text[] NOT NULL DEFAULT '{}' CHECK (cardinality(keywords) <= 50),
	company_size_min integer CHECK (company_size_min BETWEEN 1 AND 10000000),
	company_size_max integer CHECK (company_size_max BETWEEN 1 AND 10000000),
	search tsvector NOT NULL GENERATED ALWAYS AS (search_words(name, description)) STORED,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	CONSTRAINT icps_company_size CHECK (company_size_max >= company_size_min)
);
COMMENT ON TABLE icps IS 'Ideal customer profiles';
COMMENT ON COLUMN icps.countries IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN icps.company_size_min IS 'Employees';
CREATE INDEX icps_created ON icps (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX icps_updated ON icps (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX icps_name ON icps (organisation_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX icps_status ON icps (organisation_id, status) WHERE deleted_at IS NULL;
CREATE INDEX icps_deleted ON icps (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX icps_search ON icps USING gin (organisation_id, search);
CALL tenant_table('icps', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE prospects (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	icp_id uuid,
	owner_id uuid,
	email varchar(254) NOT NULL CHECK (email = lower(email) AND email ~ '^[^\s@]+@[^\s@]+$'),
	first_name varchar(100),
	last_name varchar(100),
	company varchar(200),
	domain varchar(253) CHECK (domain = lower(domain) AND domain ~ '^[^\s@/]+\.[^\s@/]+$'),
	job_title varchar(200),
	phone varchar(40),
	linkedin_url varchar(500),
	industry varchar(100),
	company_size integer CHECK (company_size BETWEEN 1 AND 10000000),
	country char(2) CHECK (country ~ '^[A-Z]{2}$'),
	city varchar(100),
	locale locale,
	status prospect_status NOT NULL DEFAULT 'new',
	source prospect_source NOT NULL DEFAULT 'manual',
	score smallint NOT NULL DEFAULT 0 CHECK (score BETWEEN 0 AND 100),
	score_reasons jsonb,
	tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 50),
	notes varchar(10000),
	last_contacted_at timestamptz,
	search tsvector NOT NULL GENERATED ALWAYS AS
		(search_words(email, first_name, last_name, company, domain, job_title, city)) STORED,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, icp_id) REFERENCES icps (organisation_id, id) ON DELETE SET NULL (icp_id),
	FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id) ON DELETE SET NULL (owner_id)
);
COMMENT ON TABLE prospects IS 'People a team may sell to';
COMMENT ON COLUMN prospects.score IS 'Fit with the ICP, 0 to 100, written by the scorer';
COMMENT ON COLUMN prospects.score_reasons IS 'Why the score is what it is, written by the scorer';
CREATE UNIQUE INDEX prospects_email_key ON prospects (organisation_id, email) WHERE deleted_at IS NULL;
CREATE INDEX prospects_created ON prospects (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX prospects_updated ON prospects (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX prospects_score ON prospects (organisation_id, score, id) WHERE deleted_at IS NULL;
CREATE INDEX prospects_last_name ON prospects (organisation_id, last_name, id) WHERE deleted_at IS NULL;
CREATE INDEX prospects_company ON prospects (organisation_id, company, id) WHERE deleted_at IS NULL;
CREATE INDEX prospects_contacted ON prospects (organisation_id, last_contacted_at, id) WHERE deleted_at IS NULL;
CREATE INDEX prospects_status ON prospects (organisation_id, status, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX prospects_source ON prospects (organisation_id, source) WHERE deleted_at IS NULL;
CREATE INDEX prospects_icp ON prospects (organisation_id, icp_id) WHERE deleted_at IS NULL;
CREATE INDEX prospects_owner ON prospects (organisation_id, owner_id) WHERE deleted_at IS NULL;
CREATE INDEX prospects_domain ON prospects (organisation_id, domain) WHERE deleted_at IS NULL;
CREATE INDEX prospects_industry ON prospects (organisation_id, industry) WHERE deleted_at IS NULL;
CREATE INDEX prospects_country ON prospects (organisation_id, country) WHERE deleted_at IS NULL;
CREATE INDEX prospects_company_size ON prospects (organisation_id, company_size) WHERE deleted_at IS NULL;
CREATE INDEX prospects_deleted ON prospects (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX prospects_search ON prospects USING gin (organisation_id, search);
CREATE INDEX prospects_tags ON prospects USING gin (organisation_id, tags);
CALL tenant_table('prospects', 'SELECT, INSERT, UPDATE, DELETE');

COMMIT;
