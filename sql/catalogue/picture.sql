-- The tables and how they refer to each other, for Graphviz. References to the tenant are what nearly every table has: left out.
SELECT 'digraph schema { rankdir=LR; nodesep=0.3; ranksep=1.2; bgcolor=white; node [shape=box style="rounded,filled" fillcolor="#f5f7fa" color="#8a94a6" fontname="Helvetica" fontsize=11]; edge [color="#8a94a6" fontname="Helvetica" fontsize=9 arrowsize=0.7];';
SELECT format('"%s" [tooltip="%s"];', relname, replace(coalesce(obj_description(oid, 'pg_class'), ''), '"', ''''))
	FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname;
SELECT format('"%s" -> "%s" [label="%s"%s];', conrelid::regclass, confrelid::regclass,
		(SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey) AND attname <> 'organisation_id'),
		CASE confdeltype WHEN 'c' THEN ' style=bold' WHEN 'n' THEN ' style=dashed' ELSE '' END)
	FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
		AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey) AND attname <> 'organisation_id')
	ORDER BY conrelid::regclass::text, conname;
SELECT '}';
