-- What every table needs: enum types, identifiers, triggers, and one procedure that makes a table a tenant's.
BEGIN;

CREATE EXTENSION IF NOT EXISTS btree_gin;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO asa_app, asa_worker, asa_gate;
CREATE SCHEMA gate AUTHORIZATION asa_gate;
COMMENT ON SCHEMA gate IS 'SECURITY DEFINER functions: the only way to a row before the tenant is known';
GRANT USAGE ON SCHEMA gate TO asa_app, asa_worker;

CREATE TYPE region AS ENUM ('eu', 'us', 'ca');
CREATE TYPE locale AS ENUM ('en', 'fr');
CREATE TYPE organisation_status AS ENUM ('active', 'suspended');
CREATE TYPE user_role AS ENUM ('viewer', 'member', 'admin', 'owner'); -- in rising order of power: compared with <
CREATE TYPE user_status AS ENUM ('active', 'disabled');
CREATE TYPE plan_code AS ENUM ('trial', 'starter', 'growth', 'scale');
CREATE TYPE subscription_status AS ENUM ('trialing', 'active', 'past_due', 'cancelled');
CREATE TYPE icp_status AS ENUM ('draft', 'active', 'archived');
CREATE TYPE prospect_status AS ENUM ('new', 'contacted', 'engaged', 'qualified', 'unqualified', 'customer', 'unsubscribed');
CREATE TYPE prospect_source AS ENUM ('manual', 'import', 'api', 'referral', 'website', 'event');
CREATE TYPE sequence_status AS ENUM ('draft', 'active', 'archived');
CREATE TYPE step_kind AS ENUM ('email', 'call', 'task');
CREATE TYPE campaign_status AS ENUM ('draft', 'active', 'paused', 'completed', 'archived');
CREATE TYPE enrolment_status AS ENUM ('pending', 'active', 'completed', 'replied', 'bounced', 'unsubscribed', 'stopped');
CREATE TYPE message_direction AS ENUM ('outbound', 'inbound');
CREATE TYPE message_status AS ENUM ('draft', 'queued', 'sent', 'delivered', 'bounced', 'failed', 'received');
CREATE TYPE message_event_kind AS ENUM ('queued', 'sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced', 'complained', 'unsubscribed', 'failed');
CREATE TYPE activity_kind AS ENUM ('note', 'call', 'email', 'meeting', 'task', 'status_change');
CREATE TYPE insight_kind AS ENUM ('fit', 'buying_signal', 'next_action', 'opening_line', 'performance', 'pipeline');
CREATE TYPE insight_status AS ENUM ('new', 'accepted', 'dismissed');
CREATE TYPE audit_action AS ENUM ('insert', 'update', 'delete', 'restore', 'purge');
CREATE TYPE job_state AS ENUM ('pending', 'dispatched', 'running', 'done', 'dead', 'cancelled', 'unconfirmed');

-- RFC 9562, section 5.7: 48 bits of Unix milliseconds, then version 7 over the random bits of a version 4.
CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
	SELECT encode(set_bit(set_bit(
		overlay(uuid_send(gen_random_uuid())
			PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
		52, 1), 53, 1), 'hex')::uuid
$$;
COMMENT ON FUNCTION uuid_v7() IS 'A time-ordered identifier (RFC 9562, version 7)';

CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting('asa.organisation', true), '')::uuid
$$;
COMMENT ON FUNCTION current_tenant() IS 'The organisation this transaction acts for; NULL (so: no rows) when none was entered';

CREATE FUNCTION setting_or_null(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT nullif(current_setting(name, true), '')
$$;

-- The words of a row, folded so that "Élodie" is found by "elodie" and "acme" by "jean@acme.fr".
CREATE FUNCTION fold(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
	SELECT translate(lower(words), 'àâäáãåçéèêëíìîïñóòôöõúùûüÿ@._-+/''', 'aaaaaaceeeeiiiinooooouuuuy       ')
$$;
CREATE FUNCTION search_words(VARIADIC words text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT to_tsvector('simple', coalesce(fold(array_to_string(words, ' ')), ''))
$$;
COMMENT ON FUNCTION search_words(text[]) IS 'Folded words of a row for the q parameter';
-- Every word of q must begin a word of the row. An empty query (only punctuation) finds nothing.
CREATE FUNCTION search_query(q text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(string_agg(quote_literal(w) || ':*', ' & '), '')::tsquery
	FROM regexp_split_to_table(regexp_replace(fold(q), '[^[:alnum:][:space:]]', ' ', 'g'), '\s+') AS w
	WHERE w <> ''
$$;
COMMENT ON FUNCTION search_query(text) IS 'The q parameter as a prefix query';

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- clock_timestamp, not now(): two updates in one transaction must give two ETags.
	NEW.updated_at := clock_timestamp();
	NEW.created_at := OLD.created_at;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION touch() IS 'Keeps updated_at, from which ETag is made, and created_at, which never changes';

CREATE TABLE directory (
	email_hash bytea PRIMARY KEY CHECK (octet_length(email_hash) = 32),
	region region NOT NULL,
	organisation_id uuid NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE directory IS 'Which region knows an e-mail address. Used in the global database only; holds no personal data';
COMMENT ON COLUMN directory.email_hash IS 'BLAKE2b-256 of the lower-cased address, keyed with ASA_DIRECTORY_KEY';
GRANT SELECT, INSERT, UPDATE, DELETE ON directory TO asa_app;
GRANT SELECT, DELETE ON directory TO asa_worker;

CREATE FUNCTION schema_version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '1' $$;
COMMENT ON FUNCTION schema_version() IS 'What the programs compare with the version they were built for';

COMMIT;
