-- Handing out by the indexes, whatever the statistics say.
BEGIN;

-- A queue's statistics are those of another hour: analysed, or planned for, while it was empty, every row looks cheap to read and sort,
-- and handing out 200 of 100,000 jobs read and sorted all of them, a hundred times a second. So the plans are not left to statistics.

-- The rows' places are known; their state is looked at again, for a copy that a relay left in Redis when it died may have been done
-- since they were found.
CREATE FUNCTION job_hand_out(p_rows tid[]) RETURNS SETOF jobs LANGUAGE plpgsql
SET enable_seqscan = off SET enable_indexscan = off SET enable_bitmapscan = off AS $$
BEGIN
	RETURN QUERY UPDATE jobs SET state = 'dispatched' WHERE ctid = ANY (p_rows) AND state = 'pending' RETURNING *;
END
$$;
COMMENT ON FUNCTION job_hand_out IS 'Part of job_dispatch(): rows that waited a moment ago, as dispatched';

-- Both indexes have the order that is asked for: nothing is sorted but what is chosen.
CREATE OR REPLACE FUNCTION job_dispatch(p_limit integer, p_share integer) RETURNS SETOF jobs LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off AS $$
BEGIN
	IF NOT pg_try_advisory_xact_lock(hashtext('asa.jobs.dispatch')) THEN
		RETURN;
	END IF;
	RETURN QUERY SELECT * FROM job_hand_out(ARRAY(
		WITH RECURSIVE groups (g) AS (
			(SELECT job_group(organisation_id) FROM jobs WHERE state = 'pending' ORDER BY 1 LIMIT 1)
			UNION ALL
			SELECT (SELECT job_group(j.organisation_id) FROM jobs j
				WHERE j.state = 'pending' AND job_group(j.organisation_id) > groups.g ORDER BY 1 LIMIT 1)
			FROM groups WHERE groups.g IS NOT NULL
		)
		SELECT mine.place FROM groups CROSS JOIN LATERAL (
			SELECT first.*, row_number() OVER () AS turn FROM (
				SELECT j.ctid AS place, j.id FROM jobs j
				WHERE j.state = 'pending' AND job_group(j.organisation_id) = groups.g
				ORDER BY job_group(j.organisation_id), j.run_at, j.id
				LIMIT least(p_limit, p_share - (SELECT count(*) FROM (SELECT FROM jobs l WHERE l.state IN ('dispatched', 'running')
					AND job_group(l.organisation_id) = groups.g AND l.run_at <= now() LIMIT p_share) AS there))
			) AS first
		) AS mine WHERE groups.g IS NOT NULL ORDER BY mine.turn, mine.id LIMIT p_limit));
END
$$;

COMMIT;
