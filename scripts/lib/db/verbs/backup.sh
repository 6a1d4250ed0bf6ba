# shellcheck shell=bash
# pg_dump with a manifest of row counts and checksums
help() {
	cat <<-TEXT
	Usage: scripts/db backup FILE [--region R]

	Writes a database (global, unless --region says another) to FILE, in pg_dump's custom format, and to FILE.manifest the number of rows
	of each table with a checksum of their contents, both of the same moment. The files hold everything: keep them as the database.
	TEXT
}

# A line for each table: name, rows, checksum. The sum does not depend on the order of rows.
manifest_sql() {
	cat <<-'TEXT'
	SELECT format('SELECT %L, count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM %s AS t', r, r)
		FROM (SELECT oid::regclass::text AS r FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('public', 'sqitch')) AS x
		ORDER BY r
	\gexec
	TEXT
}

# The snapshot is exported by a transaction that stays open until pg_dump and the sums are done.
take() {
	local admin=$1 file=$2 snapshot out in
	coproc SNAPSHOT { exec psql -X -q -At "$admin" 2>&1; }
	exec {in}>&"${SNAPSHOT[1]}"- {out}<&"${SNAPSHOT[0]}"-
	echo 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot();' >&"$in"
	read -r -u "$out" snapshot
	[[ $snapshot =~ ^[0-9A-F-]+$ ]] || die "no snapshot: $snapshot"
	pg_dump -Fc --snapshot="$snapshot" --file="$file.part" "$admin" || die "the backup failed; nothing was written"
	{
		echo "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '$snapshot';"
		manifest_sql
		echo 'COMMIT;'
	} | sql "$admin" -F$'\t' -f - >"$file.manifest.part" || die "the manifest failed; nothing was written"
	exec {in}>&- {out}<&-
}

main() {
	local file=${1:-} name=${region:-global} admin
	[ -n "$file" ] || { help >&2 && exit 2; }
	load_settings
	admin=$(admin_url "$name" "$(database_of "$(owner_url "$name")")")
	need_connection "$name (as the administrator)" "$admin"
	umask 077
	at_exit "rm -f '$file.part' '$file.manifest.part'"
	take "$admin" "$file"
	mv "$file.part" "$file"
	mv "$file.manifest.part" "$file.manifest"
	say "$name: $(awk '{n += $2} END {print n}' "$file.manifest") rows of $(wc -l <"$file.manifest") tables in $file; counts and checksums in $file.manifest"
}
