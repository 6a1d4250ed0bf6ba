BEGIN;
CREATE OR REPLACE FUNCTION job_dispatch(p_limit integer, p_share integer) RETURNS SETOF jobs LANGUAGE plpgsql AS $$
BEGIN
	IF NOT pg_try_advisory_xact_lock(hashtext('asa.jobs.dispatch')) THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH RECURSIVE groups (g) AS (
		(SELECT job_group(organisation_id) FROM jobs WHERE state = 'pending' ORDER BY 1 LIMIT 1)
		UNION ALL
		SELECT (SELECT job_group(j.organisation_id) FROM jobs j
			WHERE j.state = 'pending' AND job_group(j.organisation_id) > groups.g ORDER BY 1 LIMIT 1)
		FROM groups WHERE groups.g IS NOT NULL
	), chosen AS (
		SELECT mine.id FROM groups CROSS JOIN LATERAL (
			SELECT j.id, row_number() OVER (ORDER BY j.run_at, j.id) AS turn FROM jobs j
			WHERE j.state = 'pending' AND job_group(j.organisation_id) = groups.g
			ORDER BY j.run_at, j.id
			LIMIT greatest(0, p_share - (SELECT count(*) FROM jobs l WHERE l.state IN ('dispatched', 'running')
				AND job_group(l.organisation_id) = groups.g AND l.run_at <= now()))
		) AS mine WHERE groups.g IS NOT NULL ORDER BY mine.turn, mine.id LIMIT p_limit
	)
	-- The state again: a copy that a relay left in Redis when it died may have been done while we looked.
	UPDATE jobs j SET state = 'dispatched' FROM chosen WHERE j.id = chosen.id AND j.state = 'pending' RETURNING j.*;
END
$$;
DROP FUNCTION job_hand_out;
COMMIT;
