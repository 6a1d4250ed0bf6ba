-- What the plan makes, by "scripts/db pull": for reading and for reviews; sqitch makes databases.
--
-- PostgreSQL database dump
--

--
-- Name: gate; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA gate;

--
-- Name: SCHEMA gate; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA gate IS 'SECURITY DEFINER functions: the only way to a row before the tenant is known';

--
-- Name: btree_gin; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

--
-- Name: EXTENSION btree_gin; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION btree_gin IS 'support for indexing common datatypes in GIN';

--
-- Name: activity_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.activity_kind AS ENUM (
    'note',
    'call',
    'email',
    'meeting',
    'task',
    'status_change'
);

--
-- Name: audit_action; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.audit_action AS ENUM (
    'insert',
    'update',
    'delete',
    'restore',
    'purge'
);

--
-- Name: campaign_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.campaign_status AS ENUM (
    'draft',
    'active',
    'paused',
    'completed',
    'archived'
);

--
-- Name: enrolment_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.enrolment_status AS ENUM (
    'pending',
    'active',
    'completed',
    'replied',
    'bounced',
    'unsubscribed',
    'stopped'
);

--
-- Name: icp_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.icp_status AS ENUM (
    'draft',
    'active',
    'archived'
);

--
-- Name: insight_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.insight_kind AS ENUM (
    'fit',
    'buying_signal',
    'next_action',
    'opening_line',
    'performance',
    'pipeline'
);

--
-- Name: insight_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.insight_status AS ENUM (
    'new',
    'accepted',
    'dismissed',
    'failed'
);

--
-- Name: job_state; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.job_state AS ENUM (
    'pending',
    'dispatched',
    'running',
    'done',
    'dead',
    'cancelled',
    'unconfirmed'
);

--
-- Name: locale; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.locale AS ENUM (
    'en',
    'fr'
);

--
-- Name: message_direction; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.message_direction AS ENUM (
    'outbound',
    'inbound'
);

--
-- Name: message_event_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.message_event_kind AS ENUM (
    'queued',
    'sent',
    'delivered',
    'opened',
    'clicked',
    'replied',
    'bounced',
    'complained',
    'unsubscribed',
    'failed'
);

--
-- Name: message_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.message_status AS ENUM (
    'draft',
    'queued',
    'sent',
    'delivered',
    'bounced',
    'failed',
    'received'
);

--
-- Name: organisation_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.organisation_status AS ENUM (
    'active',
    'suspended'
);

--
-- Name: plan_code; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.plan_code AS ENUM (
    'trial',
    'starter',
    'growth',
    'scale'
);

--
-- Name: prospect_source; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.prospect_source AS ENUM (
    'manual',
    'import',
    'api',
    'referral',
    'website',
    'event'
);

--
-- Name: prospect_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.prospect_status AS ENUM (
    'new',
    'contacted',
    'engaged',
    'qualified',
    'unqualified',
    'customer',
    'unsubscribed'
);

--
-- Name: region; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.region AS ENUM (
    'eu',
    'us',
    'ca'
);

--
-- Name: sequence_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.sequence_status AS ENUM (
    'draft',
    'active',
    'archived'
);

--
-- Name: step_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.step_kind AS ENUM (
    'email',
    'call',
    'task'
);

--
-- Name: subscription_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.subscription_status AS ENUM (
    'trialing',
    'active',
    'past_due',
    'cancelled'
);

--
-- Name: user_role; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.user_role AS ENUM (
    'viewer',
    'member',
    'admin',
    'owner'
);

--
-- Name: user_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.user_status AS ENUM (
    'active',
    'disabled'
);

--
-- Name: assert_platform(); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.assert_platform() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM users WHERE organisation_id = current_tenant()
			AND id = setting_or_null('asa.actor')::uuid AND platform_admin AND status = 'active' AND deleted_at IS NULL) THEN
		RAISE EXCEPTION 'not a platform administrator' USING ERRCODE = 'AS403';
	END IF;
END
$$;

