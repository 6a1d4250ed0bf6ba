-- Of a schema, what losses.sql compares with a database: columns, enum labels, unique indexes, checks, foreign keys. To be read back with COPY.
BEGIN;
COPY (
	SELECT 'column', attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull::text, (atthasdef OR attidentity <> '')::text
		FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
		WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
	UNION ALL
	SELECT 'label', enumtypid::regtype::text, enumlabel, '', '', '' FROM pg_enum
	UNION ALL
	SELECT 'unique', indrelid::regclass::text, indexrelid::regclass::text,
		(SELECT string_agg(pg_get_indexdef(indexrelid, n, true), ', ' ORDER BY n) FROM generate_series(1, indnkeyatts) AS n),
		coalesce(pg_get_expr(indpred, indrelid), 'true'), ''
		FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relnamespace = 'public'::regnamespace AND indisunique
	UNION ALL
	SELECT 'check', conrelid::regclass::text, conname, pg_get_expr(conbin, conrelid), '', ''
		FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'c' AND convalidated AND conrelid <> 0
	UNION ALL
	SELECT 'reference', conrelid::regclass::text, conname,
		(SELECT string_agg(format('r.%I = t.%I', r.attname, t.attname), ' AND ')
			FROM unnest(conkey, confkey) AS pair(k, f) JOIN pg_attribute t ON t.attrelid = conrelid AND t.attnum = k
				JOIN pg_attribute r ON r.attrelid = confrelid AND r.attnum = f),
		confrelid::regclass::text,
		(SELECT string_agg(format('t.%I IS NOT NULL', t.attname), ' AND ')
			FROM unnest(conkey) AS k JOIN pg_attribute t ON t.attrelid = conrelid AND t.attnum = k)
		FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'f' AND convalidated
) TO STDOUT;
ROLLBACK;
