BEGIN;
DROP TABLE message_events, messages, campaign_prospects, campaigns, sequence_steps, email_sequences;
DROP FUNCTION campaign_move();
COMMIT;
