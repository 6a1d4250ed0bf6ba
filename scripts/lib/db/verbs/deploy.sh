# shellcheck shell=bash
# production: pending changes to each database, under a lock, each with time-outs, verified
help() {
	cat <<-TEXT
	Usage: scripts/db deploy [--dry-run] [--wait SECONDS] [--lock-timeout MS] [--statement-timeout MS]

	Deploys what is pending, one change after another. One deploy at a time: another waits up to --wait (60) seconds and says for whom.
	A statement waits --lock-timeout (5000) ms for a lock and runs --statement-timeout (900000) ms at most. A change that fails leaves
	the database as it was before it; the next deploy tries it again. A change that was made but not recorded, for the deploy
	was killed in between, is recognised by its verify file and recorded.

	  --dry-run  print the SQL of what is pending, and the locks that each statement takes (on a shadow database)
	TEXT
}

verifies() {
	sql "$1" -f "$root/sql/verify/$2.sql" >/dev/null 2>&1
}

in_transaction() {
	grep -qiE '^[[:space:]]*BEGIN[[:space:]]*;' "$root/sql/deploy/$1.sql"
}

# What can't be in a transaction can be half done; its revert file is made for that.
undo_half() {
	in_transaction "$2" || sql "$1" -f "$root/sql/revert/$2.sql" >/dev/null 2>&1 || say "what $2 left behind could not be taken back; see sql/revert/$2.sql"
}

# The first pending change may have been made already, or half of it, by a deploy that was killed.
take_up() {
	local name=$1 url=$2 change=$3
	if verifies "$url" "$change"; then
		sqitch_at "$url" deploy --log-only --to-change "$change" || die "$name: $change could not be recorded"
		say "$name: $change was made by a deploy that did not end, and is recorded now"
	else
		undo_half "$url" "$change"
	fi
}

deploy_to() {
	local name=$1 url change changes
	url=$(owner_url "$name")
	need_connection "$name" "$url"
	lock "$name" "$url" "$wait_s"
	[ -z "$(missing_changes "$url")" ] || die "$name has changes that are not in the plan: $(missing_changes "$url" | paste -sd' ')"
	change=$(pending_changes "$url" | head -1)
	[ -z "$change" ] || take_up "$name" "$url" "$change"
	changes=$(pending_changes "$url" | paste -sd' ')
	if ! sqitch_at "$url" deploy --verify --mode change >&2; then
		change=$(pending_changes "$url" | head -1)
		undo_half "$url" "$change"
		die "$name: $change failed; the database is as it was before it. Mend it and deploy again"
	fi
	say "$name: ${changes:-nothing to deploy}${changes:+ deployed}"
	unlock
}

# The SQL, and what each statement locks when it is run on a shadow that is where the database is.
show_change() {
	printf -- '-- change %s\n' "$1"
	cat "$root/sql/deploy/$1.sql"
	printf -- '-- locks of %s\n' "$1"
	in_transaction "$1" || echo "-- not in a transaction: each statement for itself"
	sql "$shadow" -f "$root/sql/deploy/$1.sql" 2>&1 >/dev/null | sed -nE 's/.*WARNING:  /--   /p; s/.*(ERROR:.*)/-- \1/p'
	sqitch_at "$shadow" deploy --log-only --to-change "$1"
}

show_pending() (
	cleanups=()
	make_shadow
	[ -z "$1" ] || replay "$1"
	sql "$(admin_url "${region:-global}" "$(database_of "$shadow")")" -f "$root/sql/catalogue/locks.sql" 2>/dev/null ||
		echo "-- locks: not shown, for that takes a superuser (DATABASE_ADMIN_URL)"
	for change in $2; do show_change "$change"; done
)

dry_run() {
	local name url changes
	for name in $(each_database); do
		url=$(owner_url "$name")
		need_connection "$name" "$url"
		changes=$(pending_changes "$url")
		echo "-- $name: ${changes:-nothing to deploy}" | paste -sd' '
		[ -z "$changes" ] || show_pending "$(last_deployed "$url")" "$changes"
	done
}

main() {
	local name wait_s=60 lock_ms=5000 statement_ms=900000 dry=''
	while [ $# -gt 0 ]; do
		case $1 in
		--dry-run) dry=1 ;;
		--wait) wait_s=$2 && shift ;;
		--lock-timeout) lock_ms=$2 && shift ;;
		--statement-timeout) statement_ms=$2 && shift ;;
		*) fail 2 "unknown argument $1" ;;
		esac
		shift
	done
	load_settings
	[ -z "$dry" ] || { dry_run && exit 0; }
	export PGOPTIONS="-c lock_timeout=$lock_ms -c statement_timeout=$statement_ms"
	for name in $(each_database); do deploy_to "$name"; done
}
