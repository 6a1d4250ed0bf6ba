-- Qualification scores: how well a prospect fits its profile, by rules that anybody can read.
BEGIN;

ALTER TABLE icps
	ADD weight_industry smallint NOT NULL DEFAULT 25 CHECK (weight_industry BETWEEN 0 AND 100),
	ADD weight_country smallint NOT NULL DEFAULT 15 CHECK (weight_country BETWEEN 0 AND 100),
	ADD weight_job_title smallint NOT NULL DEFAULT 25 CHECK (weight_job_title BETWEEN 0 AND 100),
	ADD weight_keywords smallint NOT NULL DEFAULT 15 CHECK (weight_keywords BETWEEN 0 AND 100),
	ADD weight_company_size smallint NOT NULL DEFAULT 20 CHECK (weight_company_size BETWEEN 0 AND 100);
COMMENT ON COLUMN icps.weight_industry IS 'What a criterion counts among those that the profile has; so for all weights';

CREATE TABLE score_due (
	organisation_id uuid NOT NULL,
	prospect_id uuid NOT NULL,
	PRIMARY KEY (organisation_id, prospect_id),
	FOREIGN KEY (organisation_id, prospect_id) REFERENCES prospects (organisation_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE score_due IS 'Prospects whose score is to be computed again';
ALTER TABLE score_due ENABLE ROW LEVEL SECURITY;
ALTER TABLE score_due FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON score_due TO asa_app, asa_worker
	USING (organisation_id = (SELECT current_tenant())) WITH CHECK (organisation_id = (SELECT current_tenant()));
GRANT SELECT, INSERT, DELETE ON score_due TO asa_app, asa_worker;

-- Unlike job_add it refuses nobody: it is called by triggers, and a key lets only one job wait.
CREATE FUNCTION job_ask(p_class text, p_args jsonb, p_delay interval, p_unique_key text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF current_tenant() IS NOT NULL THEN
		INSERT INTO jobs (jid, organisation_id, class, args, run_at, unique_key, request_id)
			VALUES (left(replace(gen_random_uuid()::text, '-', ''), 24), current_tenant(), p_class, p_args, now() + p_delay,
				p_unique_key, left(setting_or_null('asa.request'), 64))
			ON CONFLICT DO NOTHING;
	END IF;
END
$$;
COMMENT ON FUNCTION job_ask IS 'Adds a job of the current tenant unless one with this key waits: debounced by p_delay';

-- The debounced jobs of triggers must not wake every relay with each statement.
DROP TRIGGER notify ON jobs;
CREATE TRIGGER notify AFTER INSERT ON jobs FOR EACH ROW WHEN (NEW.run_at <= NEW.created_at + interval '1 second') EXECUTE FUNCTION job_notify();

CREATE FUNCTION score_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO score_due SELECT organisation_id, id FROM changed ON CONFLICT DO NOTHING;
	PERFORM job_ask('prospects.score', '[]', '2 seconds', 'prospects.score ' || current_tenant());
	RETURN NULL;
END
$$;
CREATE FUNCTION score_updated() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER score_inserted AFTER INSERT ON prospects REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION score_inserted();
CREATE TRIGGER score_updated AFTER UPDATE ON prospects REFERENCING NEW TABLE AS changed OLD TABLE AS was
	FOR EACH STATEMENT EXECUTE FUNCTION score_updated();

-- A profile's prospects are named by the job, not here: there may be 100,000.
CREATE FUNCTION score_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM job_ask('prospects.score', jsonb_build_array(NEW.id), '2 seconds', 'prospects.score ' || NEW.id);
	RETURN NULL;
END
$$;
CREATE TRIGGER score_profile AFTER UPDATE ON icps FOR EACH ROW WHEN (
	(OLD.status, OLD.industries, OLD.countries, OLD.job_titles, OLD.keywords, OLD.company_size_min, OLD.company_size_max, OLD.deleted_at,
		OLD.weight_industry, OLD.weight_country, OLD.weight_job_title, OLD.weight_keywords, OLD.weight_company_size)
	IS DISTINCT FROM (NEW.status, NEW.industries, NEW.countries, NEW.job_titles, NEW.keywords, NEW.company_size_min, NEW.company_size_max,
		NEW.deleted_at, NEW.weight_industry, NEW.weight_country, NEW.weight_job_title, NEW.weight_keywords, NEW.weight_company_size))
	EXECUTE FUNCTION score_profile();
CREATE TRIGGER score_new_profile AFTER INSERT ON icps FOR EACH ROW WHEN (NEW.status = 'active') EXECUTE FUNCTION score_profile();

CREATE FUNCTION contains_any(haystack text, needles text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT EXISTS (SELECT FROM unnest(needles) AS n WHERE strpos(fold(haystack), fold(n)) > 0)
$$;
COMMENT ON FUNCTION contains_any IS 'Whether one of the needles is in the text, whatever the case and accents';

-- One row for each criterion that the profile has: the score is the weight of those that match, in hundredths of all.
CREATE FUNCTION icp_criteria(p prospects, i icps) RETURNS TABLE (criterion text, weight integer, matched boolean)
LANGUAGE sql STABLE AS $$
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
COMMENT ON FUNCTION icp_criteria IS 'The criteria of a profile, and which of them a prospect meets';

-- A prospect is measured against its own profile, else against the active one that fits it best. Without one its score stays.
CREATE FUNCTION prospects_score(p_limit integer) RETURNS bigint LANGUAGE plpgsql AS $$
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
COMMENT ON FUNCTION prospects_score IS 'Computes the scores of p_limit prospects that are due; returns how many there were';

CREATE FUNCTION prospects_score_profile(p_icp uuid) RETURNS void LANGUAGE sql AS $$
	INSERT INTO score_due SELECT organisation_id, id FROM prospects
		WHERE organisation_id = current_tenant() AND deleted_at IS NULL AND (icp_id = p_icp OR icp_id IS NULL) ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION prospects_score_profile IS 'Makes due every prospect that a profile may concern';

CREATE OR REPLACE FUNCTION schema_version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '4' $$;

COMMIT;
