# shellcheck shell=bash
# pending, edited, missing, failed changes, and drift; exit status 0 in step, 1 behind, 2 drift or edited, 3 unreachable
help() {
	cat <<-TEXT
	Usage: scripts/db status [--json] [--no-drift]

	For each database: changes that are pending; edited since they were deployed; missing from the plan; failed when last tried; and
	drift, each object that differs from what the deployed changes make on a shadow database.

	  --no-drift  don't look for drift: no shadow database is needed

	Exit status: 0 in step, 1 something is pending, 2 drift, edited or missing, 3 a database can't be reached.
	TEXT
}

# Objects that differ from what the deployed changes make. The shadow is made once for databases in the same state.
drift() {
	local url=$1 last
	last=$(last_deployed "$url")
	[ -n "$last" ] && [ -z "$(missing_changes "$url")" ] || return 0
	if [ ! -e "$dir/$last" ]; then
		(cleanups=() && make_shadow && replay "$last" && list_objects "$shadow" >"$dir/$last") || { rm -f "$dir/$last" && exit 1; }
	fi
	list_objects "$url" >"$dir/live"
	diff_catalogues "$dir/$last" "$dir/live" | sed 's/\x1b\[[0-9]*m//g' || true
}

# Five lists, into $dir/<kind>.
look() {
	pending_changes "$1" >"$dir/pending.list"
	edited_changes "$1" >"$dir/edited.list"
	missing_changes "$1" >"$dir/missing.list"
	failed_changes "$1" >"$dir/failed.list"
	if [ -n "$drifting" ]; then drift "$1" >"$dir/drift.list"; else : >"$dir/drift.list"; fi
}

verdict() {
	if [ -s "$dir/drift.list" ] || [ -s "$dir/edited.list" ] || [ -s "$dir/missing.list" ]; then
		echo 2
	elif [ -s "$dir/pending.list" ]; then
		echo 1
	else
		echo 0
	fi
}

show() {
	local name=$1 kind colour words=("${green}in step${plain}" "${yellow}behind${plain}" "${red}not what was deployed${plain}")
	printf '%s: %s\n' "$name" "${words[$(verdict)]}"
	for kind in pending edited missing failed drift; do
		colour=$red
		[ $kind != pending ] || colour=$yellow
		sed "s/^/  $colour$kind$plain  /" "$dir/$kind.list"
	done
}

show_json() {
	local kind arguments=()
	for kind in pending edited missing failed drift; do arguments+=(--rawfile "$kind" "$dir/$kind.list"); done
	jq -cn --arg database "$1" --argjson status "$(verdict)" "${arguments[@]}" \
		'def lines: split("\n") | map(select(. != "")); {database: $database, status: $status, pending: ($pending | lines), edited: ($edited | lines),
		missing: ($missing | lines), failed: ($failed | lines), drift: ($drift | lines)}'
}

unreachable() {
	if [ -n "$json" ]; then
		jq -cn --arg database "$1" '{database: $database, status: 3}'
	else
		echo "$1: ${red}can't be reached${plain} (scripts/db check says why)"
	fi
}

main() {
	local name url worst=0 json='' drifting=1 dir
	while [ $# -gt 0 ]; do
		case $1 in
		--json) json=1 ;;
		--no-drift) drifting='' ;;
		*) fail 2 "unknown argument $1" ;;
		esac
		shift
	done
	load_settings
	dir=$(mktemp -d)
	at_exit "rm -rf '$dir'"
	for name in $(each_database); do
		url=$(owner_url "$name")
		if can_connect "$url"; then
			look "$url"
			if [ -n "$json" ]; then show_json "$name"; else show "$name"; fi
			[ "$(verdict)" -le $worst ] || worst=$(verdict)
		else
			unreachable "$name"
			worst=3
		fi
	done
	exit $worst
}
