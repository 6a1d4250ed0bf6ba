# shellcheck shell=bash
# mark a change as applied or reverted without running it, showing what its file would still change
help() {
	cat <<-TEXT
	Usage: scripts/db resolve --applied NAME | --reverted NAME

	--applied   records NAME, the next pending change, as deployed: it was made by hand
	--reverted  takes NAME, the last deployed change, out of the record: it was undone by hand
	What the database still lacks of that (or still has) is shown: nothing, when it was done by hand completely.
	TEXT
}

# Compares the database with what it should be now.
show_rest() {
	local url=$1 last=$2 dir
	dir=$(mktemp -d)
	(
		cleanups=()
		at_exit "rm -rf '$dir'"
		make_shadow
		[ -z "$last" ] || replay "$last"
		list_objects "$shadow" >"$dir/expected"
		list_objects "$url" >"$dir/live"
		if diff_catalogues "$dir/live" "$dir/expected" >"$dir/diff"; then
			say "the database is what it is said to be now"
		else
			say "the database still differs (+ is missing there, - is too much there, ~ is different):"
			cat "$dir/diff"
		fi
	)
}

applied() {
	local name=$1 url=$2 change=$3
	[ "$(pending_changes "$url" | head -1)" = "$change" ] || die "$name: $change is not the next pending change ($(pending_changes "$url" | head -1 | grep . || echo none))"
	sqitch_at "$url" deploy --log-only --to-change "$change"
	say "$name: $change is recorded as applied"
	show_rest "$url" "$change"
}

reverted() {
	local name=$1 url=$2 change=$3 before
	[ "$(last_deployed "$url")" = "$change" ] || die "$name: $change is not the last deployed change ($(last_deployed "$url"))"
	before=$(change_before "$change")
	sqitch_at "$url" revert -y --log-only ${before:+--to-change "$before"}
	say "$name: $change is recorded as reverted"
	show_rest "$url" "$before"
}

main() {
	local name url
	case ${1:-} in --applied | --reverted) ;; *) help >&2 && exit 2 ;; esac
	[ -n "${2:-}" ] || { help >&2 && exit 2; }
	need_change "$2"
	load_settings
	for name in $(each_database); do
		url=$(owner_url "$name")
		need_connection "$name" "$url"
		lock "$name" "$url" 10
		"${1#--}" "$name" "$url" "$2"
		unlock
	done
}
