-- Fails where the change is not there.
BEGIN;
SELECT 'public.users'::regclass;
SELECT 'public.sessions'::regclass;
SELECT 'public.invitations'::regclass;
SELECT 'public.api_keys'::regclass;
ROLLBACK;
