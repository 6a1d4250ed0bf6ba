-- Fails where the change is not there.
BEGIN;
SELECT 'public.organisations'::regclass;
SELECT 'public.plans'::regclass;
SELECT 'public.subscriptions'::regclass;
ROLLBACK;
