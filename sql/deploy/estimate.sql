-- Totals that cost nothing: how many rows the planner expects.
BEGIN;

CREATE FUNCTION estimate(p_sql text, p_values text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || p_sql INTO plan USING p_values, current_tenant();
	RETURN round((plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric);
END
$$;
COMMENT ON FUNCTION estimate IS 'Rows that a statement of ours would give; its values are ($1)[n], the tenant is $2. Runs with the rights of who asks';

CREATE OR REPLACE FUNCTION schema_version() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '7' $$;

COMMIT;
