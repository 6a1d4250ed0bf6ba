-- The floor: what one no-op job costs PostgreSQL when nothing else is done. Each client has its own jobs.
\set n :n + 1
\set id :n * :clients + :client_id
SELECT job_done(lpad(to_hex(:id::integer), 24, '0'), 'test.nothing', 'default');
