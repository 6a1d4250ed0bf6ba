BEGIN;
DROP FUNCTION schema_version(), touch(), search_query(text), search_words(text[]), fold(text), setting_or_null(text), current_tenant(), uuid_v7();
DROP TABLE directory;
DROP TYPE job_state, audit_action, insight_status, insight_kind, activity_kind, message_event_kind, message_status,
	message_direction, enrolment_status, campaign_status, step_kind, sequence_status, prospect_source, prospect_status,
	icp_status, subscription_status, plan_code, user_status, user_role, organisation_status, locale, region;
REVOKE USAGE ON SCHEMA public FROM asa_app, asa_worker, asa_gate;
SET LOCAL ROLE asa_gate;
DROP SCHEMA gate;
RESET ROLE;
DROP EXTENSION btree_gin;
COMMIT;
