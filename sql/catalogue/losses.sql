-- What a database would lose, or refuse, on its way to the schema in the table "after" (of facts.sql), with the rows that are there now.
CREATE TEMP VIEW live AS
	SELECT attrelid::regclass::text AS of, attname::text AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS required
	FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
	WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped;

-- How many values of a column do not fit a type; NULL: none can be lost.
CREATE FUNCTION pg_temp.misfit(c text, was text, will text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE
		WHEN will ~ '^character( varying)?\(' THEN format('length(%s::text) > %s', c, substring(will FROM '\d+'))
		WHEN will IN ('text', 'character varying') OR (was IN ('smallint', 'integer') AND will = 'bigint') OR (was = 'smallint' AND will = 'integer')
			OR (was IN ('smallint', 'integer', 'bigint') AND will = 'numeric') OR (was LIKE 'numeric(%' AND will = 'numeric') THEN NULL
		WHEN will = 'smallint' AND was IN ('integer', 'bigint', 'numeric') THEN format('%s NOT BETWEEN -32768 AND 32767', c)
		WHEN will = 'integer' AND was IN ('bigint', 'numeric') THEN format('%s NOT BETWEEN -2147483648 AND 2147483647', c)
		ELSE format('%s IS NOT NULL', c)
	END
$$;

SELECT format('SELECT %L || count(*) || '' rows go with it'' FROM %s HAVING count(*) > 0', 'table ' || of || ' is dropped: ', of)
	FROM (SELECT DISTINCT of FROM live WHERE of NOT IN (SELECT of FROM after WHERE kind = 'column')) AS t
UNION ALL
SELECT format('SELECT %L || count(*) || '' values go with it'' FROM %s WHERE %I IS NOT NULL HAVING count(*) > 0',
		'column ' || of || '.' || name || ' is dropped: ', of, name)
	FROM live l WHERE of IN (SELECT of FROM after WHERE kind = 'column')
		AND NOT EXISTS (SELECT FROM after a WHERE a.kind = 'column' AND a.of = l.of AND a.name = l.name)
UNION ALL
SELECT format('SELECT %L || count(*) || '' values may not fit'' FROM %s WHERE %s HAVING count(*) > 0',
		format('column %s.%s becomes %s: ', l.of, l.name, a.a), l.of, pg_temp.misfit(quote_ident(l.name), l.type, a.a))
	FROM live l JOIN after a ON a.kind = 'column' AND a.of = l.of AND a.name = l.name AND a.a <> l.type
	WHERE pg_temp.misfit(quote_ident(l.name), l.type, a.a) IS NOT NULL
UNION ALL
SELECT format('SELECT %L || count(*) || '' rows have none'' FROM %s WHERE %I IS NULL HAVING count(*) > 0',
		format('column %s.%s becomes NOT NULL: ', l.of, l.name), l.of, l.name)
	FROM live l JOIN after a ON a.kind = 'column' AND a.of = l.of AND a.name = l.name AND a.b = 'true' WHERE NOT l.required
UNION ALL
SELECT format('SELECT %L || count(*) || '' rows have no value for it'' FROM %s HAVING count(*) > 0',
		format('column %s.%s is new, NOT NULL and without a default: ', a.of, a.name), a.of)
	FROM after a WHERE kind = 'column' AND b = 'true' AND c = 'false' AND of IN (SELECT of FROM live)
		AND NOT EXISTS (SELECT FROM live l WHERE l.of = a.of AND l.name = a.name)
UNION ALL
SELECT format('SELECT %L || count(*) || '' values are there more than once'' FROM (SELECT FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1) AS d HAVING count(*) > 0',
		format('unique index %s on %s: ', a.name, a.of), a.of, a.b, a.a)
	FROM after a WHERE kind = 'unique' AND of IN (SELECT of FROM live) AND to_regclass(a.name) IS NULL
UNION ALL
SELECT format('SELECT %L || count(*) || '' rows do not satisfy it'' FROM %s WHERE NOT (%s) HAVING count(*) > 0', format('check %s on %s: ', a.name, a.of), a.of, a.a)
	FROM after a WHERE kind = 'check' AND of IN (SELECT of FROM live) AND NOT EXISTS (SELECT FROM pg_constraint
		WHERE contype = 'c' AND conrelid = to_regclass(a.of) AND conname = a.name AND pg_get_expr(conbin, conrelid) = a.a)
UNION ALL
SELECT format('SELECT %L || count(*) || '' rows refer to nothing'' FROM %s t WHERE %s AND NOT EXISTS (SELECT FROM %s r WHERE %s) HAVING count(*) > 0',
		format('foreign key %s of %s: ', a.name, a.of), a.of, a.c, a.b, a.a)
	FROM after a WHERE kind = 'reference' AND of IN (SELECT of FROM live)
		AND NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = to_regclass(a.of) AND conname = a.name)
UNION ALL
SELECT format('SELECT %L || count(*) || '' rows have it'' FROM %s WHERE %I::text = %L HAVING count(*) > 0',
		format('%L of %s goes, in %s.%s: ', enumlabel, l.type, l.of, l.name), l.of, l.name, enumlabel)
	FROM pg_enum JOIN live l ON enumtypid::regtype::text = l.type
	WHERE NOT EXISTS (SELECT FROM after a WHERE a.kind = 'label' AND a.of = l.type AND a.name = enumlabel)
		AND EXISTS (SELECT FROM after a WHERE a.kind = 'label' AND a.of = l.type)
\gexec
