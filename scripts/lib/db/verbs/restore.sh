# shellcheck shell=bash
# restore a backup into an empty database, and compare with its manifest
help() {
	cat <<-TEXT
	Usage: scripts/db restore FILE --region R

	Restores FILE into the database of a region, in one transaction, and compares rows and checksums with FILE.manifest; when they differ,
	the database is left as it was. The database must be there and empty. The roles must be there too (sql/bootstrap.sql).
	TEXT
}

main() {
	local file=${1:-} name=${region:-} admin objects dir
	[ -n "$file" ] && [ -n "$name" ] || { help >&2 && exit 2; }
	[ -r "$file" ] && [ -r "$file.manifest" ] || die "$file and $file.manifest must both be there"
	load_settings
	admin=$(admin_url "$name" "$(database_of "$(owner_url "$name")")")
	need_connection "$name (as the administrator)" "$admin"
	objects=$(list_objects "$admin" | wc -l)
	[ "$objects" = 0 ] || die "$name is not empty ($objects objects): a backup is restored into an empty database only"
	dir=$(mktemp -d)
	at_exit "rm -rf '$dir'"
	# shellcheck source=scripts/lib/db/verbs/backup.sh
	. "$root/scripts/lib/db/verbs/backup.sh"
	# A dump as SQL, so that the comparison is part of its transaction.
	pg_restore --file="$dir/dump.sql" "$file" || die "$file can't be read"
	sort "$file.manifest" >"$dir/expected"
	{
		echo 'BEGIN;'
		grep -vE '^CREATE SCHEMA public;|^\\(un)?restrict ' "$dir/dump.sql"
		echo 'RESET search_path;'
		echo "\\o $dir/restored"
		manifest_sql
		echo '\o'
		echo "\\! sort $dir/restored | cmp -s - $dir/expected || touch $dir/differs"
		echo "\\set differs \`test -e $dir/differs && echo 1 || echo 0\`"
		printf '\\if :differs\nROLLBACK;\n\\else\nCOMMIT;\n\\endif\n'
	} | sql "$admin" -F$'\t' -f - >/dev/null || die "the backup could not be restored; $name is empty as before"
	if [ -e "$dir/differs" ]; then
		diff "$dir/expected" <(sort "$dir/restored") | sed 's/^/   /' >&2 || true
		die "rows or checksums are not those of the manifest (< manifest, > backup); $name is empty as before"
	fi
	sql "$admin" -c 'ANALYZE'
	say "$name: restored, and equal to the manifest"
}
