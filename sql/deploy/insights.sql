-- Insights on demand and after changes that matter: quotas, the facts they are made from, and where they are kept.
BEGIN;

ALTER TYPE insight_status ADD VALUE 'failed';
ALTER TABLE organisations ADD auto_insights boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN organisations.auto_insights IS 'Whether changes that matter ask for insights by themselves';

ALTER TABLE plans ADD max_ai_tokens_per_month bigint NOT NULL DEFAULT 2000000 CHECK (max_ai_tokens_per_month > 0);
UPDATE plans SET max_ai_tokens_per_month = max_insights_per_month * 10000::bigint;
ALTER TABLE plans ALTER max_ai_tokens_per_month DROP DEFAULT;
COMMENT ON COLUMN plans.max_insights_per_month IS 'Generations, each of several insights about one thing';

ALTER TABLE ai_insights ADD generation_id uuid;
COMMENT ON COLUMN ai_insights.generation_id IS 'What was made together; tokens, cost and latency are those of all of it';

CREATE TABLE usage_months (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	starts_at timestamptz NOT NULL,
	insights integer NOT NULL DEFAULT 0 CHECK (insights >= 0),
	tokens_in bigint NOT NULL DEFAULT 0 CHECK (tokens_in >= 0),
	tokens_out bigint NOT NULL DEFAULT 0 CHECK (tokens_out >= 0),
	cost_micros bigint NOT NULL DEFAULT 0 CHECK (cost_micros >= 0),
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (organisation_id, id),
	UNIQUE (organisation_id, starts_at)
);
COMMENT ON TABLE usage_months IS 'What an organisation has used of its plan, a row a month (UTC)';
CREATE INDEX usage_months_created ON usage_months (organisation_id, created_at, id);
CREATE INDEX usage_months_updated ON usage_months (organisation_id, updated_at, id);
ALTER TABLE usage_months ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_months FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON usage_months TO asa_app, asa_worker
	USING (organisation_id = (SELECT current_tenant())) WITH CHECK (organisation_id = (SELECT current_tenant()));
GRANT SELECT, INSERT, UPDATE ON usage_months TO asa_app, asa_worker;
CREATE TRIGGER touch BEFORE UPDATE ON usage_months FOR EACH ROW EXECUTE FUNCTION touch();

CREATE FUNCTION this_month() RETURNS timestamptz LANGUAGE sql STABLE AS $$
	SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
$$;
COMMENT ON FUNCTION this_month() IS 'When the current month began in UTC';

-- What was used and what still waits count together, so a job that is discarded gives its place back by itself.
CREATE FUNCTION insight_limit(p_percent integer) RETURNS text LANGUAGE plpgsql AS $$
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
COMMENT ON FUNCTION insight_limit IS 'The limit of the plan that one more generation would break, when it may use p_percent of it; NULL: none';

CREATE FUNCTION insight_ask(p_subject text, p_id uuid, p_most integer) RETURNS text LANGUAGE plpgsql AS $$
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
COMMENT ON FUNCTION insight_ask IS 'Asks for insights about a row of the tenant; NULL when that waits already. AS404, AS402: the plan is used up';

-- Called by triggers: fails for nobody, lets changes gather for a while, and leaves a fifth of the plan to those who ask.
CREATE FUNCTION insight_suggest(p_subject text, p_id uuid) RETURNS void LANGUAGE plpgsql AS $$
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
COMMENT ON FUNCTION insight_suggest IS 'Has insights made ten seconds from now, unless that waits already';

CREATE FUNCTION insight_prospect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.status IS DISTINCT FROM OLD.status OR EXISTS (SELECT FROM ai_insights WHERE organisation_id = NEW.organisation_id
			AND prospect_id = NEW.id AND deleted_at IS NULL) THEN
		PERFORM insight_suggest('prospect', NEW.id);
	END IF;
	RETURN NULL;
