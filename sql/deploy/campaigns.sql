-- What is sent: e-mail sequences, campaigns that run them, enrolled prospects, messages and what became of them.
BEGIN;

CREATE TABLE email_sequences (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	icp_id uuid,
	name varchar(200) NOT NULL CHECK (name ~ '\S'),
	description varchar(5000),
	locale locale NOT NULL DEFAULT 'en',
	status sequence_status NOT NULL DEFAULT 'draft',
	search tsvector NOT NULL GENERATED ALWAYS AS (search_words(name, description)) STORED,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, icp_id) REFERENCES icps (organisation_id, id) ON DELETE SET NULL (icp_id)
);
COMMENT ON TABLE email_sequences IS 'Ordered steps of an outreach';
CREATE INDEX email_sequences_created ON email_sequences (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX email_sequences_updated ON email_sequences (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX email_sequences_name ON email_sequences (organisation_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX email_sequences_status ON email_sequences (organisation_id, status) WHERE deleted_at IS NULL;
CREATE INDEX email_sequences_locale ON email_sequences (organisation_id, locale) WHERE deleted_at IS NULL;
CREATE INDEX email_sequences_icp ON email_sequences (organisation_id, icp_id) WHERE deleted_at IS NULL;
CREATE INDEX email_sequences_deleted ON email_sequences (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX email_sequences_search ON email_sequences USING gin (organisation_id, search);
CALL tenant_table('email_sequences', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE sequence_steps (
	organisation_id uuid NOT NULL,
	id uuid NOT NULL DEFAULT uuid_v7(),
	sequence_id uuid NOT NULL,
	position integer NOT NULL CHECK (position BETWEEN 1 AND 100),
	kind step_kind NOT NULL DEFAULT 'email',
	delay_hours integer NOT NULL DEFAULT 0 CHECK (delay_hours BETWEEN 0 AND 8760),
	subject varchar(300),
	body varchar(20000) NOT NULL CHECK (body ~ '\S'),
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, sequence_id) REFERENCES email_sequences (organisation_id, id) ON DELETE CASCADE,
	CONSTRAINT sequence_steps_subject CHECK (kind <> 'email' OR subject ~ '\S'),
	-- An exclusion constraint, because a partial unique index can't wait for the end of the statement that reorders.
	CONSTRAINT sequence_steps_position_key EXCLUDE USING btree
		(organisation_id WITH =, sequence_id WITH =, position WITH =) WHERE (deleted_at IS NULL) DEFERRABLE INITIALLY IMMEDIATE
);
COMMENT ON TABLE sequence_steps IS 'Steps of a sequence, in order of position';
COMMENT ON COLUMN sequence_steps.delay_hours IS 'Hours after the step before it';
COMMENT ON COLUMN sequence_steps.body IS 'Template: {{firstName}}, {{company}} and the like are filled in';
CREATE INDEX sequence_steps_created ON sequence_steps (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sequence_steps_updated ON sequence_steps (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sequence_steps_position ON sequence_steps (organisation_id, position, id) WHERE deleted_at IS NULL;
CREATE INDEX sequence_steps_kind ON sequence_steps (organisation_id, kind) WHERE deleted_at IS NULL;
CREATE INDEX sequence_steps_sequence ON sequence_steps (organisation_id, sequence_id, position, id);
CREATE INDEX sequence_steps_deleted ON sequence_steps (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CALL tenant_table('sequence_steps', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE campaigns (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	sequence_id uuid NOT NULL,
	icp_id uuid,
	owner_id uuid,
	name varchar(200) NOT NULL CHECK (name ~ '\S'),
	description varchar(5000),
	status campaign_status NOT NULL DEFAULT 'draft',
	from_name varchar(100),
	from_email varchar(254) CHECK (from_email = lower(from_email) AND from_email ~ '^[^\s@]+@[^\s@]+$'),
	daily_limit integer NOT NULL DEFAULT 200 CHECK (daily_limit BETWEEN 1 AND 100000),
	starts_at timestamptz,
	ends_at timestamptz,
	search tsvector NOT NULL GENERATED ALWAYS AS (search_words(name, description)) STORED,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, sequence_id) REFERENCES email_sequences (organisation_id, id) ON DELETE RESTRICT,
	FOREIGN KEY (organisation_id, icp_id) REFERENCES icps (organisation_id, id) ON DELETE SET NULL (icp_id),
	FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id) ON DELETE SET NULL (owner_id),
	CONSTRAINT campaigns_period CHECK (ends_at > starts_at)
);
COMMENT ON TABLE campaigns IS 'A sequence run over prospects';
COMMENT ON COLUMN campaigns.status IS 'Moves draft, active, paused, completed, archived: see campaign_move()';
COMMENT ON COLUMN campaigns.daily_limit IS 'Messages a day at most';
CREATE INDEX campaigns_created ON campaigns (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX campaigns_updated ON campaigns (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX campaigns_name ON campaigns (organisation_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX campaigns_starts ON campaigns (organisation_id, starts_at, id) WHERE deleted_at IS NULL;
CREATE INDEX campaigns_status ON campaigns (organisation_id, status) WHERE deleted_at IS NULL;
CREATE INDEX campaigns_sequence ON campaigns (organisation_id, sequence_id);
CREATE INDEX campaigns_icp ON campaigns (organisation_id, icp_id) WHERE deleted_at IS NULL;
CREATE INDEX campaigns_owner ON campaigns (organisation_id, owner_id) WHERE deleted_at IS NULL;
CREATE INDEX campaigns_deleted ON campaigns (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX campaigns_search ON campaigns USING gin (organisation_id, search);
CALL tenant_table('campaigns', 'SELECT, INSERT, UPDATE, DELETE');

-- The legal moves of a campaign, held here so that no program can make another.
CREATE FUNCTION campaign_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF (OLD.status, NEW.status) NOT IN (('draft', 'active'), ('active', 'paused'), ('paused', 'active'),
			('active', 'completed'), ('paused', 'completed'), ('draft', 'archived'), ('completed', 'archived')) THEN
		RAISE EXCEPTION 'campaign can not go from % to %', OLD.status, NEW.status
			USING ERRCODE = 'AS409', CONSTRAINT = 'campaigns_move';
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER move BEFORE UPDATE OF status ON campaigns FOR EACH ROW
	WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION campaign_move();

CREATE TABLE campaign_prospects (
	organisation_id uuid NOT NULL,
	id uuid NOT NULL DEFAULT uuid_v7(),
	campaign_id uuid NOT NULL,
	prospect_id uuid NOT NULL,
	status enrolment_status NOT NULL DEFAULT 'pending',
	current_step integer NOT NULL DEFAULT 0 CHECK (current_step BETWEEN 0 AND 100),
	next_send_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, campaign_id) REFERENCES campaigns (organisation_id, id) ON DELETE CASCADE,
	FOREIGN KEY (organisation_id, prospect_id) REFERENCES prospects (organisation_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE campaign_prospects IS 'Enrolments: which prospects a campaign runs over, and how far each is';
COMMENT ON COLUMN campaign_prospects.current_step IS 'Position of the last step sent; 0 before the first';
CREATE UNIQUE INDEX campaign_prospects_key ON campaign_prospects (organisation_id, campaign_id, prospect_id) WHERE deleted_at IS NULL;
CREATE INDEX campaign_prospects_created ON campaign_prospects (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX campaign_prospects_updated ON campaign_prospects (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX campaign_prospects_next ON campaign_prospects (organisation_id, next_send_at, id) WHERE deleted_at IS NULL;
CREATE INDEX campaign_prospects_campaign ON campaign_prospects (organisation_id, campaign_id, created_at, id);
CREATE INDEX campaign_prospects_prospect ON campaign_prospects (organisation_id, prospect_id);
CREATE INDEX campaign_prospects_status ON campaign_prospects (organisation_id, status) WHERE deleted_at IS NULL;
CREATE INDEX campaign_prospects_deleted ON campaign_prospects (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CALL tenant_table('campaign_prospects', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE messages (
	organisation_id uuid NOT NULL,
	id uuid NOT NULL DEFAULT uuid_v7(),
	prospect_id uuid NOT NULL,
	campaign_id uuid,
	enrolment_id uuid,
	step_id uuid,
	direction message_direction NOT NULL DEFAULT 'outbound',
	status message_status NOT NULL DEFAULT 'draft',
	from_email varchar(254),
	to_email varchar(254),
	subject varchar(300),
	body varchar(20000) NOT NULL CHECK (body ~ '\S'),
	scheduled_at timestamptz,
	sent_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, prospect_id) REFERENCES prospects (organisation_id, id) ON DELETE CASCADE,
	FOREIGN KEY (organisation_id, campaign_id) REFERENCES campaigns (organisation_id, id) ON DELETE SET NULL (campaign_id),
	FOREIGN KEY (organisation_id, enrolment_id) REFERENCES campaign_prospects (organisation_id, id) ON DELETE SET NULL (enrolment_id),
	FOREIGN KEY (organisation_id, step_id) REFERENCES sequence_steps (organisation_id, id) ON DELETE SET NULL (step_id)
);
COMMENT ON TABLE messages IS 'E-mails to and from prospects';
CREATE INDEX messages_created ON messages (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX messages_updated ON messages (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX messages_sent ON messages (organisation_id, sent_at, id) WHERE deleted_at IS NULL;
CREATE INDEX messages_scheduled ON messages (organisation_id, scheduled_at, id) WHERE deleted_at IS NULL;
CREATE INDEX messages_prospect ON messages (organisation_id, prospect_id, created_at, id);
CREATE INDEX messages_campaign ON messages (organisation_id, campaign_id, created_at, id);
CREATE INDEX messages_enrolment ON messages (organisation_id, enrolment_id);
CREATE INDEX messages_step ON messages (organisation_id, step_id);
CREATE INDEX messages_status ON messages (organisation_id, status) WHERE deleted_at IS NULL;
CREATE INDEX messages_direction ON messages (organisation_id, direction) WHERE deleted_at IS NULL;
CREATE INDEX messages_deleted ON messages (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CALL tenant_table('messages', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE message_events (
	organisation_id uuid NOT NULL,
	id uuid NOT NULL DEFAULT uuid_v7(),
	message_id uuid NOT NULL,
	kind message_event_kind NOT NULL,
	occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	data jsonb,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, message_id) REFERENCES messages (organisation_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE message_events IS 'What became of a message: delivered, opened, bounced. Written by the system';
CREATE INDEX message_events_created ON message_events (organisation_id, created_at, id);
CREATE INDEX message_events_occurred ON message_events (organisation_id, occurred_at, id);
CREATE INDEX message_events_message ON message_events (organisation_id, message_id, occurred_at, id);
CREATE INDEX message_events_kind ON message_events (organisation_id, kind);
CALL tenant_table('message_events', 'SELECT, INSERT, DELETE');

COMMIT;
