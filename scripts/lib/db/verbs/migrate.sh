# shellcheck shell=bash
# development: try the plan on a shadow database, look for drift and data loss, apply, verify
help() {
	cat <<-TEXT
	Usage: scripts/db migrate [--yes]

	  1. Replays the whole plan on a shadow database, reverts it to nothing, and deploys it again: the same objects must come out.
	  2. Looks for drift: objects of the development databases that their history does not explain. Then it stops (exit status 2).
	  3. Counts what would be lost or refused: rows of dropped tables and columns, values that a narrower type does not hold, NULLs
	     under NOT NULL, duplicates under a unique index, rows with an enum value that goes; and asks, or takes --yes.
	  4. Deploys to each database, and verifies.

	The shadow is SHADOW_DATABASE_URL, which must be empty and none of ours, else a database with a random name, dropped again.
	TEXT
}

# The plan must come back from nothing as it was.
try_plan() {
	local rest
	replay ''
	list_objects "$shadow" >"$dir/plan"
	sqitch_at "$shadow" revert -y >"$dir/log" 2>&1 || { cat "$dir/log" >&2; die "the plan can't be reverted"; }
	list_objects "$shadow" >"$dir/rest"
	rest=$(cut -f1,2 "$dir/rest" | tr '\t' ' ')
	[ -z "$rest" ] || die "reverted to nothing, something is left: $(paste -sd, <<<"$rest")"
	replay ''
	list_objects "$shadow" >"$dir/again"
	diff_catalogues "$dir/plan" "$dir/again" || die "deployed again after a revert, the plan makes something else (- first, + then)"
	say "the plan deploys, reverts to nothing and deploys again the same on a shadow"
}

refuse_edited() {
	local edited
	edited=$(edited_changes "$2" | paste -sd' ')
	[ -z "$edited" ] || fail 2 "$1: edited since they were deployed: $edited. The last one: scripts/db push; others: a new change, or scripts/db reset"
	[ -z "$(missing_changes "$2")" ] || fail 2 "$1: deployed, but not in the plan: $(missing_changes "$2" | paste -sd' '). Get the plan that has them, or scripts/db reset"
}

# On a second shadow, as old as the database.
refuse_drift() {
	local last
	last=$(last_deployed "$2")
	(
		cleanups=() shadow=''
		[ -z "${SHADOW_DATABASE_URL:-}" ] || exit 0
		make_shadow
		[ -z "$last" ] || replay "$last"
		list_objects "$shadow" >"$dir/history"
	) || exit
	[ -z "${SHADOW_DATABASE_URL:-}" ] || history_on_given_shadow "$last"
	list_objects "$2" >"$dir/live"
	diff_catalogues "$dir/history" "$dir/live" >"$dir/drift" && return 0
	say "$1 is not what its history makes (+ too much, - missing, ~ different):"
	cat "$dir/drift"
	fail 2 "$1 has drifted: undo it by hand, write it into a change (scripts/db new) and scripts/db resolve --applied, or scripts/db reset"
}

# The only shadow there is goes back, and forth again.
history_on_given_shadow() {
	if [ -n "$1" ]; then
		sqitch_at "$shadow" revert -y --to-change "$1" >/dev/null 2>&1
		list_objects "$shadow" >"$dir/history"
		replay ''
	else
		: >"$dir/history"
	fi
}

ask_about_losses() {
	losses "$1" "$2" >"$dir/losses"
	[ -s "$dir/losses" ] || return 0
	say "$1:"
	sed "s/^/   $red!$plain /" "$dir/losses" >&2
	ask "Data will be lost, or the change refused. Go on?"
}

main() {
	local name url yes='' dir
	case ${1:-} in --yes | -y) yes=1 ;; '') ;; *) fail 2 "unknown argument $1" ;; esac
	load_settings
	development_only migrate "scripts/db deploy"
	dir=$(mktemp -d)
	at_exit "rm -rf '$dir'"
	for name in $(each_database); do
		need_connection "$name" "$(owner_url "$name")"
		refuse_edited "$name" "$(owner_url "$name")"
	done
	make_shadow
	try_plan
	for name in $(each_database); do refuse_drift "$name" "$(owner_url "$name")"; done
	for name in $(each_database); do
		[ -z "$(pending_changes "$(owner_url "$name")")" ] || ask_about_losses "$name" "$(owner_url "$name")"
	done
	"$root/scripts/db" deploy ${region:+--region "$region"}
	for name in $(each_database); do
		url=$(owner_url "$name")
		sqitch_at "$url" verify >/dev/null || die "$name does not verify"
	done
}
