-- What the statistics say about indexes. Nothing here is done by itself.
SELECT format('%s: read whole %s times, %s rows each, against %s look-ups by index: is there an index for its filters?', relname, seq_scan,
		seq_tup_read / seq_scan, idx_scan)
	FROM pg_stat_user_tables WHERE schemaname = 'public' AND seq_scan > 50 AND seq_tup_read / seq_scan > 1000 AND seq_scan > coalesce(idx_scan, 0) / 100
UNION ALL
SELECT format('%s: %s refers to %s without an index that begins with it: deleting there reads all of %s', conrelid::regclass, conname, confrelid::regclass, conrelid::regclass)
	FROM pg_constraint c WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND (SELECT n_live_tup FROM pg_stat_user_tables WHERE relid = conrelid) > 10000
		AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = conrelid AND indpred IS NULL AND (indkey::smallint[])[0:cardinality(conkey) - 1] @> conkey)
UNION ALL
SELECT format('%s: never used, %s; each write to %s pays for it', indexrelid::regclass, pg_size_pretty(pg_relation_size(indexrelid)), relid::regclass)
	FROM pg_stat_user_indexes JOIN pg_index USING (indexrelid) WHERE schemaname = 'public' AND idx_scan = 0 AND NOT indisunique AND pg_relation_size(indexrelid) > 1048576;
