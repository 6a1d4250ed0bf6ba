# shellcheck shell=bash
# development: apply the edited last change again, without a trace in the history
help() {
	cat <<-TEXT
	Usage: scripts/db push [--yes]

	Reverts the last change, whose files were edited since, and deploys it as it is now. Counts first what would be lost, and asks.
	The history shows it as deployed once.
	TEXT
}

push_to() {
	local name=$1 url=$2 last edited before
	last=$(last_deployed "$url")
	edited=$(edited_changes "$url" | paste -sd' ')
	[ -n "$edited" ] || { say "$name: nothing was edited" && return 0; }
	[ "$edited" = "$last" ] || fail 2 "$name: edited: $edited; only the last deployed change ($last) can be pushed. For others: a new change, or scripts/db reset"
	replay "$last"
	{ losses "$name" "$url" && rows_made_by "$name" "$url" "$last"; } | sort -u >"$dir/losses"
	[ ! -s "$dir/losses" ] || { sed "s/^/   $red!$plain /" "$dir/losses" >&2 && ask "$name: that will be lost. Go on?"; }
	lock "$name" "$url" 10
	before=$(change_before "$last")
	sqitch_at "$url" revert -y ${before:+--to-change "$before"} >&2 || die "$name: $last could not be reverted: its revert file does not fit what was deployed. scripts/db reset begins anew"
	sqitch_at "$url" deploy --verify --to-change "$last" >&2 || die "$name: $last failed and is not deployed now; mend it, then scripts/db migrate"
	# One deployment is what happened, as far as anybody else is concerned.
	sql "$url" -c "DELETE FROM sqitch.events e WHERE change = '$last' AND committed_at > (SELECT min(committed_at) FROM sqitch.events
		WHERE change = '$last' AND event = 'deploy')"
	unlock
	say "$name: $last is as its files are now"
}

main() {
	local name yes='' dir
	case ${1:-} in --yes | -y) yes=1 ;; '') ;; *) fail 2 "unknown argument $1" ;; esac
	load_settings
	development_only push "a change that was deployed stays as it is; write a new one"
	dir=$(mktemp -d)
	at_exit "rm -rf '$dir'"
	for name in $(each_database); do need_connection "$name" "$(owner_url "$name")"; done
	make_shadow
	for name in $(each_database); do push_to "$name" "$(owner_url "$name")"; done
}
