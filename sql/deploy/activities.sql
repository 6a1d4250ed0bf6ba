-- What people did and what the machine noticed: activities and AI insights.
BEGIN;

CREATE TABLE activities (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	prospect_id uuid,
	campaign_id uuid,
	user_id uuid,
	kind activity_kind NOT NULL DEFAULT 'note',
	subject varchar(300) NOT NULL CHECK (subject ~ '\S'),
	body varchar(10000),
	occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	due_at timestamptz,
	completed_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, prospect_id) REFERENCES prospects (organisation_id, id) ON DELETE CASCADE,
	FOREIGN KEY (organisation_id, campaign_id) REFERENCES campaigns (organisation_id, id) ON DELETE SET NULL (campaign_id),
	FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE SET NULL (user_id)
);
COMMENT ON TABLE activities IS 'Calls, meetings, notes and tasks';
COMMENT ON COLUMN activities.user_id IS 'Who did it or is to do it';
CREATE INDEX activities_created ON activities (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX activities_updated ON activities (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX activities_occurred ON activities (organisation_id, occurred_at, id) WHERE deleted_at IS NULL;
CREATE INDEX activities_due ON activities (organisation_id, due_at, id) WHERE deleted_at IS NULL;
CREATE INDEX activities_prospect ON activities (organisation_id, prospect_id, occurred_at, id);
CREATE INDEX activities_campaign ON activities (organisation_id, campaign_id);
CREATE INDEX activities_user ON activities (organisation_id, user_id);
CREATE INDEX activities_kind ON activities (organisation_id, kind) WHERE deleted_at IS NULL;
CREATE INDEX activities_deleted ON activities (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CALL tenant_table('activities', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE ai_insights (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	prospect_id uuid,
	campaign_id uuid,
	kind insight_kind NOT NULL,
	status insight_status NOT NULL DEFAULT 'new',
	title varchar(300) NOT NULL CHECK (title ~ '\S'),
	body varchar(10000) NOT NULL CHECK (body ~ '\S'),
	data jsonb,
	score smallint CHECK (score BETWEEN 0 AND 100),
	confidence smallint CHECK (confidence BETWEEN 0 AND 100),
	provider varchar(100) NOT NULL,
	model varchar(100),
	prompt_version varchar(40),
	tokens_in integer CHECK (tokens_in >= 0),
	tokens_out integer CHECK (tokens_out >= 0),
	cost_micros bigint CHECK (cost_micros >= 0),
	latency_ms integer CHECK (latency_ms >= 0),
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, prospect_id) REFERENCES prospects (organisation_id, id) ON DELETE CASCADE,
	FOREIGN KEY (organisation_id, campaign_id) REFERENCES campaigns (organisation_id, id) ON DELETE CASCADE,
	CONSTRAINT ai_insights_subject CHECK (prospect_id IS NULL OR campaign_id IS NULL)
);
COMMENT ON TABLE ai_insights IS 'What the AI, or the built-in rules, noticed. About the organisation when neither prospect nor campaign is named';
COMMENT ON COLUMN ai_insights.confidence IS 'Percent';
COMMENT ON COLUMN ai_insights.cost_micros IS 'Millionths of a US dollar';
CREATE INDEX ai_insights_created ON ai_insights (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX ai_insights_updated ON ai_insights (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX ai_insights_score ON ai_insights (organisation_id, score, id) WHERE deleted_at IS NULL;
CREATE INDEX ai_insights_prospect ON ai_insights (organisation_id, prospect_id);
CREATE INDEX ai_insights_campaign ON ai_insights (organisation_id, campaign_id);
CREATE INDEX ai_insights_kind ON ai_insights (organisation_id, kind) WHERE deleted_at IS NULL;
CREATE INDEX ai_insights_status ON ai_insights (organisation_id, status) WHERE deleted_at IS NULL;
CREATE INDEX ai_insights_deleted ON ai_insights (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CALL tenant_table('ai_insights', 'SELECT, INSERT, UPDATE, DELETE');

COMMIT;