--
-- Name: audit_expire(interval, integer); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.audit_expire(p_keep interval, p_limit integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
	deleted bigint;
BEGIN
	DELETE FROM audit_log WHERE ctid = ANY (ARRAY(
		SELECT a.ctid FROM audit_log a WHERE a.created_at < now() - greatest(p_keep, interval '90 days')
		AND NOT EXISTS (SELECT FROM organisations o WHERE o.id = a.organisation_id AND o.legal_hold) LIMIT p_limit));
	GET DIAGNOSTICS deleted = ROW_COUNT;
	RETURN deleted;
END
$$;

--
-- Name: FUNCTION audit_expire(p_keep interval, p_limit integer); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.audit_expire(p_keep interval, p_limit integer) IS 'Deletes audit rows older than p_keep (never under 90 days) of organisations without a legal hold';

--
-- Name: email_taken(text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.email_taken(p_email text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT EXISTS (SELECT FROM users WHERE email = p_email AND deleted_at IS NULL)
$$;

--
-- Name: FUNCTION email_taken(p_email text); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.email_taken(p_email text) IS 'Whether a directory entry for this region still has a live user behind it';

--
-- Name: enter_key(uuid, bytea, public.user_role, boolean, text, text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.enter_key(p_key uuid, p_hash bytea, p_least public.user_role, p_platform boolean, p_request text, p_address text) RETURNS TABLE(role public.user_role, locale public.locale, platform_admin boolean, organisation_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
	k api_keys;
BEGIN
	SELECT x.* INTO k FROM api_keys x JOIN organisations o ON o.id = x.organisation_id
		WHERE x.id = p_key AND x.key_hash = p_hash AND x.deleted_at IS NULL
			AND (x.expires_at IS NULL OR x.expires_at > now())
			AND o.status = 'active' AND o.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'API key is not valid' USING ERRCODE = 'AS401';
	END IF;
	IF k.role < p_least OR p_platform THEN
		RAISE EXCEPTION 'role % is not enough', k.role USING ERRCODE = 'AS403';
	END IF;
	PERFORM gate.set_tenant(k.organisation_id, k.id, NULL, p_request, p_address);
	IF k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute' THEN
		UPDATE api_keys a SET last_used_at = now() WHERE a.ctid = (
			SELECT x.ctid FROM api_keys x WHERE x.id = p_key FOR UPDATE SKIP LOCKED);
	END IF;
	RETURN QUERY SELECT k.role, o.locale, false, o.id FROM organisations o WHERE o.id = k.organisation_id;
END
$$;

--
-- Name: FUNCTION enter_key(p_key uuid, p_hash bytea, p_least public.user_role, p_platform boolean, p_request text, p_address text); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.enter_key(p_key uuid, p_hash bytea, p_least public.user_role, p_platform boolean, p_request text, p_address text) IS 'As gate.enter, for an API key';

--
-- Name: idempotency_expire(interval, integer); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.idempotency_expire(p_keep interval, p_limit integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
	deleted bigint;
BEGIN
	DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
		SELECT ctid FROM idempotency_keys WHERE created_at < now() - p_keep LIMIT p_limit));
	GET DIAGNOSTICS deleted = ROW_COUNT;
	RETURN deleted;
END
$$;

--
-- Name: FUNCTION idempotency_expire(p_keep interval, p_limit integer); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.idempotency_expire(p_keep interval, p_limit integer) IS 'Forgets stored answers older than p_keep, p_limit at most';

--
-- Name: invitation(uuid, bytea); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.invitation(p_id uuid, p_hash bytea) RETURNS TABLE(organisation_id uuid, id uuid, email text, role public.user_role)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT i.organisation_id, i.id, i.email, i.role
	FROM invitations i JOIN organisations o ON o.id = i.organisation_id
	WHERE i.id = p_id AND i.token_hash = p_hash AND i.deleted_at IS NULL AND i.accepted_at IS NULL
		AND i.expires_at > now() AND o.deleted_at IS NULL AND o.status = 'active'
$$;

--
-- Name: FUNCTION invitation(p_id uuid, p_hash bytea); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.invitation(p_id uuid, p_hash bytea) IS 'The invitation a token stands for';

--
-- Name: login(text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.login(p_email text) RETURNS TABLE(organisation_id uuid, id uuid, password_hash text, role public.user_role, well_known boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT u.organisation_id, u.id, u.password_hash, u.role, u.well_known
	FROM users u JOIN organisations o ON o.id = u.organisation_id
	WHERE u.email = p_email AND u.deleted_at IS NULL AND u.status = 'active'
		AND o.deleted_at IS NULL AND o.status = 'active'
$$;

--
-- Name: FUNCTION login(p_email text); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.login(p_email text) IS 'Who may log in with this address';

--
-- Name: jobs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.jobs (
    id bigint NOT NULL,
    jid character varying(24) NOT NULL,
    organisation_id uuid,
    queue character varying(40) DEFAULT 'default'::character varying NOT NULL,
    class character varying(100) NOT NULL,
    args jsonb DEFAULT '[]'::jsonb NOT NULL,
    state public.job_state DEFAULT 'pending'::public.job_state NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    fence bigint DEFAULT 0 NOT NULL,
    unique_key character varying(200),
    request_id character varying(64),
    last_error character varying(2000),
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT jobs_args_check CHECK ((jsonb_typeof(args) = 'array'::text)),
    CONSTRAINT jobs_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT jobs_jid_check CHECK (((jid)::text ~ '^[0-9a-f]{24}$'::text))
)
WITH (autovacuum_vacuum_scale_factor='0.01');

ALTER TABLE ONLY public.jobs FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE jobs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.jobs IS 'Outbox and ledger of the worker: written in the transaction that causes the work';

--
-- Name: COLUMN jobs.jid; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.jobs.jid IS 'Sidekiq''s job id';

--
-- Name: COLUMN jobs.organisation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.jobs.organisation_id IS 'NULL: a job of the product itself';

--
-- Name: COLUMN jobs.args; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.jobs.args IS 'Identifiers only: never personal data, tokens or prompts';

--
-- Name: COLUMN jobs.attempts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.jobs.attempts IS 'Failures so far';

--
-- Name: COLUMN jobs.fence; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.jobs.fence IS 'Rises at each claim, so that a worker that lost its lease can tell';

--
-- Name: COLUMN jobs.unique_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.jobs.unique_key IS 'At most one waiting job has it';

--
-- Name: platform_job(text, public.job_state); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.platform_job(p_jid text, p_state public.job_state) RETURNS SETOF public.jobs
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
	changed boolean := true;
BEGIN
	PERFORM gate.assert_platform();
	IF p_state = 'pending' THEN
		UPDATE jobs SET state = 'pending', run_at = now(), finished_at = NULL
			WHERE jid = p_jid AND state IN ('dead', 'cancelled', 'unconfirmed', 'pending');
		changed := FOUND;
		NOTIFY job_new;
	ELSIF p_state = 'cancelled' THEN
		UPDATE jobs SET state = 'cancelled', finished_at = clock_timestamp() WHERE jid = p_jid AND state NOT IN ('done', 'cancelled');
		changed := FOUND;
	END IF;
	IF NOT changed AND EXISTS (SELECT FROM jobs WHERE jid = p_jid) THEN
		RAISE EXCEPTION 'the job is in another state' USING ERRCODE = 'AS409';
	END IF;
	RETURN QUERY SELECT * FROM jobs WHERE jid = p_jid;
END
$$;

--
-- Name: FUNCTION platform_job(p_jid text, p_state public.job_state); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.platform_job(p_jid text, p_state public.job_state) IS 'One job, tried again (pending), discarded (cancelled) or only looked at (NULL)';

--
-- Name: platform_jobs(public.job_state, text, integer); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.platform_jobs(p_state public.job_state, p_after text, p_limit integer) RETURNS SETOF public.jobs
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY SELECT * FROM jobs WHERE (p_state IS NULL OR state = p_state)
		AND (p_after IS NULL OR id < (SELECT a.id FROM jobs a WHERE a.jid = p_after)) ORDER BY id DESC LIMIT p_limit;
END
$$;

--
-- Name: FUNCTION platform_jobs(p_state public.job_state, p_after text, p_limit integer); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.platform_jobs(p_state public.job_state, p_after text, p_limit integer) IS 'Jobs of every tenant of this database, newest first';

--
-- Name: uuid_v7(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.uuid_v7() RETURNS uuid
    LANGUAGE sql PARALLEL SAFE
    AS $$
	SELECT encode(set_bit(set_bit(
		overlay(uuid_send(gen_random_uuid())
			PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
		52, 1), 53, 1), 'hex')::uuid
$$;

--
-- Name: FUNCTION uuid_v7(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.uuid_v7() IS 'A time-ordered identifier (RFC 9562, version 7)';

--
-- Name: organisations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organisations (
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    name character varying(200) NOT NULL,
    slug character varying(63) NOT NULL,
    domain character varying(253),
    region public.region NOT NULL,
    locale public.locale DEFAULT 'en'::public.locale NOT NULL,
    timezone character varying(64) DEFAULT 'UTC'::character varying NOT NULL,
    status public.organisation_status DEFAULT 'active'::public.organisation_status NOT NULL,
    retention_days integer DEFAULT 30 NOT NULL,
    legal_hold boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    auto_insights boolean DEFAULT true NOT NULL,
    CONSTRAINT organisations_domain_check CHECK ((((domain)::text = lower((domain)::text)) AND ((domain)::text ~ '^[^\s@/]+\.[^\s@/]+$'::text))),
    CONSTRAINT organisations_name_check CHECK (((name)::text ~ '\S'::text)),
    CONSTRAINT organisations_retention_days_check CHECK (((retention_days >= 1) AND (retention_days <= 3650))),
    CONSTRAINT organisations_slug_check CHECK (((slug)::text ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'::text))
);

ALTER TABLE ONLY public.organisations FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE organisations; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.organisations IS 'Tenants. Each lives in one region';

--
-- Name: COLUMN organisations.slug; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.organisations.slug IS 'Short name in URLs, unique among live organisations of a database';

--
-- Name: COLUMN organisations.retention_days; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.organisations.retention_days IS 'Days that a soft-deleted row is kept before it is purged';

--
-- Name: COLUMN organisations.legal_hold; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.organisations.legal_hold IS 'While true nothing is purged';

--
-- Name: COLUMN organisations.auto_insights; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.organisations.auto_insights IS 'Whether changes that matter ask for insights by themselves';

--
-- Name: platform_organisations(uuid, integer); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.platform_organisations(p_after uuid, p_limit integer) RETURNS SETOF public.organisations
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY SELECT * FROM organisations WHERE p_after IS NULL OR id > p_after ORDER BY id LIMIT p_limit;
END
$$;

--
-- Name: FUNCTION platform_organisations(p_after uuid, p_limit integer); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.platform_organisations(p_after uuid, p_limit integer) IS 'Organisations of every tenant of this database, by id';

--
-- Name: platform_queues(); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.platform_queues() RETURNS TABLE(queue character varying, pending bigint, dispatched bigint, running bigint, dead bigint, oldest_s bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY SELECT j.queue, count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'dispatched'),
			count(*) FILTER (WHERE state = 'running'), count(*) FILTER (WHERE state = 'dead'),
			coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE run_at <= now() AND state IN ('pending', 'dispatched'))), 0)::bigint
		FROM jobs j WHERE state IN ('pending', 'dispatched', 'running', 'dead') GROUP BY j.queue ORDER BY j.queue;
END
$$;

--
-- Name: FUNCTION platform_queues(); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.platform_queues() IS 'How much work waits, by queue, and for how long the oldest has';

--
-- Name: platform_set_hold(uuid, boolean); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.platform_set_hold(p_id uuid, p_hold boolean) RETURNS SETOF public.organisations
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY UPDATE organisations SET legal_hold = p_hold WHERE id = p_id AND deleted_at IS NULL RETURNING *;
END
$$;

--
-- Name: FUNCTION platform_set_hold(p_id uuid, p_hold boolean); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.platform_set_hold(p_id uuid, p_hold boolean) IS 'Puts an organisation under a legal hold, under which nothing is purged, or ends it';

--
-- Name: platform_set_status(uuid, public.organisation_status); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.platform_set_status(p_id uuid, p_status public.organisation_status) RETURNS SETOF public.organisations
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
	PERFORM gate.assert_platform();
	RETURN QUERY UPDATE organisations SET status = p_status WHERE id = p_id AND deleted_at IS NULL RETURNING *;
END
$$;

--
-- Name: FUNCTION platform_set_status(p_id uuid, p_status public.organisation_status); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.platform_set_status(p_id uuid, p_status public.organisation_status) IS 'Suspends an organisation or lets it in again';

--
-- Name: prospects_tags(text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.prospects_tags(tag text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT id FROM prospects WHERE organisation_id = current_tenant() AND tags @> ARRAY[tag]
$$;

--
-- Name: retention(uuid, integer); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.retention(p_after uuid, p_limit integer) RETURNS TABLE(id uuid, days integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT id, retention_days FROM organisations WHERE NOT legal_hold AND (p_after IS NULL OR id > p_after) ORDER BY id LIMIT p_limit
$$;

--
-- Name: FUNCTION retention(p_after uuid, p_limit integer); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.retention(p_after uuid, p_limit integer) IS 'Organisations without a legal hold, and how long they keep what is deleted';

--
-- Name: search_campaigns(text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.search_campaigns(q text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT id FROM campaigns WHERE organisation_id = current_tenant() AND search @@ search_query(q)
$$;

--
-- Name: search_email_sequences(text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.search_email_sequences(q text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT id FROM email_sequences WHERE organisation_id = current_tenant() AND search @@ search_query(q)
$$;

--
-- Name: search_icps(text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.search_icps(q text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT id FROM icps WHERE organisation_id = current_tenant() AND search @@ search_query(q)
$$;

--
-- Name: search_prospects(text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.search_prospects(q text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT id FROM prospects WHERE organisation_id = current_tenant() AND search @@ search_query(q)
$$;

--
-- Name: session_refresh(uuid, bytea, bytea, interval, text, text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.session_refresh(p_session uuid, p_presented bytea, p_successor bytea, p_grace interval, p_request text, p_address text) RETURNS TABLE(outcome text, organisation_id uuid, user_id uuid, expires_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
	s sessions;
	alive boolean;
BEGIN
	SELECT x.* INTO s FROM sessions x WHERE x.id = p_session FOR UPDATE;
	IF NOT FOUND OR s.ended_at IS NOT NULL OR s.expires_at <= now() THEN
		RETURN QUERY SELECT 'refused', NULL::uuid, NULL::uuid, NULL::timestamptz;
		RETURN;
	END IF;
	SELECT u.status = 'active' AND u.deleted_at IS NULL AND o.status = 'active' AND o.deleted_at IS NULL INTO alive
		FROM users u JOIN organisations o ON o.id = u.organisation_id
		WHERE u.organisation_id = s.organisation_id AND u.id = s.user_id;
	PERFORM gate.set_tenant(s.organisation_id, s.user_id, s.id, p_request, p_address);
	IF alive AND s.refresh_hash = p_presented THEN
		UPDATE sessions x SET previous_hash = x.refresh_hash, refresh_hash = p_successor,
			rotated_at = clock_timestamp(), last_seen_at = clock_timestamp() WHERE x.id = p_session;
		outcome := 'rotated';
	ELSIF alive AND s.previous_hash = p_presented AND s.rotated_at > clock_timestamp() - p_grace THEN
		outcome := 'grace';
	ELSE
		UPDATE sessions x SET ended_at = now(), end_reason = CASE WHEN alive THEN 'refresh token reused' ELSE 'user disabled' END
			WHERE x.id = p_session;
		RETURN QUERY SELECT 'reused', s.organisation_id, s.user_id, NULL::timestamptz;
		RETURN;
	END IF;
	RETURN QUERY SELECT outcome, s.organisation_id, s.user_id, s.expires_at;
END
$$;

--
-- Name: FUNCTION session_refresh(p_session uuid, p_presented bytea, p_successor bytea, p_grace interval, p_request text, p_address text); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.session_refresh(p_session uuid, p_presented bytea, p_successor bytea, p_grace interval, p_request text, p_address text) IS 'Rotates a refresh token: rotated, grace, reused (family ended) or refused';

--
-- Name: sessions_expire(interval, interval, integer); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.sessions_expire(p_idle interval, p_keep interval, p_limit integer) RETURNS TABLE(ended bigint, deleted bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
	WITH due AS (
		SELECT organisation_id, id FROM sessions
		WHERE ended_at IS NULL AND (expires_at <= now() OR last_seen_at <= now() - p_idle)
		LIMIT p_limit FOR UPDATE SKIP LOCKED)
	UPDATE sessions s SET ended_at = now(), end_reason = 'expired'
		FROM due WHERE s.organisation_id = due.organisation_id AND s.id = due.id;
	GET DIAGNOSTICS ended = ROW_COUNT;
	WITH old AS (
		SELECT organisation_id, id FROM sessions WHERE ended_at < now() - p_keep LIMIT p_limit FOR UPDATE SKIP LOCKED)
	DELETE FROM sessions s USING old WHERE s.organisation_id = old.organisation_id AND s.id = old.id;
	GET DIAGNOSTICS deleted = ROW_COUNT;
	RETURN NEXT;
END
$$;

--
-- Name: FUNCTION sessions_expire(p_idle interval, p_keep interval, p_limit integer); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.sessions_expire(p_idle interval, p_keep interval, p_limit integer) IS 'Ends sessions past expiry or idle limit and deletes long ended ones, p_limit of each at most';

--
-- Name: set_tenant(uuid, uuid, uuid, text, text); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.set_tenant(organisation uuid, actor uuid, session uuid, request text, address text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
	PERFORM set_config('asa.organisation', organisation::text, true),
		set_config('asa.actor', coalesce(actor::text, ''), true),
		set_config('asa.session', coalesce(session::text, ''), true),
		set_config('asa.request', coalesce(request, ''), true),
		set_config('asa.address', coalesce(address, ''), true);
END
$$;

--
-- Name: well_known_accounts(); Type: FUNCTION; Schema: gate; Owner: -
--

CREATE FUNCTION gate.well_known_accounts() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
	SELECT count(*) FROM users WHERE well_known AND status = 'active' AND deleted_at IS NULL
$$;

--
-- Name: FUNCTION well_known_accounts(); Type: COMMENT; Schema: gate; Owner: -
--

COMMENT ON FUNCTION gate.well_known_accounts() IS 'How many accounts still have a published password: a production start refuses any';

--
-- Name: audit(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: FUNCTION audit(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.audit() IS 'Writes the audit row of one change; arguments are secret columns';

--
-- Name: audit_refuse(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF TG_OP = 'DELETE' AND current_user = 'asa_gate' THEN
		RETURN NULL;
	END IF;
	RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

--
-- Name: campaign_move(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.campaign_move() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF (OLD.status, NEW.status) NOT IN (('draft', 'active'), ('active', 'paused'), ('paused', 'active'),
			('active', 'completed'), ('paused', 'completed'), ('draft', 'archived'), ('completed', 'archived')) THEN
		RAISE EXCEPTION 'campaign can not go from % to %', OLD.status, NEW.status
			USING ERRCODE = 'AS409', CONSTRAINT = 'campaigns_move';
	END IF;
	RETURN NEW;
END
$$;

--
-- Name: campaign_start(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.campaign_start() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM email_sequences s JOIN sequence_steps t ON (t.organisation_id, t.sequence_id) = (s.organisation_id, s.id)
			WHERE s.organisation_id = NEW.organisation_id AND s.id = NEW.sequence_id
			AND s.deleted_at IS NULL AND s.status <> 'archived' AND t.deleted_at IS NULL) THEN
		RAISE EXCEPTION 'the sequence is gone, archived or empty'
			USING ERRCODE = 'AS412', TABLE = 'campaigns', CONSTRAINT = 'campaigns_sequence_id_check';
	END IF;
	RETURN NEW;
END
$$;

--
-- Name: FUNCTION campaign_start(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.campaign_start() IS 'A campaign becomes active only with a sequence that has something to send';

--
-- Name: contains_any(text, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.contains_any(haystack text, needles text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	SELECT EXISTS (SELECT FROM unnest(needles) AS n WHERE strpos(fold(haystack), fold(n)) > 0)
$$;

--
-- Name: FUNCTION contains_any(haystack text, needles text[]); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.contains_any(haystack text, needles text[]) IS 'Whether one of the needles is in the text, whatever the case and accents';

--
-- Name: current_tenant(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.current_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
	SELECT nullif(current_setting('asa.organisation', true), '')::uuid
$$;

--
-- Name: FUNCTION current_tenant(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.current_tenant() IS 'The organisation this transaction acts for; NULL (so: no rows) when none was entered';

--
-- Name: days_since(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.days_since(t timestamp with time zone) RETURNS integer
    LANGUAGE sql STABLE
    AS $$
	SELECT floor(extract(epoch FROM now() - t) / 86400)::integer
$$;

--
-- Name: estimate(text, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.estimate(p_sql text, p_values text[]) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || p_sql INTO plan USING p_values, current_tenant();
	RETURN round((plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric);
END
$$;

--
-- Name: FUNCTION estimate(p_sql text, p_values text[]); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.estimate(p_sql text, p_values text[]) IS 'Rows that a statement of ours would give; its values are ($1)[n], the tenant is $2. Runs with the rights of who asks';

--
-- Name: facts_of_campaign(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.facts_of_campaign(p_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
	WITH sent AS MATERIALIZED (
		SELECT m.campaign_id = p_id AS mine, s.position, coalesce(bool_or(e.kind = 'opened'), false) AS opened,
			coalesce(bool_or(e.kind = 'clicked'), false) AS clicked, coalesce(bool_or(e.kind = 'replied'), false) AS replied,
			coalesce(bool_or(e.kind = 'bounced'), false) AS bounced, coalesce(bool_or(e.kind IN ('complained', 'unsubscribed')), false) AS left
		FROM messages m LEFT JOIN sequence_steps s ON s.organisation_id = m.organisation_id AND s.id = m.step_id
			LEFT JOIN message_events e ON e.organisation_id = m.organisation_id AND e.message_id = m.id
		WHERE m.campaign_id IS NOT NULL AND m.direction = 'outbound' AND m.status IN ('sent', 'delivered', 'bounced') AND m.deleted_at IS NULL
		GROUP BY m.organisation_id, m.id, s.position
	)
	SELECT jsonb_build_object(
		'campaign', jsonb_build_object('name', c.name, 'status', c.status, 'dailyLimit', c.daily_limit,
			'daysSinceStart', days_since(coalesce(c.starts_at, c.created_at))),
		'enrolled', (SELECT coalesce(jsonb_object_agg(x.status, x.n), '{}') FROM (SELECT e.status, count(*) AS n FROM campaign_prospects e
			WHERE e.campaign_id = c.id AND e.deleted_at IS NULL GROUP BY 1) AS x),
		'totals', (SELECT jsonb_build_object('sent', count(*), 'opened', count(*) FILTER (WHERE opened), 'clicked', count(*) FILTER (WHERE clicked),
			'replied', count(*) FILTER (WHERE replied), 'bounced', count(*) FILTER (WHERE bounced), 'left', count(*) FILTER (WHERE sent.left))
			FROM sent WHERE mine),
		'otherCampaigns', (SELECT jsonb_build_object('sent', count(*), 'opened', count(*) FILTER (WHERE opened),
			'replied', count(*) FILTER (WHERE replied)) FROM sent WHERE NOT mine),
		'steps', (SELECT coalesce(jsonb_agg(jsonb_build_object('position', s.position, 'kind', s.kind, 'delayHours', s.delay_hours,
				'subject', without_contacts(s.subject, 300), 'words', cardinality(regexp_split_to_array(s.body, '\s+')),
				'sent', n.sent, 'opened', n.opened, 'replied', n.replied) ORDER BY s.position), '[]')
			FROM sequence_steps s CROSS JOIN LATERAL (SELECT count(*) AS sent, count(*) FILTER (WHERE opened) AS opened,
				count(*) FILTER (WHERE replied) AS replied FROM sent WHERE mine AND sent.position = s.position) AS n
			WHERE s.sequence_id = c.sequence_id AND s.deleted_at IS NULL AND s.position <= 20))
	FROM campaigns c WHERE c.id = p_id AND c.deleted_at IS NULL
$$;

--
-- Name: facts_of_organisation(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.facts_of_organisation() RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
	SELECT jsonb_build_object(
		'prospects', (SELECT coalesce(jsonb_object_agg(x.status, x.n), '{}') FROM (SELECT status, count(*) AS n FROM prospects
			WHERE organisation_id = o.id AND deleted_at IS NULL GROUP BY 1) AS x),
		'newIn30Days', (SELECT count(*) FROM prospects WHERE organisation_id = o.id AND deleted_at IS NULL AND created_at > now() - interval '30 days'),
		'waiting', (SELECT count(*) FROM prospects WHERE organisation_id = o.id AND deleted_at IS NULL AND status IN ('engaged', 'qualified')
			AND coalesce(last_contacted_at, created_at) < now() - interval '14 days'),
		'fitUncontacted', (SELECT count(*) FROM prospects WHERE organisation_id = o.id AND deleted_at IS NULL AND status = 'new' AND score >= 70),
		'campaigns', (SELECT coalesce(jsonb_object_agg(x.status, x.n), '{}') FROM (SELECT status, count(*) AS n FROM campaigns
			WHERE organisation_id = o.id AND deleted_at IS NULL GROUP BY 1) AS x),
		'last30Days', (SELECT jsonb_build_object('sent', count(*) FILTER (WHERE direction = 'outbound' AND status IN ('sent', 'delivered', 'bounced')),
			'received', count(*) FILTER (WHERE direction = 'inbound'), 'bounced', count(*) FILTER (WHERE status = 'bounced'))
			FROM messages WHERE organisation_id = o.id AND deleted_at IS NULL AND created_at > now() - interval '30 days'),
		'overdueTasks', (SELECT count(*) FROM activities WHERE organisation_id = o.id AND deleted_at IS NULL AND kind = 'task'
			AND completed_at IS NULL AND due_at < now()))
	FROM organisations o WHERE o.id = current_tenant() AND o.deleted_at IS NULL
$$;

--
-- Name: facts_of_prospect(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.facts_of_prospect(p_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
	SELECT jsonb_build_object(
		'prospect', jsonb_build_object('company', p.company, 'industry', p.industry, 'companySize', p.company_size, 'country', p.country,
			'jobTitle', p.job_title, 'status', p.status, 'source', p.source, 'tags', p.tags, 'notes', without_contacts(p.notes, 4000),
			'language', coalesce(p.locale, o.locale), 'daysSinceCreated', days_since(p.created_at),
			'daysSinceContacted', days_since(p.last_contacted_at)),
		'profiles', (SELECT coalesce(jsonb_agg(jsonb_build_object('ref', f.ref, 'name', f.name, 'description', f.description,
				'score', f.score, 'criteria', f.criteria) ORDER BY f.ref), '[]')
			FROM (SELECT 'P' || row_number() OVER (ORDER BY i.created_at, i.id) AS ref, i.name,
					without_contacts(i.description, 500) AS description, c.score, c.criteria
				FROM icps i CROSS JOIN LATERAL (
					SELECT coalesce(round(100.0 * sum(x.weight) FILTER (WHERE x.matched) / sum(x.weight)), 0) AS score,
						coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.weight DESC, x.criterion), '[]') AS criteria
					FROM icp_criteria(p, i) AS x) AS c
				WHERE i.deleted_at IS NULL AND (i.status = 'active' OR i.id = p.icp_id) ORDER BY i.created_at, i.id LIMIT 9) AS f),
		'messages', (SELECT jsonb_build_object(
				'sent', count(*) FILTER (WHERE m.direction = 'outbound' AND m.status IN ('sent', 'delivered', 'bounced')),
				'received', count(*) FILTER (WHERE m.direction = 'inbound'),
				'daysSinceSent', days_since(max(m.sent_at) FILTER (WHERE m.direction = 'outbound')),
				'daysSinceReceived', days_since(max(m.created_at) FILTER (WHERE m.direction = 'inbound')),
				'lastReceived', (array_agg(without_contacts(m.body, 2000) ORDER BY m.created_at DESC) FILTER (WHERE m.direction = 'inbound'))[1])
			FROM messages m WHERE m.prospect_id = p.id AND m.deleted_at IS NULL),
		'reactions', (SELECT jsonb_build_object('opened', count(*) FILTER (WHERE e.kind = 'opened'),
				'clicked', count(*) FILTER (WHERE e.kind = 'clicked'), 'replied', count(*) FILTER (WHERE e.kind = 'replied'),
				'bounced', count(*) FILTER (WHERE e.kind = 'bounced'),
				'daysSinceClicked', days_since(max(e.occurred_at) FILTER (WHERE e.kind = 'clicked')))
			FROM messages m JOIN message_events e ON e.organisation_id = m.organisation_id AND e.message_id = m.id
			WHERE m.prospect_id = p.id AND m.deleted_at IS NULL),
		'activities', (SELECT jsonb_build_object('meetings', count(*) FILTER (WHERE a.kind = 'meeting'), 'calls', count(*) FILTER (WHERE a.kind = 'call'),
				'openTasks', count(*) FILTER (WHERE a.kind = 'task' AND a.completed_at IS NULL),
				'daysSinceLast', days_since(max(a.occurred_at) FILTER (WHERE a.occurred_at <= now())))
			FROM activities a WHERE a.prospect_id = p.id AND a.deleted_at IS NULL),
		'campaigns', (SELECT count(*) FROM campaign_prospects e WHERE e.prospect_id = p.id AND e.status IN ('pending', 'active') AND e.deleted_at IS NULL))
	FROM prospects p JOIN organisations o ON o.id = p.organisation_id WHERE p.id = p_id AND p.deleted_at IS NULL
$$;

--
-- Name: fold(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.fold(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
	SELECT translate(lower(words), 'àâäáãåçéèêëíìîïñóòôöõúùûüÿ@._-+/''', 'aaaaaaceeeeiiiinooooouuuuy       ')
$$;

--
-- Name: search_words(text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_words(VARIADIC words text[]) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	SELECT to_tsvector('simple', coalesce(public.fold(array_to_string(words, ' ')), ''))
$$;

--
-- Name: FUNCTION search_words(VARIADIC words text[]); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.search_words(VARIADIC words text[]) IS 'Folded words of a row for the q parameter';

--
-- Name: icps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.icps (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    name character varying(200) NOT NULL,
    description character varying(5000),
    status public.icp_status DEFAULT 'draft'::public.icp_status NOT NULL,
    industries text[] DEFAULT '{}'::text[] NOT NULL,
    countries text[] DEFAULT '{}'::text[] NOT NULL,
    job_titles text[] DEFAULT '{}'::text[] NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    company_size_min integer,
    company_size_max integer,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC ARRAY[(name)::text, (description)::text])) STORED NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    weight_industry smallint DEFAULT 25 NOT NULL,
    weight_country smallint DEFAULT 15 NOT NULL,
    weight_job_title smallint DEFAULT 25 NOT NULL,
    weight_keywords smallint DEFAULT 15 NOT NULL,
    weight_company_size smallint DEFAULT 20 NOT NULL,
    CONSTRAINT icps_company_size CHECK ((company_size_max >= company_size_min)),
    CONSTRAINT icps_company_size_max_check CHECK (((company_size_max >= 1) AND (company_size_max <= 10000000))),
    CONSTRAINT icps_company_size_min_check CHECK (((company_size_min >= 1) AND (company_size_min <= 10000000))),
    CONSTRAINT icps_countries_check CHECK ((cardinality(countries) <= 50)),
    CONSTRAINT icps_industries_check CHECK ((cardinality(industries) <= 50)),
    CONSTRAINT icps_job_titles_check CHECK ((cardinality(job_titles) <= 50)),
    CONSTRAINT icps_keywords_check CHECK ((cardinality(keywords) <= 50)),
    CONSTRAINT icps_name_check CHECK (((name)::text ~ '\S'::text)),
    CONSTRAINT icps_weight_company_size_check CHECK (((weight_company_size >= 0) AND (weight_company_size <= 100))),
    CONSTRAINT icps_weight_country_check CHECK (((weight_country >= 0) AND (weight_country <= 100))),
    CONSTRAINT icps_weight_industry_check CHECK (((weight_industry >= 0) AND (weight_industry <= 100))),
    CONSTRAINT icps_weight_job_title_check CHECK (((weight_job_title >= 0) AND (weight_job_title <= 100))),
    CONSTRAINT icps_weight_keywords_check CHECK (((weight_keywords >= 0) AND (weight_keywords <= 100)))
);

ALTER TABLE ONLY public.icps FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE icps; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.icps IS 'Ideal customer profiles';

--
-- Name: COLUMN icps.countries; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.icps.countries IS 'ISO 3166-1 alpha-2';

--
-- Name: COLUMN icps.company_size_min; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.icps.company_size_min IS 'Employees';

--
-- Name: COLUMN icps.weight_industry; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.icps.weight_industry IS 'What a criterion counts among those that the profile has; so for all weights';

--
-- Name: prospects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.prospects (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    icp_id uuid,
    owner_id uuid,
    email character varying(254) NOT NULL,
    first_name character varying(100),
    last_name character varying(100),
    company character varying(200),
    domain character varying(253),
    job_title character varying(200),
    phone character varying(40),
    linkedin_url character varying(500),
    industry character varying(100),
    company_size integer,
    country character(2),
    city character varying(100),
    locale public.locale,
    status public.prospect_status DEFAULT 'new'::public.prospect_status NOT NULL,
    source public.prospect_source DEFAULT 'manual'::public.prospect_source NOT NULL,
    score smallint DEFAULT 0 NOT NULL,
    score_reasons jsonb,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    notes character varying(10000),
    last_contacted_at timestamp with time zone,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC ARRAY[(email)::text, (first_name)::text, (last_name)::text, (company)::text, (domain)::text, (job_title)::text, (city)::text])) STORED NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT prospects_company_size_check CHECK (((company_size >= 1) AND (company_size <= 10000000))),
    CONSTRAINT prospects_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT prospects_domain_check CHECK ((((domain)::text = lower((domain)::text)) AND ((domain)::text ~ '^[^\s@/]+\.[^\s@/]+$'::text))),
    CONSTRAINT prospects_email_check CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~ '^[^\s@]+@[^\s@]+$'::text))),
    CONSTRAINT prospects_score_check CHECK (((score >= 0) AND (score <= 100))),
    CONSTRAINT prospects_tags_check CHECK ((cardinality(tags) <= 50))
);

ALTER TABLE ONLY public.prospects FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE prospects; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.prospects IS 'People a team may sell to';

--
-- Name: COLUMN prospects.score; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prospects.score IS 'Fit with the ICP, 0 to 100, written by the scorer';

--
-- Name: COLUMN prospects.score_reasons; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prospects.score_reasons IS 'Why the score is what it is, written by the scorer';

--
-- Name: icp_criteria(public.prospects, public.icps); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.icp_criteria(p public.prospects, i public.icps) RETURNS TABLE(criterion text, weight integer, matched boolean)
    LANGUAGE sql STABLE
    AS $$
	SELECT c.criterion, c.weight::integer, coalesce(c.matched, false) FROM (VALUES
		('industry', i.weight_industry, i.industries <> '{}', EXISTS (SELECT FROM unnest(i.industries) x WHERE fold(x) = fold(p.industry))),
		('country', i.weight_country, i.countries <> '{}', p.country = ANY (i.countries)),
		('jobTitle', i.weight_job_title, i.job_titles <> '{}', contains_any(p.job_title, i.job_titles)),
		('keywords', i.weight_keywords, i.keywords <> '{}',
			contains_any(concat_ws(' ', p.company, p.industry, p.job_title, p.notes, array_to_string(p.tags, ' ')), i.keywords)),
		('companySize', i.weight_company_size, coalesce(i.company_size_min, i.company_size_max) IS NOT NULL,
			p.company_size BETWEEN coalesce(i.company_size_min, 1) AND coalesce(i.company_size_max, 10000000))
	) AS c (criterion, weight, asked, matched) WHERE c.asked AND c.weight > 0
$$;

--
-- Name: FUNCTION icp_criteria(p public.prospects, i public.icps); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.icp_criteria(p public.prospects, i public.icps) IS 'The criteria of a profile, and which of them a prospect meets';

--
-- Name: insight_ask(text, uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.insight_ask(p_subject text, p_id uuid, p_most integer) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
	asked text := format('insights.generate %s %s asked', p_subject, p_id);
	reached text;
BEGIN
	IF NOT (CASE p_subject
			WHEN 'prospect' THEN EXISTS (SELECT FROM prospects WHERE id = p_id AND deleted_at IS NULL)
			WHEN 'campaign' THEN EXISTS (SELECT FROM campaigns WHERE id = p_id AND deleted_at IS NULL)
			ELSE EXISTS (SELECT FROM organisations WHERE id = p_id AND deleted_at IS NULL) END) THEN
		RAISE EXCEPTION 'no live % with this id', p_subject USING ERRCODE = 'AS404';
	END IF;
	-- The month's row is locked, so that two who ask at once can't both take the last place.
	INSERT INTO usage_months (organisation_id, starts_at) VALUES (current_tenant(), this_month()) ON CONFLICT DO NOTHING;
	PERFORM FROM usage_months WHERE organisation_id = current_tenant() AND starts_at = this_month() FOR UPDATE;
	IF EXISTS (SELECT FROM jobs WHERE unique_key = asked AND state IN ('pending', 'dispatched')) THEN
		RETURN NULL;
	END IF;
	reached := insight_limit(100);
	IF reached IS NOT NULL THEN
		RAISE EXCEPTION 'the plan is used up' USING ERRCODE = 'AS402', DETAIL = reached,
			HINT = ceil(extract(epoch FROM this_month() + interval '1 month' - now()))::bigint;
	END IF;
	RETURN job_add('insights.generate', 'insights', jsonb_build_array(p_subject, p_id), '0', asked, p_most);
END
$$;

--
-- Name: FUNCTION insight_ask(p_subject text, p_id uuid, p_most integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.insight_ask(p_subject text, p_id uuid, p_most integer) IS 'Asks for insights about a row of the tenant; NULL when that waits already. AS404, AS402: the plan is used up';

--
-- Name: insight_campaign(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.insight_campaign() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	PERFORM insight_suggest('campaign', NEW.id);
	PERFORM insight_suggest('organisation', NEW.organisation_id);
	RETURN NULL;
END
$$;

--
-- Name: insight_facts(text, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.insight_facts(p_subject text, p_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
	SELECT CASE p_subject WHEN 'prospect' THEN facts_of_prospect(p_id) WHEN 'campaign' THEN facts_of_campaign(p_id)
		WHEN 'organisation' THEN facts_of_organisation() END
$$;

--
-- Name: FUNCTION insight_facts(p_subject text, p_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.insight_facts(p_subject text, p_id uuid) IS 'What insights are made from; NULL when what they would be about is gone';

--
-- Name: insight_limit(integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.insight_limit(p_percent integer) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
	tokens_each CONSTANT bigint := 6000; -- of one generation, roughly; what it really took is counted when it is done
	plan plans;
	used usage_months;
	waiting bigint;
BEGIN
	SELECT p.* INTO plan FROM subscriptions s JOIN plans p ON p.code = s.plan
		WHERE s.organisation_id = current_tenant() AND s.deleted_at IS NULL AND s.status <> 'cancelled';
	IF NOT FOUND THEN
		RETURN '0';
	END IF;
	SELECT * INTO used FROM usage_months WHERE organisation_id = current_tenant() AND starts_at = this_month();
	SELECT count(*) INTO waiting FROM (
		(SELECT FROM jobs WHERE job_group(organisation_id) = current_tenant() AND state = 'pending' AND class = 'insights.generate'
			LIMIT plan.max_insights_per_month)
		UNION ALL
		(SELECT FROM jobs WHERE job_group(organisation_id) = current_tenant() AND state IN ('dispatched', 'running')
			AND class = 'insights.generate' LIMIT plan.max_insights_per_month)) AS w;
	IF coalesce(used.insights, 0) + waiting >= plan.max_insights_per_month::bigint * p_percent / 100 THEN
		RETURN plan.max_insights_per_month::text;
	ELSIF coalesce(used.tokens_in + used.tokens_out, 0) + (waiting + 1) * tokens_each > plan.max_ai_tokens_per_month * p_percent / 100 THEN
		RETURN plan.max_ai_tokens_per_month || ' tokens';
	END IF;
	RETURN NULL;
END
$$;

--
-- Name: FUNCTION insight_limit(p_percent integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.insight_limit(p_percent integer) IS 'The limit of the plan that one more generation would break, when it may use p_percent of it; NULL: none';

--
-- Name: insight_new_prospects(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.insight_new_prospects() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	PERFORM insight_suggest('prospect', c.id) FROM (SELECT id FROM changed WHERE status IN ('engaged', 'qualified') LIMIT 20) AS c;
	RETURN NULL;
END
$$;

--
-- Name: insight_prospect(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.insight_prospect() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF NEW.status IS DISTINCT FROM OLD.status OR EXISTS (SELECT FROM ai_insights WHERE organisation_id = NEW.organisation_id
			AND prospect_id = NEW.id AND deleted_at IS NULL) THEN
		PERFORM insight_suggest('prospect', NEW.id);
	END IF;
	RETURN NULL;
END
$$;

--
-- Name: insight_reply(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.insight_reply() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	PERFORM insight_suggest('prospect', NEW.prospect_id);
	RETURN NULL;
END
$$;

--
-- Name: insight_suggest(text, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.insight_suggest(p_subject text, p_id uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
	suggested text := format('insights.generate %s %s', p_subject, p_id);
BEGIN
	IF NOT EXISTS (SELECT FROM organisations WHERE id = current_tenant() AND auto_insights)
			OR EXISTS (SELECT FROM jobs WHERE unique_key = suggested AND state IN ('pending', 'dispatched'))
			OR insight_limit(80) IS NOT NULL THEN
		RETURN;
	END IF;
	INSERT INTO jobs (jid, organisation_id, queue, class, args, run_at, unique_key, request_id)
		VALUES (left(replace(gen_random_uuid()::text, '-', ''), 24), current_tenant(), 'insights', 'insights.generate',
			jsonb_build_array(p_subject, p_id), now() + interval '10 seconds', suggested, left(setting_or_null('asa.request'), 64))
		ON CONFLICT DO NOTHING;
END
$$;

--
-- Name: FUNCTION insight_suggest(p_subject text, p_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.insight_suggest(p_subject text, p_id uuid) IS 'Has insights made ten seconds from now, unless that waits already';

--
-- Name: insights_store(text, uuid, jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.insights_store(p_subject text, p_id uuid, p_insights jsonb, p_call jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
	prospect uuid := CASE WHEN p_subject = 'prospect' THEN p_id END;
	campaign uuid := CASE WHEN p_subject = 'campaign' THEN p_id END;
	generation uuid := uuid_v7();
	failed boolean := p_insights @> '[{"status": "failed"}]';
	c record;
BEGIN
	SELECT * INTO c FROM jsonb_to_record(p_call) AS x (provider text, model text, "promptVersion" text, "tokensIn" integer,
		"tokensOut" integer, "costMicros" bigint, "latencyMs" integer);
	-- The first lock of all that want both: see insight_ask.
	INSERT INTO usage_months AS u (organisation_id, starts_at, insights, tokens_in, tokens_out, cost_micros)
		VALUES (current_tenant(), this_month(), (NOT failed OR c."tokensIn" > 0)::integer, coalesce(c."tokensIn", 0), coalesce(c."tokensOut", 0),
			coalesce(c."costMicros", 0))
		ON CONFLICT (organisation_id, starts_at) DO UPDATE SET insights = u.insights + excluded.insights,
			tokens_in = u.tokens_in + excluded.tokens_in, tokens_out = u.tokens_out + excluded.tokens_out,
			cost_micros = u.cost_micros + excluded.cost_micros;
	UPDATE ai_insights SET deleted_at = clock_timestamp() WHERE organisation_id = current_tenant() AND deleted_at IS NULL
		AND prospect_id IS NOT DISTINCT FROM prospect AND campaign_id IS NOT DISTINCT FROM campaign
		AND (status = 'failed' OR status = 'new' AND NOT failed);
	INSERT INTO ai_insights (organisation_id, prospect_id, campaign_id, generation_id, kind, status, title, body, data, score, confidence,
			provider, model, prompt_version, tokens_in, tokens_out, cost_micros, latency_ms)
		SELECT current_tenant(), prospect, campaign, generation, i.kind, coalesce(i.status, 'new'), i.title, i.body, i.data, i.score, i.confidence,
			c.provider, c.model, c."promptVersion", c."tokensIn", c."tokensOut", c."costMicros", c."latencyMs"
		FROM jsonb_to_recordset(p_insights) AS i (kind insight_kind, status insight_status, title text, body text, data jsonb,
			score smallint, confidence smallint);
END
$$;

--
-- Name: FUNCTION insights_store(p_subject text, p_id uuid, p_insights jsonb, p_call jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.insights_store(p_subject text, p_id uuid, p_insights jsonb, p_call jsonb) IS 'Keeps the insights of one generation and counts what it took';

--
-- Name: job_add(text, text, jsonb, interval, text, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_add(p_class text, p_queue text, p_args jsonb, p_delay interval, p_unique_key text, p_most integer) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
	added text;
BEGIN
	-- Back-pressure: who has this much waiting gets no more in.
	IF current_tenant() IS NOT NULL AND (SELECT count(*) FROM (SELECT FROM jobs
			WHERE job_group(organisation_id) = current_tenant() AND state = 'pending' LIMIT p_most) AS waiting) >= p_most THEN
		RAISE EXCEPTION 'too many jobs wait' USING ERRCODE = 'AS429';
	END IF;
	INSERT INTO jobs (jid, organisation_id, queue, class, args, run_at, unique_key, request_id)
		VALUES (left(replace(gen_random_uuid()::text, '-', ''), 24), current_tenant(), p_queue, p_class, p_args, now() + p_delay,
			p_unique_key, left(setting_or_null('asa.request'), 64))
		ON CONFLICT DO NOTHING RETURNING jid INTO added;
	RETURN added;
END
$$;

--
-- Name: FUNCTION job_add(p_class text, p_queue text, p_args jsonb, p_delay interval, p_unique_key text, p_most integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_add(p_class text, p_queue text, p_args jsonb, p_delay interval, p_unique_key text, p_most integer) IS 'Adds a job of the current tenant in the caller''s transaction; NULL when one with this unique key waits already';

--
-- Name: job_ask(text, jsonb, interval, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_ask(p_class text, p_args jsonb, p_delay interval, p_unique_key text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF current_tenant() IS NOT NULL THEN
		INSERT INTO jobs (jid, organisation_id, class, args, run_at, unique_key, request_id)
			VALUES (left(replace(gen_random_uuid()::text, '-', ''), 24), current_tenant(), p_class, p_args, now() + p_delay,
				p_unique_key, left(setting_or_null('asa.request'), 64))
			ON CONFLICT DO NOTHING;
	END IF;
END
$$;

--
-- Name: FUNCTION job_ask(p_class text, p_args jsonb, p_delay interval, p_unique_key text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_ask(p_class text, p_args jsonb, p_delay interval, p_unique_key text) IS 'Adds a job of the current tenant unless one with this key waits: debounced by p_delay';

--
-- Name: job_claim(text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_claim(p_jid text, p_class text, p_queue text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	claimed bigint;
BEGIN
	INSERT INTO jobs (jid, class, queue, state) VALUES (p_jid, p_class, p_queue, 'dispatched') ON CONFLICT (jid) DO NOTHING;
	UPDATE jobs SET state = 'running', fence = fence + 1 WHERE jid = p_jid AND state NOT IN ('done', 'cancelled')
		RETURNING fence INTO claimed;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'job % is done or cancelled', p_jid USING ERRCODE = 'AS410';
	END IF;
	RETURN claimed;
END
$$;

--
-- Name: FUNCTION job_claim(p_jid text, p_class text, p_queue text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_claim(p_jid text, p_class text, p_queue text) IS 'Marks a job as running and returns the fence to finish it with';

--
-- Name: job_dispatch(integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_dispatch(p_limit integer, p_share integer) RETURNS SETOF public.jobs
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_sort TO 'off'
    SET jit TO 'off'
    AS $$
BEGIN
	IF NOT pg_try_advisory_xact_lock(hashtext('asa.jobs.dispatch')) THEN
		RETURN;
	END IF;
	RETURN QUERY SELECT * FROM job_hand_out(ARRAY(
		WITH RECURSIVE groups (g) AS (
			(SELECT job_group(organisation_id) FROM jobs WHERE state = 'pending' ORDER BY 1 LIMIT 1)
			UNION ALL
			SELECT (SELECT job_group(j.organisation_id) FROM jobs j
				WHERE j.state = 'pending' AND job_group(j.organisation_id) > groups.g ORDER BY 1 LIMIT 1)
			FROM groups WHERE groups.g IS NOT NULL
		)
		SELECT mine.place FROM groups CROSS JOIN LATERAL (
			SELECT first.*, row_number() OVER () AS turn FROM (
				SELECT j.ctid AS place, j.id FROM jobs j
				WHERE j.state = 'pending' AND job_group(j.organisation_id) = groups.g
				ORDER BY job_group(j.organisation_id), j.run_at, j.id
				LIMIT least(p_limit, p_share - (SELECT count(*) FROM (SELECT FROM jobs l WHERE l.state IN ('dispatched', 'running')
					AND job_group(l.organisation_id) = groups.g AND l.run_at <= now() LIMIT p_share) AS there))
			) AS first
		) AS mine WHERE groups.g IS NOT NULL ORDER BY mine.turn, mine.id LIMIT p_limit));
END
$$;

--
-- Name: FUNCTION job_dispatch(p_limit integer, p_share integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_dispatch(p_limit integer, p_share integer) IS 'Takes waiting jobs for Redis, p_limit at most and p_share for each organisation';

--
-- Name: job_done(text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_done(p_jid text, p_class text, p_queue text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
	UPDATE jobs SET state = 'done', finished_at = clock_timestamp() WHERE jid = p_jid AND state NOT IN ('done', 'cancelled');
	IF NOT FOUND THEN
		INSERT INTO jobs (jid, class, queue, state, finished_at) VALUES (p_jid, p_class, p_queue, 'done', clock_timestamp())
			ON CONFLICT (jid) DO NOTHING;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'job % is done or cancelled', p_jid USING ERRCODE = 'AS410';
		END IF;
	END IF;
END
$$;

--
-- Name: FUNCTION job_done(p_jid text, p_class text, p_queue text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_done(p_jid text, p_class text, p_queue text) IS 'Marks a job as done; AS410 when it was done or cancelled before';

--
-- Name: job_failed(text, text, text, text, interval, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_failed(p_jid text, p_class text, p_queue text, p_error text, p_delay interval, p_dead boolean) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
	failures integer;
BEGIN
	INSERT INTO jobs (jid, class, queue, state) VALUES (p_jid, p_class, p_queue, 'dispatched') ON CONFLICT (jid) DO NOTHING;
	UPDATE jobs SET attempts = attempts + 1, last_error = left(p_error, 2000), run_at = now() + p_delay,
			state = CASE WHEN p_dead THEN 'dead'::job_state ELSE 'dispatched' END,
			finished_at = CASE WHEN p_dead THEN clock_timestamp() END
		WHERE jid = p_jid AND state NOT IN ('done', 'cancelled') RETURNING attempts INTO failures;
	RETURN failures;
EXCEPTION WHEN unique_violation THEN
	-- Another with its key waits already: that one does the work.
	UPDATE jobs SET state = 'cancelled', last_error = left(p_error, 2000), finished_at = clock_timestamp() WHERE jid = p_jid;
	RETURN NULL;
END
$$;

--
-- Name: FUNCTION job_failed(p_jid text, p_class text, p_queue text, p_error text, p_delay interval, p_dead boolean); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_failed(p_jid text, p_class text, p_queue text, p_error text, p_delay interval, p_dead boolean) IS 'Records a failed attempt; NULL when the job is over';

--
-- Name: job_finish(text, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_finish(p_jid text, p_fence bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
	UPDATE jobs SET state = 'done', finished_at = clock_timestamp() WHERE jid = p_jid AND state = 'running' AND fence = p_fence;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'job % is somebody else''s, or cancelled', p_jid USING ERRCODE = 'AS410';
	END IF;
END
$$;

--
-- Name: FUNCTION job_finish(p_jid text, p_fence bigint); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_finish(p_jid text, p_fence bigint) IS 'Marks a claimed job as done; AS410 when it was claimed again or cancelled since';

--
-- Name: job_group(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_group(organisation uuid) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	SELECT coalesce(organisation, '00000000-0000-0000-0000-000000000000')
$$;

--
-- Name: FUNCTION job_group(organisation uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_group(organisation uuid) IS 'Whose share of the worker a job takes';

--
-- Name: job_hand_out(tid[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_hand_out(p_rows tid[]) RETURNS SETOF public.jobs
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_indexscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $$
BEGIN
	RETURN QUERY UPDATE jobs SET state = 'dispatched' WHERE ctid = ANY (p_rows) AND state = 'pending' RETURNING *;
END
$$;

--
-- Name: FUNCTION job_hand_out(p_rows tid[]); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_hand_out(p_rows tid[]) IS 'Part of job_dispatch(): rows that waited a moment ago, as dispatched';

--
-- Name: job_lost(text[], boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_lost(p_jids text[], p_deleted boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	changed bigint;
	lost bigint;
BEGIN
	IF p_deleted THEN
		UPDATE jobs SET state = 'cancelled', last_error = 'deleted from Redis', finished_at = clock_timestamp()
			WHERE jid = ANY (p_jids) AND state IN ('dispatched', 'running');
		GET DIAGNOSTICS changed = ROW_COUNT;
		RETURN changed;
	END IF;
	UPDATE jobs SET state = 'pending' WHERE jid = ANY (p_jids) AND state IN ('dispatched', 'running') AND unique_key IS NULL;
	GET DIAGNOSTICS changed = ROW_COUNT;
	FOR lost IN SELECT id FROM jobs WHERE jid = ANY (p_jids) AND state IN ('dispatched', 'running') AND unique_key IS NOT NULL LOOP
		BEGIN
			UPDATE jobs SET state = 'pending' WHERE id = lost;
			changed := changed + 1;
		EXCEPTION WHEN unique_violation THEN
			-- One with its key waits already: that one does the work.
			UPDATE jobs SET state = 'cancelled', finished_at = clock_timestamp() WHERE id = lost;
		END;
	END LOOP;
	RETURN changed;
END
$$;

--
-- Name: FUNCTION job_lost(p_jids text[], p_deleted boolean); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_lost(p_jids text[], p_deleted boolean) IS 'Takes back jobs that are not in Redis';

--
-- Name: job_notify(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_notify() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	NOTIFY job_new;
	RETURN NULL;
END
$$;

--
-- Name: FUNCTION job_notify(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_notify() IS 'Wakes the relays of the workers at commit';

--
-- Name: job_schedule(text, text, timestamp with time zone, interval, time without time zone, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.job_schedule(p_name text, p_queue text, p_now timestamp with time zone, p_every interval, p_at time without time zone, p_zone text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
	due timestamptz := schedule_slot(p_now, p_every, p_at, p_zone);
BEGIN
	-- Asked each second by every worker: an upsert that changes nothing would still write.
	IF EXISTS (SELECT FROM schedule_slots WHERE name = p_name AND slot >= due) THEN
		RETURN false;
	END IF;
	INSERT INTO schedule_slots AS s (name, slot) VALUES (p_name, due)
		ON CONFLICT (name) DO UPDATE SET slot = excluded.slot WHERE s.slot < excluded.slot;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO jobs (jid, queue, class, args, unique_key)
		VALUES (left(replace(gen_random_uuid()::text, '-', ''), 24), p_queue, p_name, jsonb_build_array(due), p_name)
		ON CONFLICT DO NOTHING;
	RETURN FOUND;
END
$$;

--
-- Name: FUNCTION job_schedule(p_name text, p_queue text, p_now timestamp with time zone, p_every interval, p_at time without time zone, p_zone text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.job_schedule(p_name text, p_queue text, p_now timestamp with time zone, p_every interval, p_at time without time zone, p_zone text) IS 'Adds the job of a recurring slot unless that was done before, or the one before it still waits';

--
-- Name: live_reference(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.live_reference() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
DECLARE
	wanted uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
	live boolean;
BEGIN
	IF TG_OP = 'UPDATE' AND wanted IS NOT DISTINCT FROM (to_jsonb(OLD) ->> TG_ARGV[0])::uuid THEN
		RETURN NEW;
	END IF;
	EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL)', TG_ARGV[1])
		INTO live USING NEW.organisation_id, wanted;
	IF NOT live THEN
		RAISE EXCEPTION 'no live row of % with this id', TG_ARGV[1]
			USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME,
			CONSTRAINT = format('%s_organisation_id_%s_fkey', TG_TABLE_NAME, TG_ARGV[0]);
	END IF;
	RETURN NEW;
END
$_$;

--
-- Name: FUNCTION live_reference(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.live_reference() IS 'Refuses a reference to a soft-deleted row; arguments are the column and the table it refers to';

--
-- Name: prospects_score(integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.prospects_score(p_limit integer) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	taken bigint;
BEGIN
	WITH due AS (
		DELETE FROM score_due WHERE prospect_id = ANY (ARRAY(SELECT prospect_id FROM score_due LIMIT p_limit)) RETURNING prospect_id
	), fit AS (
		SELECT p.organisation_id, p.id, best.score, best.reasons FROM due JOIN prospects p ON p.id = due.prospect_id
			CROSS JOIN LATERAL (
				SELECT round(100.0 * sum(c.weight) FILTER (WHERE c.matched) / sum(c.weight)) AS score,
						jsonb_build_object('icpId', i.id, 'criteria', jsonb_agg(to_jsonb(c) ORDER BY c.weight DESC, c.criterion)) AS reasons
					FROM icps i CROSS JOIN LATERAL icp_criteria(p, i) AS c
					WHERE i.deleted_at IS NULL AND CASE WHEN p.icp_id IS NULL THEN i.status = 'active' ELSE i.id = p.icp_id END
					GROUP BY i.id ORDER BY 1 DESC NULLS LAST, i.id LIMIT 1
			) AS best WHERE p.deleted_at IS NULL
	), written AS (
		UPDATE prospects p SET score = coalesce(fit.score, 0), score_reasons = fit.reasons FROM fit
			WHERE p.organisation_id = fit.organisation_id AND p.id = fit.id
			AND (p.score, p.score_reasons) IS DISTINCT FROM (coalesce(fit.score, 0)::smallint, fit.reasons)
	)
	SELECT count(*) INTO taken FROM due;
	RETURN taken;
END
$$;

--
-- Name: FUNCTION prospects_score(p_limit integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.prospects_score(p_limit integer) IS 'Computes the scores of p_limit prospects that are due; returns how many there were';

--
-- Name: prospects_score_profile(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.prospects_score_profile(p_icp uuid) RETURNS void
    LANGUAGE sql
    AS $$
	INSERT INTO score_due SELECT organisation_id, id FROM prospects
		WHERE organisation_id = current_tenant() AND deleted_at IS NULL AND (icp_id = p_icp OR icp_id IS NULL) ON CONFLICT DO NOTHING
$$;

--
-- Name: FUNCTION prospects_score_profile(p_icp uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.prospects_score_profile(p_icp uuid) IS 'Makes due every prospect that a profile may concern';

--
-- Name: refuse(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse(p_code text, p_reason text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
	RAISE EXCEPTION '%', p_reason USING ERRCODE = p_code;
END
$$;

--
-- Name: FUNCTION refuse(p_code text, p_reason text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.refuse(p_code text, p_reason text) IS 'Ends the transaction with an error of ours; for use in a condition';

--
-- Name: schedule_slot(timestamp with time zone, interval, time without time zone, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.schedule_slot(p_now timestamp with time zone, p_every interval, p_at time without time zone, p_zone text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
	today timestamp := date_trunc('day', p_now AT TIME ZONE p_zone);
	slot timestamptz := (today + p_at) AT TIME ZONE p_zone;
BEGIN
	IF p_every IS NOT NULL THEN
		RETURN to_timestamp(floor(extract(epoch FROM p_now) / extract(epoch FROM p_every)) * extract(epoch FROM p_every));
	END IF;
	RETURN CASE WHEN slot <= p_now THEN slot ELSE (today - interval '1 day' + p_at) AT TIME ZONE p_zone END;
END
$$;

--
-- Name: FUNCTION schedule_slot(p_now timestamp with time zone, p_every interval, p_at time without time zone, p_zone text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.schedule_slot(p_now timestamp with time zone, p_every interval, p_at time without time zone, p_zone text) IS 'The latest slot not after p_now: of an interval since 1970, or of a local time of day';

--
-- Name: schema_version(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.schema_version() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT '7' $$;

--
-- Name: FUNCTION schema_version(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.schema_version() IS 'What the programs compare with the version they were built for';

--
-- Name: score_inserted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.score_inserted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	INSERT INTO score_due SELECT organisation_id, id FROM changed ON CONFLICT DO NOTHING;
	PERFORM job_ask('prospects.score', '[]', '2 seconds', 'prospects.score ' || current_tenant());
	RETURN NULL;
END
$$;

--
-- Name: score_profile(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.score_profile() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	PERFORM job_ask('prospects.score', jsonb_build_array(NEW.id), '2 seconds', 'prospects.score ' || NEW.id);
	RETURN NULL;
END
$$;

--
-- Name: score_updated(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.score_updated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	INSERT INTO score_due SELECT n.organisation_id, n.id FROM changed n JOIN was o USING (organisation_id, id)
		WHERE (n.icp_id, n.industry, n.country, n.company, n.company_size, n.job_title, n.notes, n.tags, n.deleted_at)
			IS DISTINCT FROM (o.icp_id, o.industry, o.country, o.company, o.company_size, o.job_title, o.notes, o.tags, o.deleted_at)
		ON CONFLICT DO NOTHING;
	IF FOUND THEN
		PERFORM job_ask('prospects.score', '[]', '2 seconds', 'prospects.score ' || current_tenant());
	END IF;
	RETURN NULL;
END
$$;

--
-- Name: search_query(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_query(q text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	SELECT coalesce(string_agg(quote_literal(w) || ':*', ' & '), '')::tsquery
	FROM regexp_split_to_table(regexp_replace(public.fold(q), '[^[:alnum:][:space:]]', ' ', 'g'), '\s+') AS w
	WHERE w <> ''
$$;

--
-- Name: FUNCTION search_query(q text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.search_query(q text) IS 'The q parameter as a prefix query';

--
-- Name: session_seen(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.session_seen(p_session uuid) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
	UPDATE sessions s SET last_seen_at = now() WHERE s.ctid = (
		SELECT x.ctid FROM sessions x WHERE x.organisation_id = (SELECT current_tenant()) AND x.id = p_session FOR UPDATE SKIP LOCKED);
	RETURN true;
END
$$;

--
-- Name: FUNCTION session_seen(p_session uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.session_seen(p_session uuid) IS 'Notes that a session is in use, unless somebody else is doing so';

--
-- Name: setting_or_null(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.setting_or_null(name text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
	SELECT nullif(current_setting(name, true), '')
$$;

--
-- Name: tenant_table(regclass, text, text[], text); Type: PROCEDURE; Schema: public; Owner: -
--

CREATE PROCEDURE public.tenant_table(IN t regclass, IN privileges text, IN secrets text[] DEFAULT '{}'::text[], IN key text DEFAULT 'organisation_id'::text)
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: PROCEDURE tenant_table(IN t regclass, IN privileges text, IN secrets text[], IN key text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON PROCEDURE public.tenant_table(IN t regclass, IN privileges text, IN secrets text[], IN key text) IS 'Row-level security, triggers and grants of a tenant table';

--
-- Name: this_month(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.this_month() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
	SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
$$;

--
-- Name: FUNCTION this_month(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.this_month() IS 'When the current month began in UTC';

--
-- Name: touch(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	-- clock_timestamp, not now(): two updates in one transaction must give two ETags.
	NEW.updated_at := clock_timestamp();
	NEW.created_at := OLD.created_at;
	RETURN NEW;
END
$$;

--
-- Name: FUNCTION touch(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.touch() IS 'Keeps updated_at, from which ETag is made, and created_at, which never changes';

--
-- Name: without_contacts(text, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.without_contacts(words text, most integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	SELECT regexp_replace(regexp_replace(regexp_replace(left(words, most), '\S+@\S+', '[e-mail]', 'g'),
		'(https?://|www\.)\S+', '[link]', 'gi'), '\+?\d[\d ().-]{6,}\d', '[number]', 'g')
$$;

--
-- Name: FUNCTION without_contacts(words text, most integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.without_contacts(words text, most integer) IS 'The first characters of a text without e-mail addresses, links and telephone numbers';

--
-- Name: activities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activities (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    prospect_id uuid,
    campaign_id uuid,
    user_id uuid,
    kind public.activity_kind DEFAULT 'note'::public.activity_kind NOT NULL,
    subject character varying(300) NOT NULL,
    body character varying(10000),
    occurred_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    due_at timestamp with time zone,
    completed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT activities_subject_check CHECK (((subject)::text ~ '\S'::text))
);

ALTER TABLE ONLY public.activities FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE activities; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.activities IS 'Calls, meetings, notes and tasks';

--
-- Name: COLUMN activities.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.activities.user_id IS 'Who did it or is to do it';

--
-- Name: ai_insights; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ai_insights (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    prospect_id uuid,
    campaign_id uuid,
    kind public.insight_kind NOT NULL,
    status public.insight_status DEFAULT 'new'::public.insight_status NOT NULL,
    title character varying(300) NOT NULL,
    body character varying(10000) NOT NULL,
    data jsonb,
    score smallint,
    confidence smallint,
    provider character varying(100) NOT NULL,
    model character varying(100),
    prompt_version character varying(40),
    tokens_in integer,
    tokens_out integer,
    cost_micros bigint,
    latency_ms integer,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    generation_id uuid,
    CONSTRAINT ai_insights_body_check CHECK (((body)::text ~ '\S'::text)),
    CONSTRAINT ai_insights_confidence_check CHECK (((confidence >= 0) AND (confidence <= 100))),
    CONSTRAINT ai_insights_cost_micros_check CHECK ((cost_micros >= 0)),
    CONSTRAINT ai_insights_latency_ms_check CHECK ((latency_ms >= 0)),
    CONSTRAINT ai_insights_score_check CHECK (((score >= 0) AND (score <= 100))),
    CONSTRAINT ai_insights_subject CHECK (((prospect_id IS NULL) OR (campaign_id IS NULL))),
    CONSTRAINT ai_insights_title_check CHECK (((title)::text ~ '\S'::text)),
    CONSTRAINT ai_insights_tokens_in_check CHECK ((tokens_in >= 0)),
    CONSTRAINT ai_insights_tokens_out_check CHECK ((tokens_out >= 0))
);

ALTER TABLE ONLY public.ai_insights FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE ai_insights; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.ai_insights IS 'What the AI, or the built-in rules, noticed. About the organisation when neither prospect nor campaign is named';

--
-- Name: COLUMN ai_insights.confidence; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ai_insights.confidence IS 'Percent';

--
-- Name: COLUMN ai_insights.cost_micros; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ai_insights.cost_micros IS 'Millionths of a US dollar';

--
-- Name: COLUMN ai_insights.generation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ai_insights.generation_id IS 'What was made together; tokens, cost and latency are those of all of it';

--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    name character varying(100) NOT NULL,
    prefix character varying(40) NOT NULL,
    key_hash bytea NOT NULL,
    role public.user_role NOT NULL,
    created_by uuid,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT api_keys_key_hash_check CHECK ((octet_length(key_hash) = 32)),
    CONSTRAINT api_keys_name_check CHECK (((name)::text ~ '\S'::text)),
    CONSTRAINT api_keys_role_check CHECK ((role <> 'owner'::public.user_role))
);

ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE api_keys; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.api_keys IS 'Keys for programs. Deleting one revokes it';

--
-- Name: COLUMN api_keys.prefix; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.api_keys.prefix IS 'The part shown in lists: enough to recognise a key, not to use it';

--
-- Name: COLUMN api_keys.key_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.api_keys.key_hash IS 'BLAKE2b-256 of the secret part';

--
-- Name: audit_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_log (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor_id uuid,
    session_id uuid,
    request_id character varying(64),
    address character varying(45),
    action public.audit_action NOT NULL,
    entity character varying(63) NOT NULL,
    entity_id uuid NOT NULL,
    old jsonb,
    new jsonb
);

ALTER TABLE ONLY public.audit_log FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE audit_log; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.audit_log IS 'Who changed what, written by trigger in the same transaction. Append-only';

--
-- Name: COLUMN audit_log.actor_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_log.actor_id IS 'User or API key; NULL when the system acted';

--
-- Name: COLUMN audit_log.address; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_log.address IS 'Client address as nginx saw it';

--
-- Name: COLUMN audit_log.old; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_log.old IS 'Values before, of changed columns only; never a secret';

--
-- Name: campaign_prospects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.campaign_prospects (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    campaign_id uuid NOT NULL,
    prospect_id uuid NOT NULL,
    status public.enrolment_status DEFAULT 'pending'::public.enrolment_status NOT NULL,
    current_step integer DEFAULT 0 NOT NULL,
    next_send_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT campaign_prospects_current_step_check CHECK (((current_step >= 0) AND (current_step <= 100)))
);

ALTER TABLE ONLY public.campaign_prospects FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE campaign_prospects; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.campaign_prospects IS 'Enrolments: which prospects a campaign runs over, and how far each is';

--
-- Name: COLUMN campaign_prospects.current_step; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.campaign_prospects.current_step IS 'Position of the last step sent; 0 before the first';

--
-- Name: campaigns; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.campaigns (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    sequence_id uuid NOT NULL,
    icp_id uuid,
    owner_id uuid,
    name character varying(200) NOT NULL,
    description character varying(5000),
    status public.campaign_status DEFAULT 'draft'::public.campaign_status NOT NULL,
    from_name character varying(100),
    from_email character varying(254),
    daily_limit integer DEFAULT 200 NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC ARRAY[(name)::text, (description)::text])) STORED NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT campaigns_daily_limit_check CHECK (((daily_limit >= 1) AND (daily_limit <= 100000))),
    CONSTRAINT campaigns_from_email_check CHECK ((((from_email)::text = lower((from_email)::text)) AND ((from_email)::text ~ '^[^\s@]+@[^\s@]+$'::text))),
    CONSTRAINT campaigns_name_check CHECK (((name)::text ~ '\S'::text)),
    CONSTRAINT campaigns_period CHECK ((ends_at > starts_at))
);

ALTER TABLE ONLY public.campaigns FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE campaigns; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.campaigns IS 'A sequence run over prospects';

--
-- Name: COLUMN campaigns.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.campaigns.status IS 'Moves draft, active, paused, completed, archived: see campaign_move()';

--
-- Name: COLUMN campaigns.daily_limit; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.campaigns.daily_limit IS 'Messages a day at most';

--
-- Name: directory; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.directory (
    email_hash bytea NOT NULL,
    region public.region NOT NULL,
    organisation_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT directory_email_hash_check CHECK ((octet_length(email_hash) = 32))
);

--
-- Name: TABLE directory; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.directory IS 'Which region knows an e-mail address. Used in the global database only; holds no personal data';

--
-- Name: COLUMN directory.email_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.directory.email_hash IS 'BLAKE2b-256 of the lower-cased address, keyed with ASA_DIRECTORY_KEY';

--
-- Name: email_sequences; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.email_sequences (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    icp_id uuid,
    name character varying(200) NOT NULL,
    description character varying(5000),
    locale public.locale DEFAULT 'en'::public.locale NOT NULL,
    status public.sequence_status DEFAULT 'draft'::public.sequence_status NOT NULL,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC ARRAY[(name)::text, (description)::text])) STORED NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT email_sequences_name_check CHECK (((name)::text ~ '\S'::text))
);

ALTER TABLE ONLY public.email_sequences FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE email_sequences; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.email_sequences IS 'Ordered steps of an outreach';

--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_keys (
    organisation_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    key character varying(255) NOT NULL,
    request_hash bytea NOT NULL,
    status smallint,
    headers text,
    body text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_request_hash_check CHECK ((octet_length(request_hash) = 32)),
    CONSTRAINT idempotency_keys_status_check CHECK (((status >= 200) AND (status <= 599)))
);

ALTER TABLE ONLY public.idempotency_keys FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE idempotency_keys; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.idempotency_keys IS 'Answers of POSTs with an Idempotency-Key, given again for 24 hours';

--
-- Name: COLUMN idempotency_keys.request_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.idempotency_keys.request_hash IS 'BLAKE2b-256 of method, path, query and body';

--
-- Name: invitations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invitations (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    email character varying(254) NOT NULL,
    role public.user_role DEFAULT 'member'::public.user_role NOT NULL,
    token_hash bytea NOT NULL,
    invited_by uuid,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    accepted_user_id uuid,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT invitations_email_check CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~ '^[^\s@]+@[^\s@]+$'::text))),
    CONSTRAINT invitations_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY public.invitations FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE invitations; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.invitations IS 'How a second user comes into an organisation';

--
-- Name: COLUMN invitations.token_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.invitations.token_hash IS 'BLAKE2b-256 of the token in the invitation link';

--
-- Name: jobs_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.jobs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: message_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.message_events (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    message_id uuid NOT NULL,
    kind public.message_event_kind NOT NULL,
    occurred_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    data jsonb,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY public.message_events FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE message_events; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.message_events IS 'What became of a message: delivered, opened, bounced. Written by the system';

--
-- Name: messages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.messages (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    prospect_id uuid NOT NULL,
    campaign_id uuid,
    enrolment_id uuid,
    step_id uuid,
    direction public.message_direction DEFAULT 'outbound'::public.message_direction NOT NULL,
    status public.message_status DEFAULT 'draft'::public.message_status NOT NULL,
    from_email character varying(254),
    to_email character varying(254),
    subject character varying(300),
    body character varying(20000) NOT NULL,
    scheduled_at timestamp with time zone,
    sent_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT messages_body_check CHECK (((body)::text ~ '\S'::text))
);

ALTER TABLE ONLY public.messages FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE messages; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.messages IS 'E-mails to and from prospects';

--
-- Name: plans; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.plans (
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    code public.plan_code NOT NULL,
    name character varying(100) NOT NULL,
    price_cents integer NOT NULL,
    currency character(3) NOT NULL,
    max_users integer NOT NULL,
    max_prospects integer NOT NULL,
    max_messages_per_month integer NOT NULL,
    max_insights_per_month integer NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    max_ai_tokens_per_month bigint NOT NULL,
    CONSTRAINT plans_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT plans_max_ai_tokens_per_month_check CHECK ((max_ai_tokens_per_month > 0)),
    CONSTRAINT plans_max_insights_per_month_check CHECK ((max_insights_per_month > 0)),
    CONSTRAINT plans_max_messages_per_month_check CHECK ((max_messages_per_month > 0)),
    CONSTRAINT plans_max_prospects_check CHECK ((max_prospects > 0)),
    CONSTRAINT plans_max_users_check CHECK ((max_users > 0)),
    CONSTRAINT plans_name_check CHECK (((name)::text ~ '\S'::text)),
    CONSTRAINT plans_price_cents_check CHECK ((price_cents >= 0))
);

--
-- Name: TABLE plans; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.plans IS 'What can be subscribed to: the same for every tenant, so without row-level security';

--
-- Name: COLUMN plans.price_cents; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.plans.price_cents IS 'Per month, in hundredths of the currency';

--
-- Name: COLUMN plans.max_insights_per_month; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.plans.max_insights_per_month IS 'Generations, each of several insights about one thing';

--
-- Name: schedule_slots; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schedule_slots (
    name character varying(100) NOT NULL,
    slot timestamp with time zone NOT NULL
);

--
-- Name: TABLE schedule_slots; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.schedule_slots IS 'The last slot of each recurring job that was handed out';

--
-- Name: score_due; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.score_due (
    organisation_id uuid NOT NULL,
    prospect_id uuid NOT NULL
);

ALTER TABLE ONLY public.score_due FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE score_due; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.score_due IS 'Prospects whose score is to be computed again';

--
-- Name: sequence_steps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sequence_steps (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    sequence_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind public.step_kind DEFAULT 'email'::public.step_kind NOT NULL,
    delay_hours integer DEFAULT 0 NOT NULL,
    subject character varying(300),
    body character varying(20000) NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT sequence_steps_body_check CHECK (((body)::text ~ '\S'::text)),
    CONSTRAINT sequence_steps_delay_hours_check CHECK (((delay_hours >= 0) AND (delay_hours <= 8760))),
    CONSTRAINT sequence_steps_position_check CHECK ((("position" >= 1) AND ("position" <= 100))),
    CONSTRAINT sequence_steps_subject CHECK (((kind <> 'email'::public.step_kind) OR ((subject)::text ~ '\S'::text)))
);

ALTER TABLE ONLY public.sequence_steps FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE sequence_steps; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.sequence_steps IS 'Steps of a sequence, in order of position';

--
-- Name: COLUMN sequence_steps.delay_hours; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.sequence_steps.delay_hours IS 'Hours after the step before it';

--
-- Name: COLUMN sequence_steps.body; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.sequence_steps.body IS 'Template: {{firstName}}, {{company}} and the like are filled in';

--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    user_id uuid NOT NULL,
    refresh_hash bytea NOT NULL,
    previous_hash bytea,
    rotated_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    end_reason character varying(40),
    user_agent character varying(300),
    address character varying(45),
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT sessions_previous_hash_check CHECK ((octet_length(previous_hash) = 32)),
    CONSTRAINT sessions_refresh_hash_check CHECK ((octet_length(refresh_hash) = 32))
);

ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE sessions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.sessions IS 'Log-ins. A session is the family of its refresh tokens';

--
-- Name: COLUMN sessions.refresh_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.sessions.refresh_hash IS 'BLAKE2b-256 of the refresh token that is valid now';

--
-- Name: COLUMN sessions.previous_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.sessions.previous_hash IS 'Of the one before it: accepted for a short grace after rotated_at';

--
-- Name: subscriptions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.subscriptions (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    plan public.plan_code NOT NULL,
    status public.subscription_status NOT NULL,
    trial_ends_at timestamp with time zone,
    current_period_start timestamp with time zone DEFAULT now() NOT NULL,
    current_period_end timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT subscriptions_period CHECK ((current_period_end > current_period_start))
);

ALTER TABLE ONLY public.subscriptions FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE subscriptions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.subscriptions IS 'The plan an organisation is on: one live row each';

--
-- Name: usage_months; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.usage_months (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    insights integer DEFAULT 0 NOT NULL,
    tokens_in bigint DEFAULT 0 NOT NULL,
    tokens_out bigint DEFAULT 0 NOT NULL,
    cost_micros bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT usage_months_cost_micros_check CHECK ((cost_micros >= 0)),
    CONSTRAINT usage_months_insights_check CHECK ((insights >= 0)),
    CONSTRAINT usage_months_tokens_in_check CHECK ((tokens_in >= 0)),
    CONSTRAINT usage_months_tokens_out_check CHECK ((tokens_out >= 0))
);

ALTER TABLE ONLY public.usage_months FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE usage_months; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.usage_months IS 'What an organisation has used of its plan, a row a month (UTC)';

--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    organisation_id uuid NOT NULL,
    id uuid DEFAULT public.uuid_v7() NOT NULL,
    email character varying(254) NOT NULL,
    name character varying(200) NOT NULL,
    role public.user_role DEFAULT 'member'::public.user_role NOT NULL,
    status public.user_status DEFAULT 'active'::public.user_status NOT NULL,
    locale public.locale,
    password_hash character varying(128) NOT NULL,
    platform_admin boolean DEFAULT false NOT NULL,
    well_known boolean DEFAULT false NOT NULL,
    last_login_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT users_email_check CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~ '^[^\s@]+@[^\s@]+$'::text))),
    CONSTRAINT users_name_check CHECK (((name)::text ~ '\S'::text))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE users; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.users IS 'People. Each belongs to exactly one organisation';

--
-- Name: COLUMN users.locale; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.users.locale IS 'NULL: the organisation''s';

--
-- Name: COLUMN users.platform_admin; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.users.platform_admin IS 'May use the cross-tenant operations under /admin';

--
-- Name: COLUMN users.well_known; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.users.well_known IS 'Made by the seed with a published password: refused outside development';

--
-- Name: activities activities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: ai_insights ai_insights_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_insights
    ADD CONSTRAINT ai_insights_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: campaign_prospects campaign_prospects_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.campaign_prospects
    ADD CONSTRAINT campaign_prospects_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: campaigns campaigns_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: directory directory_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.directory
    ADD CONSTRAINT directory_pkey PRIMARY KEY (email_hash);

--
-- Name: email_sequences email_sequences_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_sequences
    ADD CONSTRAINT email_sequences_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: icps icps_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.icps
    ADD CONSTRAINT icps_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (organisation_id, actor_id, key);

--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: jobs jobs_jid_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_jid_key UNIQUE (jid);

--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

--
-- Name: message_events message_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message_events
    ADD CONSTRAINT message_events_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: organisations organisations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_pkey PRIMARY KEY (id);

--
-- Name: plans plans_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plans
    ADD CONSTRAINT plans_code_key UNIQUE (code);

--
-- Name: plans plans_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (id);

--
-- Name: prospects prospects_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prospects
    ADD CONSTRAINT prospects_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: schedule_slots schedule_slots_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schedule_slots
    ADD CONSTRAINT schedule_slots_pkey PRIMARY KEY (name);

--
-- Name: score_due score_due_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.score_due
    ADD CONSTRAINT score_due_pkey PRIMARY KEY (organisation_id, prospect_id);

--
-- Name: sequence_steps sequence_steps_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sequence_steps
    ADD CONSTRAINT sequence_steps_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: sequence_steps sequence_steps_position_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sequence_steps
    ADD CONSTRAINT sequence_steps_position_key EXCLUDE USING btree (organisation_id WITH =, sequence_id WITH =, "position" WITH =) WHERE ((deleted_at IS NULL)) DEFERRABLE;

--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: subscriptions subscriptions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: usage_months usage_months_organisation_id_starts_at_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.usage_months
    ADD CONSTRAINT usage_months_organisation_id_starts_at_key UNIQUE (organisation_id, starts_at);

--
-- Name: usage_months usage_months_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.usage_months
    ADD CONSTRAINT usage_months_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (organisation_id, id);

--
-- Name: activities_campaign; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_campaign ON public.activities USING btree (organisation_id, campaign_id);

--
-- Name: activities_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_created ON public.activities USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: activities_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_deleted ON public.activities USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: activities_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_due ON public.activities USING btree (organisation_id, due_at, id) WHERE (deleted_at IS NULL);

--
-- Name: activities_kind; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_kind ON public.activities USING btree (organisation_id, kind) WHERE (deleted_at IS NULL);

--
-- Name: activities_occurred; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_occurred ON public.activities USING btree (organisation_id, occurred_at, id) WHERE (deleted_at IS NULL);

--
-- Name: activities_prospect; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_prospect ON public.activities USING btree (organisation_id, prospect_id, occurred_at, id);

--
-- Name: activities_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_updated ON public.activities USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: activities_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_user ON public.activities USING btree (organisation_id, user_id);

--
-- Name: ai_insights_campaign; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_insights_campaign ON public.ai_insights USING btree (organisation_id, campaign_id);

--
-- Name: ai_insights_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_insights_created ON public.ai_insights USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: ai_insights_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_insights_deleted ON public.ai_insights USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: ai_insights_kind; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_insights_kind ON public.ai_insights USING btree (organisation_id, kind) WHERE (deleted_at IS NULL);

--
-- Name: ai_insights_prospect; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_insights_prospect ON public.ai_insights USING btree (organisation_id, prospect_id);

--
-- Name: ai_insights_score; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_insights_score ON public.ai_insights USING btree (organisation_id, score, id) WHERE (deleted_at IS NULL);

--
-- Name: ai_insights_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_insights_status ON public.ai_insights USING btree (organisation_id, status) WHERE (deleted_at IS NULL);

--
-- Name: ai_insights_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_insights_updated ON public.ai_insights USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: api_keys_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_created ON public.api_keys USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: api_keys_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_deleted ON public.api_keys USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: api_keys_id; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX api_keys_id ON public.api_keys USING btree (id);

--
-- Name: api_keys_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_name ON public.api_keys USING btree (organisation_id, name, id) WHERE (deleted_at IS NULL);

--
-- Name: api_keys_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_updated ON public.api_keys USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: audit_log_action; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_action ON public.audit_log USING btree (organisation_id, action, created_at, id);

--
-- Name: audit_log_actor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_actor ON public.audit_log USING btree (organisation_id, actor_id, created_at, id);

--
-- Name: audit_log_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_age ON public.audit_log USING btree (created_at);

--
-- Name: audit_log_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_created ON public.audit_log USING btree (organisation_id, created_at, id);

--
-- Name: audit_log_entity; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_entity ON public.audit_log USING btree (organisation_id, entity, created_at, id);

--
-- Name: audit_log_entity_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_entity_id ON public.audit_log USING btree (organisation_id, entity_id, created_at, id);

--
-- Name: campaign_prospects_campaign; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaign_prospects_campaign ON public.campaign_prospects USING btree (organisation_id, campaign_id, created_at, id);

--
-- Name: campaign_prospects_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaign_prospects_created ON public.campaign_prospects USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: campaign_prospects_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaign_prospects_deleted ON public.campaign_prospects USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: campaign_prospects_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX campaign_prospects_key ON public.campaign_prospects USING btree (organisation_id, campaign_id, prospect_id) WHERE (deleted_at IS NULL);

--
-- Name: campaign_prospects_next; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaign_prospects_next ON public.campaign_prospects USING btree (organisation_id, next_send_at, id) WHERE (deleted_at IS NULL);

--
-- Name: campaign_prospects_prospect; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaign_prospects_prospect ON public.campaign_prospects USING btree (organisation_id, prospect_id);

--
-- Name: campaign_prospects_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaign_prospects_status ON public.campaign_prospects USING btree (organisation_id, status) WHERE (deleted_at IS NULL);

--
-- Name: campaign_prospects_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaign_prospects_updated ON public.campaign_prospects USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: campaigns_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_created ON public.campaigns USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: campaigns_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_deleted ON public.campaigns USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: campaigns_icp; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_icp ON public.campaigns USING btree (organisation_id, icp_id) WHERE (deleted_at IS NULL);

--
-- Name: campaigns_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_name ON public.campaigns USING btree (organisation_id, name, id) WHERE (deleted_at IS NULL);

--
-- Name: campaigns_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_owner ON public.campaigns USING btree (organisation_id, owner_id) WHERE (deleted_at IS NULL);

--
-- Name: campaigns_search; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_search ON public.campaigns USING gin (organisation_id, search);

--
-- Name: campaigns_sequence; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_sequence ON public.campaigns USING btree (organisation_id, sequence_id);

--
-- Name: campaigns_starts; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_starts ON public.campaigns USING btree (organisation_id, starts_at, id) WHERE (deleted_at IS NULL);

--
-- Name: campaigns_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_status ON public.campaigns USING btree (organisation_id, status) WHERE (deleted_at IS NULL);

--
-- Name: campaigns_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX campaigns_updated ON public.campaigns USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: email_sequences_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_sequences_created ON public.email_sequences USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: email_sequences_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_sequences_deleted ON public.email_sequences USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: email_sequences_icp; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_sequences_icp ON public.email_sequences USING btree (organisation_id, icp_id) WHERE (deleted_at IS NULL);

--
-- Name: email_sequences_locale; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_sequences_locale ON public.email_sequences USING btree (organisation_id, locale) WHERE (deleted_at IS NULL);

--
-- Name: email_sequences_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_sequences_name ON public.email_sequences USING btree (organisation_id, name, id) WHERE (deleted_at IS NULL);

--
-- Name: email_sequences_search; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_sequences_search ON public.email_sequences USING gin (organisation_id, search);

--
-- Name: email_sequences_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_sequences_status ON public.email_sequences USING btree (organisation_id, status) WHERE (deleted_at IS NULL);

--
-- Name: email_sequences_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_sequences_updated ON public.email_sequences USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: icps_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX icps_created ON public.icps USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: icps_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX icps_deleted ON public.icps USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: icps_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX icps_name ON public.icps USING btree (organisation_id, name, id) WHERE (deleted_at IS NULL);

--
-- Name: icps_search; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX icps_search ON public.icps USING gin (organisation_id, search);

--
-- Name: icps_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX icps_status ON public.icps USING btree (organisation_id, status) WHERE (deleted_at IS NULL);

--
-- Name: icps_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX icps_updated ON public.icps USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: idempotency_keys_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_keys_created ON public.idempotency_keys USING btree (created_at);

--
-- Name: invitations_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitations_created ON public.invitations USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: invitations_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitations_deleted ON public.invitations USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: invitations_email_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX invitations_email_key ON public.invitations USING btree (organisation_id, email) WHERE ((deleted_at IS NULL) AND (accepted_at IS NULL));

--
-- Name: invitations_id; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX invitations_id ON public.invitations USING btree (id);

--
-- Name: invitations_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitations_updated ON public.invitations USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: jobs_finished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_finished ON public.jobs USING btree (finished_at) WHERE (state = ANY (ARRAY['done'::public.job_state, 'cancelled'::public.job_state]));

--
-- Name: jobs_live; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_live ON public.jobs USING btree (public.job_group(organisation_id), run_at) WHERE (state = ANY (ARRAY['dispatched'::public.job_state, 'running'::public.job_state]));

--
-- Name: jobs_organisation; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_organisation ON public.jobs USING btree (organisation_id, id);

--
-- Name: jobs_pending; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_pending ON public.jobs USING btree (public.job_group(organisation_id), run_at, id) WHERE (state = 'pending'::public.job_state);

--
-- Name: jobs_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_state ON public.jobs USING btree (state, id DESC);

--
-- Name: jobs_unique_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX jobs_unique_key ON public.jobs USING btree (unique_key) WHERE (state = ANY (ARRAY['pending'::public.job_state, 'dispatched'::public.job_state]));

--
-- Name: message_events_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_events_created ON public.message_events USING btree (organisation_id, created_at, id);

--
-- Name: message_events_kind; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_events_kind ON public.message_events USING btree (organisation_id, kind);

--
-- Name: message_events_message; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_events_message ON public.message_events USING btree (organisation_id, message_id, occurred_at, id);

--
-- Name: message_events_occurred; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX message_events_occurred ON public.message_events USING btree (organisation_id, occurred_at, id);

--
-- Name: messages_campaign; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_campaign ON public.messages USING btree (organisation_id, campaign_id, created_at, id);

--
-- Name: messages_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_created ON public.messages USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: messages_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_deleted ON public.messages USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: messages_direction; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_direction ON public.messages USING btree (organisation_id, direction) WHERE (deleted_at IS NULL);

--
-- Name: messages_enrolment; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_enrolment ON public.messages USING btree (organisation_id, enrolment_id);

--
-- Name: messages_prospect; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_prospect ON public.messages USING btree (organisation_id, prospect_id, created_at, id);

--
-- Name: messages_scheduled; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_scheduled ON public.messages USING btree (organisation_id, scheduled_at, id) WHERE (deleted_at IS NULL);

--
-- Name: messages_sent; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_sent ON public.messages USING btree (organisation_id, sent_at, id) WHERE (deleted_at IS NULL);

--
-- Name: messages_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_status ON public.messages USING btree (organisation_id, status) WHERE (deleted_at IS NULL);

--
-- Name: messages_step; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_step ON public.messages USING btree (organisation_id, step_id);

--
-- Name: messages_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_updated ON public.messages USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: organisations_domain_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX organisations_domain_key ON public.organisations USING btree (domain) WHERE (deleted_at IS NULL);

--
-- Name: organisations_slug_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX organisations_slug_key ON public.organisations USING btree (slug) WHERE (deleted_at IS NULL);

--
-- Name: prospects_company; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_company ON public.prospects USING btree (organisation_id, company, id) WHERE (deleted_at IS NULL);

--
-- Name: prospects_company_size; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_company_size ON public.prospects USING btree (organisation_id, company_size) WHERE (deleted_at IS NULL);

--
-- Name: prospects_contacted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_contacted ON public.prospects USING btree (organisation_id, last_contacted_at, id) WHERE (deleted_at IS NULL);

--
-- Name: prospects_country; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_country ON public.prospects USING btree (organisation_id, country) WHERE (deleted_at IS NULL);

--
-- Name: prospects_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_created ON public.prospects USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: prospects_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_deleted ON public.prospects USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: prospects_domain; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_domain ON public.prospects USING btree (organisation_id, domain) WHERE (deleted_at IS NULL);

--
-- Name: prospects_email_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX prospects_email_key ON public.prospects USING btree (organisation_id, email) WHERE (deleted_at IS NULL);

--
-- Name: prospects_icp; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_icp ON public.prospects USING btree (organisation_id, icp_id) WHERE (deleted_at IS NULL);

--
-- Name: prospects_industry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_industry ON public.prospects USING btree (organisation_id, industry) WHERE (deleted_at IS NULL);

--
-- Name: prospects_last_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_last_name ON public.prospects USING btree (organisation_id, last_name, id) WHERE (deleted_at IS NULL);

--
-- Name: prospects_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_owner ON public.prospects USING btree (organisation_id, owner_id) WHERE (deleted_at IS NULL);

--
-- Name: prospects_score; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_score ON public.prospects USING btree (organisation_id, score, id) WHERE (deleted_at IS NULL);

--
-- Name: prospects_search; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_search ON public.prospects USING gin (organisation_id, search);

--
-- Name: prospects_source; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_source ON public.prospects USING btree (organisation_id, source) WHERE (deleted_at IS NULL);

--
-- Name: prospects_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_status ON public.prospects USING btree (organisation_id, status, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: prospects_tags; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_tags ON public.prospects USING gin (organisation_id, tags);

--
-- Name: prospects_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prospects_updated ON public.prospects USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: sequence_steps_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sequence_steps_created ON public.sequence_steps USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: sequence_steps_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sequence_steps_deleted ON public.sequence_steps USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: sequence_steps_kind; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sequence_steps_kind ON public.sequence_steps USING btree (organisation_id, kind) WHERE (deleted_at IS NULL);

--
-- Name: sequence_steps_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sequence_steps_position ON public.sequence_steps USING btree (organisation_id, "position", id) WHERE (deleted_at IS NULL);

--
-- Name: sequence_steps_sequence; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sequence_steps_sequence ON public.sequence_steps USING btree (organisation_id, sequence_id, "position", id);

--
-- Name: sequence_steps_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sequence_steps_updated ON public.sequence_steps USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: sessions_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_created ON public.sessions USING btree (organisation_id, created_at, id);

--
-- Name: sessions_ended; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_ended ON public.sessions USING btree (ended_at) WHERE (ended_at IS NOT NULL);

--
-- Name: sessions_expires; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_expires ON public.sessions USING btree (expires_at) WHERE (ended_at IS NULL);

--
-- Name: sessions_id; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX sessions_id ON public.sessions USING btree (id);

--
-- Name: sessions_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_user ON public.sessions USING btree (organisation_id, user_id, created_at, id);

--
-- Name: subscriptions_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX subscriptions_created ON public.subscriptions USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: subscriptions_live_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX subscriptions_live_key ON public.subscriptions USING btree (organisation_id) WHERE (deleted_at IS NULL);

--
-- Name: subscriptions_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX subscriptions_updated ON public.subscriptions USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: usage_months_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX usage_months_created ON public.usage_months USING btree (organisation_id, created_at, id);

--
-- Name: usage_months_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX usage_months_updated ON public.usage_months USING btree (organisation_id, updated_at, id);

--
-- Name: users_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_created ON public.users USING btree (organisation_id, created_at, id) WHERE (deleted_at IS NULL);

--
-- Name: users_deleted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_deleted ON public.users USING btree (organisation_id, deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: users_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_email ON public.users USING btree (organisation_id, email, id) WHERE (deleted_at IS NULL);

--
-- Name: users_email_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_email_key ON public.users USING btree (email) WHERE (deleted_at IS NULL);

--
-- Name: users_id; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_id ON public.users USING btree (id);

--
-- Name: users_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_name ON public.users USING btree (organisation_id, name, id) WHERE (deleted_at IS NULL);

--
-- Name: users_role; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_role ON public.users USING btree (organisation_id, role) WHERE (deleted_at IS NULL);

--
-- Name: users_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_status ON public.users USING btree (organisation_id, status) WHERE (deleted_at IS NULL);

--
-- Name: users_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_updated ON public.users USING btree (organisation_id, updated_at, id) WHERE (deleted_at IS NULL);

--
-- Name: audit_log append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

--
-- Name: activities audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.activities FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: ai_insights audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.ai_insights FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: api_keys audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.api_keys FOR EACH ROW EXECUTE FUNCTION public.audit('key_hash');

--
-- Name: campaign_prospects audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.campaign_prospects FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: campaigns audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.campaigns FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: email_sequences audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.email_sequences FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: icps audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.icps FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: invitations audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.invitations FOR EACH ROW EXECUTE FUNCTION public.audit('token_hash');

--
-- Name: message_events audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.message_events FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: messages audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.messages FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: organisations audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.organisations FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: prospects audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.prospects FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: sequence_steps audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.sequence_steps FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: sessions audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.sessions FOR EACH ROW EXECUTE FUNCTION public.audit('refresh_hash', 'previous_hash');

--
-- Name: subscriptions audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.subscriptions FOR EACH ROW EXECUTE FUNCTION public.audit();

--
-- Name: users audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.audit('password_hash');

--
-- Name: campaigns insight_campaign; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER insight_campaign AFTER UPDATE OF status ON public.campaigns FOR EACH ROW WHEN (((new.status <> old.status) AND (new.status = ANY (ARRAY['paused'::public.campaign_status, 'completed'::public.campaign_status])))) EXECUTE FUNCTION public.insight_campaign();

--
-- Name: campaigns insight_new_campaign; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER insight_new_campaign AFTER INSERT ON public.campaigns FOR EACH ROW WHEN ((new.status <> 'draft'::public.campaign_status)) EXECUTE FUNCTION public.insight_campaign();

--
-- Name: prospects insight_new_prospects; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER insight_new_prospects AFTER INSERT ON public.prospects REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.insight_new_prospects();

--
-- Name: prospects insight_prospect; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER insight_prospect AFTER UPDATE ON public.prospects FOR EACH ROW WHEN (((new.deleted_at IS NULL) AND (((new.status <> old.status) AND (new.status = ANY (ARRAY['engaged'::public.prospect_status, 'qualified'::public.prospect_status]))) OR (((((((new.icp_id IS DISTINCT FROM old.icp_id) OR ((new.company)::text IS DISTINCT FROM (old.company)::text)) OR ((new.industry)::text IS DISTINCT FROM (old.industry)::text)) OR (new.company_size IS DISTINCT FROM old.company_size)) OR (new.country IS DISTINCT FROM old.country)) OR ((new.job_title)::text IS DISTINCT FROM (old.job_title)::text)) OR ((new.notes)::text IS DISTINCT FROM (old.notes)::text))))) EXECUTE FUNCTION public.insight_prospect();

--
-- Name: messages insight_reply; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER insight_reply AFTER INSERT ON public.messages FOR EACH ROW WHEN ((new.direction = 'inbound'::public.message_direction)) EXECUTE FUNCTION public.insight_reply();

--
-- Name: activities live_campaign_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_campaign_id BEFORE INSERT OR UPDATE OF campaign_id ON public.activities FOR EACH ROW WHEN ((new.campaign_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('campaign_id', 'campaigns');

--
-- Name: campaign_prospects live_campaign_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_campaign_id BEFORE INSERT OR UPDATE OF campaign_id ON public.campaign_prospects FOR EACH ROW WHEN ((new.campaign_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('campaign_id', 'campaigns');

--
-- Name: messages live_campaign_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_campaign_id BEFORE INSERT OR UPDATE OF campaign_id ON public.messages FOR EACH ROW WHEN ((new.campaign_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('campaign_id', 'campaigns');

--
-- Name: messages live_enrolment_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_enrolment_id BEFORE INSERT OR UPDATE OF enrolment_id ON public.messages FOR EACH ROW WHEN ((new.enrolment_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('enrolment_id', 'campaign_prospects');

--
-- Name: campaigns live_icp_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_icp_id BEFORE INSERT OR UPDATE OF icp_id ON public.campaigns FOR EACH ROW WHEN ((new.icp_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('icp_id', 'icps');

--
-- Name: email_sequences live_icp_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_icp_id BEFORE INSERT OR UPDATE OF icp_id ON public.email_sequences FOR EACH ROW WHEN ((new.icp_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('icp_id', 'icps');

--
-- Name: prospects live_icp_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_icp_id BEFORE INSERT OR UPDATE OF icp_id ON public.prospects FOR EACH ROW WHEN ((new.icp_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('icp_id', 'icps');

--
-- Name: campaigns live_owner_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_owner_id BEFORE INSERT OR UPDATE OF owner_id ON public.campaigns FOR EACH ROW WHEN ((new.owner_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('owner_id', 'users');

--
-- Name: prospects live_owner_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_owner_id BEFORE INSERT OR UPDATE OF owner_id ON public.prospects FOR EACH ROW WHEN ((new.owner_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('owner_id', 'users');

--
-- Name: activities live_prospect_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_prospect_id BEFORE INSERT OR UPDATE OF prospect_id ON public.activities FOR EACH ROW WHEN ((new.prospect_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('prospect_id', 'prospects');

--
-- Name: campaign_prospects live_prospect_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_prospect_id BEFORE INSERT OR UPDATE OF prospect_id ON public.campaign_prospects FOR EACH ROW WHEN ((new.prospect_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('prospect_id', 'prospects');

--
-- Name: messages live_prospect_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_prospect_id BEFORE INSERT OR UPDATE OF prospect_id ON public.messages FOR EACH ROW WHEN ((new.prospect_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('prospect_id', 'prospects');

--
-- Name: campaigns live_sequence_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_sequence_id BEFORE INSERT OR UPDATE OF sequence_id ON public.campaigns FOR EACH ROW WHEN ((new.sequence_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('sequence_id', 'email_sequences');

--
-- Name: sequence_steps live_sequence_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_sequence_id BEFORE INSERT OR UPDATE OF sequence_id ON public.sequence_steps FOR EACH ROW WHEN ((new.sequence_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('sequence_id', 'email_sequences');

--
-- Name: messages live_step_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_step_id BEFORE INSERT OR UPDATE OF step_id ON public.messages FOR EACH ROW WHEN ((new.step_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('step_id', 'sequence_steps');

--
-- Name: activities live_user_id; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER live_user_id BEFORE INSERT OR UPDATE OF user_id ON public.activities FOR EACH ROW WHEN ((new.user_id IS NOT NULL)) EXECUTE FUNCTION public.live_reference('user_id', 'users');

--
-- Name: campaigns move; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER move BEFORE UPDATE OF status ON public.campaigns FOR EACH ROW WHEN ((old.status <> new.status)) EXECUTE FUNCTION public.campaign_move();

--
-- Name: jobs notify; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER notify AFTER INSERT ON public.jobs FOR EACH ROW WHEN ((new.run_at <= (new.created_at + '00:00:01'::interval))) EXECUTE FUNCTION public.job_notify();

--
-- Name: prospects score_inserted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER score_inserted AFTER INSERT ON public.prospects REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.score_inserted();

--
-- Name: icps score_new_profile; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER score_new_profile AFTER INSERT ON public.icps FOR EACH ROW WHEN ((new.status = 'active'::public.icp_status)) EXECUTE FUNCTION public.score_profile();

--
-- Name: icps score_profile; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER score_profile AFTER UPDATE ON public.icps FOR EACH ROW WHEN ((((((((((((((old.status IS DISTINCT FROM new.status) OR (old.industries IS DISTINCT FROM new.industries)) OR (old.countries IS DISTINCT FROM new.countries)) OR (old.job_titles IS DISTINCT FROM new.job_titles)) OR (old.keywords IS DISTINCT FROM new.keywords)) OR (old.company_size_min IS DISTINCT FROM new.company_size_min)) OR (old.company_size_max IS DISTINCT FROM new.company_size_max)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)) OR (old.weight_industry IS DISTINCT FROM new.weight_industry)) OR (old.weight_country IS DISTINCT FROM new.weight_country)) OR (old.weight_job_title IS DISTINCT FROM new.weight_job_title)) OR (old.weight_keywords IS DISTINCT FROM new.weight_keywords)) OR (old.weight_company_size IS DISTINCT FROM new.weight_company_size))) EXECUTE FUNCTION public.score_profile();

--
-- Name: prospects score_updated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER score_updated AFTER UPDATE ON public.prospects REFERENCING OLD TABLE AS was NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.score_updated();

--
-- Name: campaigns start; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER start BEFORE UPDATE OF status ON public.campaigns FOR EACH ROW WHEN (((old.status <> new.status) AND (new.status = 'active'::public.campaign_status))) EXECUTE FUNCTION public.campaign_start();

--
-- Name: activities touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.activities FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: ai_insights touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.ai_insights FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: api_keys touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.api_keys FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: campaign_prospects touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.campaign_prospects FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: campaigns touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.campaigns FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: email_sequences touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.email_sequences FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: icps touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.icps FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: invitations touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.invitations FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: jobs touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.jobs FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: message_events touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.message_events FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: messages touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.messages FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: organisations touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.organisations FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: plans touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.plans FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: prospects touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.prospects FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: sequence_steps touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.sequence_steps FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: sessions touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.sessions FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: subscriptions touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.subscriptions FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: usage_months touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.usage_months FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: users touch; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.touch();

--
-- Name: activities activities_organisation_id_campaign_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_organisation_id_campaign_id_fkey FOREIGN KEY (organisation_id, campaign_id) REFERENCES public.campaigns(organisation_id, id) ON DELETE SET NULL (campaign_id);

--
-- Name: activities activities_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: activities activities_organisation_id_prospect_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_organisation_id_prospect_id_fkey FOREIGN KEY (organisation_id, prospect_id) REFERENCES public.prospects(organisation_id, id) ON DELETE CASCADE;

--
-- Name: activities activities_organisation_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id) ON DELETE SET NULL (user_id);

--
-- Name: ai_insights ai_insights_organisation_id_campaign_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_insights
    ADD CONSTRAINT ai_insights_organisation_id_campaign_id_fkey FOREIGN KEY (organisation_id, campaign_id) REFERENCES public.campaigns(organisation_id, id) ON DELETE CASCADE;

--
-- Name: ai_insights ai_insights_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_insights
    ADD CONSTRAINT ai_insights_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: ai_insights ai_insights_organisation_id_prospect_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_insights
    ADD CONSTRAINT ai_insights_organisation_id_prospect_id_fkey FOREIGN KEY (organisation_id, prospect_id) REFERENCES public.prospects(organisation_id, id) ON DELETE CASCADE;

--
-- Name: api_keys api_keys_organisation_id_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_organisation_id_created_by_fkey FOREIGN KEY (organisation_id, created_by) REFERENCES public.users(organisation_id, id) ON DELETE SET NULL (created_by);

--
-- Name: api_keys api_keys_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: campaign_prospects campaign_prospects_organisation_id_campaign_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.campaign_prospects
    ADD CONSTRAINT campaign_prospects_organisation_id_campaign_id_fkey FOREIGN KEY (organisation_id, campaign_id) REFERENCES public.campaigns(organisation_id, id) ON DELETE CASCADE;

--
-- Name: campaign_prospects campaign_prospects_organisation_id_prospect_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.campaign_prospects
    ADD CONSTRAINT campaign_prospects_organisation_id_prospect_id_fkey FOREIGN KEY (organisation_id, prospect_id) REFERENCES public.prospects(organisation_id, id) ON DELETE CASCADE;

--
-- Name: campaigns campaigns_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: campaigns campaigns_organisation_id_icp_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_organisation_id_icp_id_fkey FOREIGN KEY (organisation_id, icp_id) REFERENCES public.icps(organisation_id, id) ON DELETE SET NULL (icp_id);

--
-- Name: campaigns campaigns_organisation_id_owner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_organisation_id_owner_id_fkey FOREIGN KEY (organisation_id, owner_id) REFERENCES public.users(organisation_id, id) ON DELETE SET NULL (owner_id);

--
-- Name: campaigns campaigns_organisation_id_sequence_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_organisation_id_sequence_id_fkey FOREIGN KEY (organisation_id, sequence_id) REFERENCES public.email_sequences(organisation_id, id) ON DELETE RESTRICT;

--
-- Name: email_sequences email_sequences_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_sequences
    ADD CONSTRAINT email_sequences_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: email_sequences email_sequences_organisation_id_icp_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_sequences
    ADD CONSTRAINT email_sequences_organisation_id_icp_id_fkey FOREIGN KEY (organisation_id, icp_id) REFERENCES public.icps(organisation_id, id) ON DELETE SET NULL (icp_id);

--
-- Name: icps icps_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.icps
    ADD CONSTRAINT icps_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: idempotency_keys idempotency_keys_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: invitations invitations_organisation_id_accepted_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_organisation_id_accepted_user_id_fkey FOREIGN KEY (organisation_id, accepted_user_id) REFERENCES public.users(organisation_id, id) ON DELETE SET NULL (accepted_user_id);

--
-- Name: invitations invitations_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: invitations invitations_organisation_id_invited_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_organisation_id_invited_by_fkey FOREIGN KEY (organisation_id, invited_by) REFERENCES public.users(organisation_id, id) ON DELETE SET NULL (invited_by);

--
-- Name: jobs jobs_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: message_events message_events_organisation_id_message_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message_events
    ADD CONSTRAINT message_events_organisation_id_message_id_fkey FOREIGN KEY (organisation_id, message_id) REFERENCES public.messages(organisation_id, id) ON DELETE CASCADE;

--
-- Name: messages messages_organisation_id_campaign_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_organisation_id_campaign_id_fkey FOREIGN KEY (organisation_id, campaign_id) REFERENCES public.campaigns(organisation_id, id) ON DELETE SET NULL (campaign_id);

--
-- Name: messages messages_organisation_id_enrolment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_organisation_id_enrolment_id_fkey FOREIGN KEY (organisation_id, enrolment_id) REFERENCES public.campaign_prospects(organisation_id, id) ON DELETE SET NULL (enrolment_id);

--
-- Name: messages messages_organisation_id_prospect_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_organisation_id_prospect_id_fkey FOREIGN KEY (organisation_id, prospect_id) REFERENCES public.prospects(organisation_id, id) ON DELETE CASCADE;

--
-- Name: messages messages_organisation_id_step_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_organisation_id_step_id_fkey FOREIGN KEY (organisation_id, step_id) REFERENCES public.sequence_steps(organisation_id, id) ON DELETE SET NULL (step_id);

--
-- Name: prospects prospects_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prospects
    ADD CONSTRAINT prospects_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: prospects prospects_organisation_id_icp_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prospects
    ADD CONSTRAINT prospects_organisation_id_icp_id_fkey FOREIGN KEY (organisation_id, icp_id) REFERENCES public.icps(organisation_id, id) ON DELETE SET NULL (icp_id);

--
-- Name: prospects prospects_organisation_id_owner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prospects
    ADD CONSTRAINT prospects_organisation_id_owner_id_fkey FOREIGN KEY (organisation_id, owner_id) REFERENCES public.users(organisation_id, id) ON DELETE SET NULL (owner_id);

--
-- Name: score_due score_due_organisation_id_prospect_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.score_due
    ADD CONSTRAINT score_due_organisation_id_prospect_id_fkey FOREIGN KEY (organisation_id, prospect_id) REFERENCES public.prospects(organisation_id, id) ON DELETE CASCADE;

--
-- Name: sequence_steps sequence_steps_organisation_id_sequence_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sequence_steps
    ADD CONSTRAINT sequence_steps_organisation_id_sequence_id_fkey FOREIGN KEY (organisation_id, sequence_id) REFERENCES public.email_sequences(organisation_id, id) ON DELETE CASCADE;

--
-- Name: sessions sessions_organisation_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id) ON DELETE CASCADE;

--
-- Name: subscriptions subscriptions_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: subscriptions subscriptions_plan_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(code) ON DELETE RESTRICT;

--
-- Name: usage_months usage_months_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.usage_months
    ADD CONSTRAINT usage_months_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: users users_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id) ON DELETE CASCADE;

--
-- Name: activities; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.activities ENABLE ROW LEVEL SECURITY;

--
-- Name: ai_insights; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.ai_insights ENABLE ROW LEVEL SECURITY;

--
-- Name: api_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_log; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

--
-- Name: campaign_prospects; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.campaign_prospects ENABLE ROW LEVEL SECURITY;

--
-- Name: campaigns; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.campaigns ENABLE ROW LEVEL SECURITY;

--
-- Name: email_sequences; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.email_sequences ENABLE ROW LEVEL SECURITY;

--
-- Name: api_keys gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.api_keys TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: audit_log gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.audit_log FOR INSERT TO asa_gate WITH CHECK (true);

--
-- Name: campaigns gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.campaigns TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: email_sequences gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.email_sequences TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: icps gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.icps TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: idempotency_keys gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.idempotency_keys TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: invitations gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.invitations TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: jobs gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.jobs TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: organisations gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.organisations TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: prospects gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.prospects TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: sessions gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.sessions TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: users gate; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate ON public.users TO asa_gate USING (true) WITH CHECK (true);

--
-- Name: audit_log gate_expire; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate_expire ON public.audit_log FOR DELETE TO asa_gate USING (true);

--
-- Name: audit_log gate_read; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY gate_read ON public.audit_log FOR SELECT TO asa_gate USING (true);

--
-- Name: icps; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.icps ENABLE ROW LEVEL SECURITY;

--
-- Name: idempotency_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: invitations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.invitations ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.jobs ENABLE ROW LEVEL SECURITY;

--
-- Name: message_events; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.message_events ENABLE ROW LEVEL SECURITY;

--
-- Name: messages; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

--
-- Name: organisations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.organisations ENABLE ROW LEVEL SECURITY;

--
-- Name: prospects; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.prospects ENABLE ROW LEVEL SECURITY;

--
-- Name: score_due; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.score_due ENABLE ROW LEVEL SECURITY;

--
-- Name: sequence_steps; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.sequence_steps ENABLE ROW LEVEL SECURITY;

--
-- Name: sessions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: subscriptions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.subscriptions ENABLE ROW LEVEL SECURITY;

--
-- Name: activities tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.activities TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: ai_insights tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.ai_insights TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: api_keys tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.api_keys TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: audit_log tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.audit_log TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: campaign_prospects tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.campaign_prospects TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: campaigns tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.campaigns TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: email_sequences tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.email_sequences TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: icps tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.icps TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: idempotency_keys tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.idempotency_keys TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: invitations tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.invitations TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: jobs tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.jobs TO asa_app USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: message_events tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.message_events TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: messages tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.messages TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: organisations tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.organisations TO asa_app, asa_worker USING ((id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: prospects tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.prospects TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: score_due tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.score_due TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: sequence_steps tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.sequence_steps TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: sessions tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.sessions TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: subscriptions tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.subscriptions TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: usage_months tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.usage_months TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: users tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.users TO asa_app, asa_worker USING ((organisation_id = ( SELECT public.current_tenant() AS current_tenant))) WITH CHECK ((organisation_id = ( SELECT public.current_tenant() AS current_tenant)));

--
-- Name: usage_months; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.usage_months ENABLE ROW LEVEL SECURITY;

--
-- Name: users; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs worker; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY worker ON public.jobs TO asa_worker USING (true) WITH CHECK (true);

--
-- Name: SCHEMA gate; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA gate TO asa_app;
GRANT USAGE ON SCHEMA gate TO asa_worker;

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA public TO asa_app;
GRANT USAGE ON SCHEMA public TO asa_worker;
GRANT USAGE ON SCHEMA public TO asa_gate;

--
-- Name: FUNCTION assert_platform(); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.assert_platform() FROM PUBLIC;

--
-- Name: FUNCTION audit_expire(p_keep interval, p_limit integer); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.audit_expire(p_keep interval, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.audit_expire(p_keep interval, p_limit integer) TO asa_worker;

--
-- Name: FUNCTION email_taken(p_email text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.email_taken(p_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.email_taken(p_email text) TO asa_app;
GRANT ALL ON FUNCTION gate.email_taken(p_email text) TO asa_worker;

--
-- Name: FUNCTION enter_key(p_key uuid, p_hash bytea, p_least public.user_role, p_platform boolean, p_request text, p_address text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.enter_key(p_key uuid, p_hash bytea, p_least public.user_role, p_platform boolean, p_request text, p_address text) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.enter_key(p_key uuid, p_hash bytea, p_least public.user_role, p_platform boolean, p_request text, p_address text) TO asa_app;
GRANT ALL ON FUNCTION gate.enter_key(p_key uuid, p_hash bytea, p_least public.user_role, p_platform boolean, p_request text, p_address text) TO asa_worker;

--
-- Name: FUNCTION idempotency_expire(p_keep interval, p_limit integer); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.idempotency_expire(p_keep interval, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.idempotency_expire(p_keep interval, p_limit integer) TO asa_worker;

--
-- Name: FUNCTION invitation(p_id uuid, p_hash bytea); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.invitation(p_id uuid, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.invitation(p_id uuid, p_hash bytea) TO asa_app;
GRANT ALL ON FUNCTION gate.invitation(p_id uuid, p_hash bytea) TO asa_worker;

--
-- Name: FUNCTION login(p_email text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.login(p_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.login(p_email text) TO asa_app;
GRANT ALL ON FUNCTION gate.login(p_email text) TO asa_worker;

--
-- Name: TABLE jobs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.jobs TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.jobs TO asa_worker;
GRANT SELECT,UPDATE ON TABLE public.jobs TO asa_gate;

--
-- Name: FUNCTION platform_job(p_jid text, p_state public.job_state); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.platform_job(p_jid text, p_state public.job_state) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.platform_job(p_jid text, p_state public.job_state) TO asa_app;

--
-- Name: FUNCTION platform_jobs(p_state public.job_state, p_after text, p_limit integer); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.platform_jobs(p_state public.job_state, p_after text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.platform_jobs(p_state public.job_state, p_after text, p_limit integer) TO asa_app;

--
-- Name: TABLE organisations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.organisations TO asa_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.organisations TO asa_worker;
GRANT SELECT ON TABLE public.organisations TO asa_gate;

--
-- Name: COLUMN organisations.status; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(status) ON TABLE public.organisations TO asa_gate;

--
-- Name: COLUMN organisations.legal_hold; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(legal_hold) ON TABLE public.organisations TO asa_gate;

--
-- Name: COLUMN organisations.updated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE public.organisations TO asa_gate;

--
-- Name: FUNCTION platform_organisations(p_after uuid, p_limit integer); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.platform_organisations(p_after uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.platform_organisations(p_after uuid, p_limit integer) TO asa_app;
GRANT ALL ON FUNCTION gate.platform_organisations(p_after uuid, p_limit integer) TO asa_worker;

--
-- Name: FUNCTION platform_queues(); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.platform_queues() FROM PUBLIC;
GRANT ALL ON FUNCTION gate.platform_queues() TO asa_app;

--
-- Name: FUNCTION platform_set_hold(p_id uuid, p_hold boolean); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.platform_set_hold(p_id uuid, p_hold boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.platform_set_hold(p_id uuid, p_hold boolean) TO asa_app;

--
-- Name: FUNCTION platform_set_status(p_id uuid, p_status public.organisation_status); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.platform_set_status(p_id uuid, p_status public.organisation_status) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.platform_set_status(p_id uuid, p_status public.organisation_status) TO asa_app;
GRANT ALL ON FUNCTION gate.platform_set_status(p_id uuid, p_status public.organisation_status) TO asa_worker;

--
-- Name: FUNCTION prospects_tags(tag text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.prospects_tags(tag text) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.prospects_tags(tag text) TO asa_app;
GRANT ALL ON FUNCTION gate.prospects_tags(tag text) TO asa_worker;

--
-- Name: FUNCTION retention(p_after uuid, p_limit integer); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.retention(p_after uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.retention(p_after uuid, p_limit integer) TO asa_worker;

--
-- Name: FUNCTION search_campaigns(q text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.search_campaigns(q text) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.search_campaigns(q text) TO asa_app;
GRANT ALL ON FUNCTION gate.search_campaigns(q text) TO asa_worker;

--
-- Name: FUNCTION search_email_sequences(q text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.search_email_sequences(q text) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.search_email_sequences(q text) TO asa_app;
GRANT ALL ON FUNCTION gate.search_email_sequences(q text) TO asa_worker;

--
-- Name: FUNCTION search_icps(q text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.search_icps(q text) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.search_icps(q text) TO asa_app;
GRANT ALL ON FUNCTION gate.search_icps(q text) TO asa_worker;

--
-- Name: FUNCTION search_prospects(q text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.search_prospects(q text) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.search_prospects(q text) TO asa_app;
GRANT ALL ON FUNCTION gate.search_prospects(q text) TO asa_worker;

--
-- Name: FUNCTION session_refresh(p_session uuid, p_presented bytea, p_successor bytea, p_grace interval, p_request text, p_address text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.session_refresh(p_session uuid, p_presented bytea, p_successor bytea, p_grace interval, p_request text, p_address text) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.session_refresh(p_session uuid, p_presented bytea, p_successor bytea, p_grace interval, p_request text, p_address text) TO asa_app;
GRANT ALL ON FUNCTION gate.session_refresh(p_session uuid, p_presented bytea, p_successor bytea, p_grace interval, p_request text, p_address text) TO asa_worker;

--
-- Name: FUNCTION sessions_expire(p_idle interval, p_keep interval, p_limit integer); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.sessions_expire(p_idle interval, p_keep interval, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gate.sessions_expire(p_idle interval, p_keep interval, p_limit integer) TO asa_app;
GRANT ALL ON FUNCTION gate.sessions_expire(p_idle interval, p_keep interval, p_limit integer) TO asa_worker;

--
-- Name: FUNCTION set_tenant(organisation uuid, actor uuid, session uuid, request text, address text); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.set_tenant(organisation uuid, actor uuid, session uuid, request text, address text) FROM PUBLIC;

--
-- Name: FUNCTION well_known_accounts(); Type: ACL; Schema: gate; Owner: -
--

REVOKE ALL ON FUNCTION gate.well_known_accounts() FROM PUBLIC;
GRANT ALL ON FUNCTION gate.well_known_accounts() TO asa_app;
GRANT ALL ON FUNCTION gate.well_known_accounts() TO asa_worker;

--
-- Name: TABLE icps; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.icps TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.icps TO asa_worker;
GRANT SELECT ON TABLE public.icps TO asa_gate;

--
-- Name: TABLE prospects; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prospects TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prospects TO asa_worker;
GRANT SELECT ON TABLE public.prospects TO asa_gate;

--
-- Name: TABLE activities; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.activities TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.activities TO asa_worker;

--
-- Name: TABLE ai_insights; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ai_insights TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ai_insights TO asa_worker;

--
-- Name: TABLE api_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_keys TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_keys TO asa_worker;
GRANT SELECT ON TABLE public.api_keys TO asa_gate;

--
-- Name: COLUMN api_keys.last_used_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(last_used_at) ON TABLE public.api_keys TO asa_gate;

--
-- Name: COLUMN api_keys.updated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE public.api_keys TO asa_gate;

--
-- Name: TABLE audit_log; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.audit_log TO asa_app;
GRANT SELECT,INSERT ON TABLE public.audit_log TO asa_worker;
GRANT SELECT,INSERT,DELETE ON TABLE public.audit_log TO asa_gate;

--
-- Name: TABLE campaign_prospects; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.campaign_prospects TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.campaign_prospects TO asa_worker;

--
-- Name: TABLE campaigns; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.campaigns TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.campaigns TO asa_worker;
GRANT SELECT ON TABLE public.campaigns TO asa_gate;

--
-- Name: TABLE directory; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.directory TO asa_app;
GRANT SELECT,DELETE ON TABLE public.directory TO asa_worker;

--
-- Name: TABLE email_sequences; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.email_sequences TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.email_sequences TO asa_worker;
GRANT SELECT ON TABLE public.email_sequences TO asa_gate;

--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_keys TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_keys TO asa_worker;
GRANT SELECT,DELETE ON TABLE public.idempotency_keys TO asa_gate;

--
-- Name: TABLE invitations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitations TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitations TO asa_worker;
GRANT SELECT ON TABLE public.invitations TO asa_gate;

--
-- Name: TABLE message_events; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.message_events TO asa_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.message_events TO asa_worker;

--
-- Name: TABLE messages; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.messages TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.messages TO asa_worker;

--
-- Name: TABLE plans; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.plans TO asa_app;
GRANT SELECT ON TABLE public.plans TO asa_worker;

--
-- Name: TABLE schedule_slots; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.schedule_slots TO asa_worker;

--
-- Name: TABLE score_due; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.score_due TO asa_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.score_due TO asa_worker;

--
-- Name: TABLE sequence_steps; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sequence_steps TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sequence_steps TO asa_worker;

--
-- Name: TABLE sessions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO asa_worker;
GRANT SELECT,DELETE,UPDATE ON TABLE public.sessions TO asa_gate;

--
-- Name: TABLE subscriptions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.subscriptions TO asa_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.subscriptions TO asa_worker;

--
-- Name: TABLE usage_months; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.usage_months TO asa_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.usage_months TO asa_worker;

--
-- Name: TABLE users; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.users TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.users TO asa_worker;
GRANT SELECT ON TABLE public.users TO asa_gate;

--
-- PostgreSQL database dump complete
--
