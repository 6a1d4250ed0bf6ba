-- A row refers to live rows only, and a campaign starts only with something to send.
BEGIN;

-- Arguments: the column, and the table it refers to. Says what the foreign key would, so that a deleted row answers like one
-- that never was. A deletion at the very same moment is as if it had come after: that is allowed.
CREATE FUNCTION live_reference() RETURNS trigger LANGUAGE plpgsql AS $$
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
$$;
COMMENT ON FUNCTION live_reference() IS 'Refuses a reference to a soft-deleted row; arguments are the column and the table it refers to';

DO $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT * FROM (VALUES
		('prospects', 'icp_id', 'icps'),
		('prospects', 'owner_id', 'users'),
		('email_sequences', 'icp_id', 'icps'),
		('sequence_steps', 'sequence_id', 'email_sequences'),
		('campaigns', 'sequence_id', 'email_sequences'),
		('campaigns', 'icp_id', 'icps'),
		('campaigns', 'owner_id', 'users'),
		('campaign_prospects', 'campaign_id', 'campaigns'),
		('campaign_prospects', 'prospect_id', 'prospects'),
		('messages', 'prospect_id', 'prospects'),
		('messages', 'campaign_id', 'campaigns'),
		('messages', 'enrolment_id', 'campaign_prospects'),
		('messages', 'step_id', 'sequence_steps'),
		('activities', 'prospect_id', 'prospects'),
		('activities', 'campaign_id', 'campaigns'),
		('activities', 'user_id', 'users')
	) AS v (t, c, target) LOOP
		EXECUTE format('CREATE TRIGGER live_%s BEFORE INSERT OR UPDATE OF %1$I ON %I FOR EACH ROW WHEN (NEW.%1$I IS NOT NULL)'
			' EXECUTE FUNCTION live_reference(%1$L, %3$L)', r.c, r.t, r.target);
	END LOOP;
END
$$;

CREATE FUNCTION campaign_start() RETURNS trigger LANGUAGE plpgsql AS $$
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
COMMENT ON FUNCTION campaign_start() IS 'A campaign becomes active only with a sequence that has something to send';
-- After "move" by name, so that an illegal move is told first.
CREATE TRIGGER start BEFORE UPDATE OF status ON campaigns FOR EACH ROW
	WHEN (OLD.status <> NEW.status AND NEW.status = 'active') EXECUTE FUNCTION campaign_start();

CREATE OR REPLACE FUNCTION schema_version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '2' $$;

COMMIT;
