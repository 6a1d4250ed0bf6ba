-- Of a schema, what losses.sql compares with a database: columns, enum labels, unique indexes. To be read back with COPY.
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
) TO STDOUT;
ROLLBACK;