END
$$;
CREATE TRIGGER insight_prospect AFTER UPDATE ON prospects FOR EACH ROW WHEN (NEW.deleted_at IS NULL AND (
	(NEW.status <> OLD.status AND NEW.status IN ('engaged', 'qualified'))
	OR (NEW.icp_id, NEW.company, NEW.industry, NEW.company_size, NEW.country, NEW.job_title, NEW.notes)
		IS DISTINCT FROM (OLD.icp_id, OLD.company, OLD.industry, OLD.company_size, OLD.country, OLD.job_title, OLD.notes)))
	EXECUTE FUNCTION insight_prospect();

-- An import may bring 100,000 at once: the best are looked at, the others when somebody asks.
CREATE FUNCTION insight_new_prospects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM insight_suggest('prospect', c.id) FROM (SELECT id FROM changed WHERE status IN ('engaged', 'qualified') LIMIT 20) AS c;
	RETURN NULL;
END
$$;
CREATE TRIGGER insight_new_prospects AFTER INSERT ON prospects REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION insight_new_prospects();

CREATE FUNCTION insight_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM insight_suggest('campaign', NEW.id);
	PERFORM insight_suggest('organisation', NEW.organisation_id);
	RETURN NULL;
END
$$;
CREATE TRIGGER insight_campaign AFTER UPDATE OF status ON campaigns FOR EACH ROW
	WHEN (NEW.status <> OLD.status AND NEW.status IN ('paused', 'completed')) EXECUTE FUNCTION insight_campaign();
CREATE TRIGGER insight_new_campaign AFTER INSERT ON campaigns FOR EACH ROW WHEN (NEW.status <> 'draft') EXECUTE FUNCTION insight_campaign();

CREATE FUNCTION insight_reply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM insight_suggest('prospect', NEW.prospect_id);
	RETURN NULL;
END
$$;
CREATE TRIGGER insight_reply AFTER INSERT ON messages FOR EACH ROW WHEN (NEW.direction = 'inbound') EXECUTE FUNCTION insight_reply();

-- Free text may hold what nobody needs for an insight.
CREATE FUNCTION without_contacts(words text, most integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT regexp_replace(regexp_replace(regexp_replace(left(words, most), '\S+@\S+', '[e-mail]', 'g'),
		'(https?://|www\.)\S+', '[link]', 'gi'), '\+?\d[\d ().-]{6,}\d', '[number]', 'g')
$$;
COMMENT ON FUNCTION without_contacts IS 'The first characters of a text without e-mail addresses, links and telephone numbers';

CREATE FUNCTION days_since(t timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
	SELECT floor(extract(epoch FROM now() - t) / 86400)::integer
$$;

-- The facts go to whoever makes the insights, so: no name, no address, no number of a person, and no identifier.
CREATE FUNCTION facts_of_prospect(p_id uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
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

CREATE FUNCTION facts_of_campaign(p_id uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
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

CREATE FUNCTION facts_of_organisation() RETURNS jsonb LANGUAGE sql STABLE AS $$
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

CREATE FUNCTION insight_facts(p_subject text, p_id uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT CASE p_subject WHEN 'prospect' THEN facts_of_prospect(p_id) WHEN 'campaign' THEN facts_of_campaign(p_id)
		WHEN 'organisation' THEN facts_of_organisation() END
$$;
COMMENT ON FUNCTION insight_facts IS 'What insights are made from; NULL when what they would be about is gone';

-- New insights take the place of earlier ones that nobody has judged; a failure only that of an earlier failure.
CREATE FUNCTION insights_store(p_subject text, p_id uuid, p_insights jsonb, p_call jsonb) RETURNS void LANGUAGE plpgsql AS $$
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
COMMENT ON FUNCTION insights_store IS 'Keeps the insights of one generation and counts what it took';

CREATE OR REPLACE FUNCTION schema_version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '5' $$;

COMMIT;
