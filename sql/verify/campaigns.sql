-- Fails where the change is not there.
BEGIN;
SELECT 'public.email_sequences'::regclass;
SELECT 'public.sequence_steps'::regclass;
SELECT 'public.campaigns'::regclass;
SELECT 'public.campaign_prospects'::regclass;
SELECT 'public.messages'::regclass;
SELECT 'public.message_events'::regclass;
ROLLBACK;
