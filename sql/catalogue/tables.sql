-- Every table as Markdown: what it is for, and its columns.
SELECT format(E'\n## %s\n\n%s%s\n\n| column | type | | |\n| --- | --- | --- | --- |\n%s', relname, coalesce(obj_description(c.oid, 'pg_class') || '.', ''),
		CASE WHEN relrowsecurity THEN ' A tenant''s rows are seen by that tenant only.' ELSE '' END,
		(SELECT string_agg(format('| %s | %s | %s | %s |', attname, format_type(atttypid, atttypmod),
				concat_ws(', ', CASE WHEN p.conname IS NOT NULL THEN 'key' END, CASE WHEN NOT attnotnull THEN 'optional' END,
					'→ ' || (SELECT string_agg(DISTINCT confrelid::regclass::text, ', ') FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = c.oid
						AND attnum = ANY (f.conkey) AND (attname <> 'organisation_id' OR cardinality(f.conkey) = 1))),
				replace(coalesce(col_description(c.oid, attnum), ''), '|', '\|')), E'\n' ORDER BY attnum)
			FROM pg_attribute LEFT JOIN pg_constraint p ON p.conrelid = c.oid AND p.contype = 'p' AND attnum = ANY (p.conkey)
			WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped))
	FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname;
