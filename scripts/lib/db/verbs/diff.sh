# shellcheck shell=bash
# what differs between two of: a region's database, a URL, the plan, a plan up to a change, an SQL file
help() {
	cat <<-TEXT
	Usage: scripts/db diff A B [--full] [--exit-code]

	A and B: global, eu, us, ca; postgresql://…; "plan", or "plan@CHANGE" for the plan up to CHANGE; or the path of an SQL file
	or of a plan. What only B has comes with +, what only A has with -, what both have differently with ~.

	  --full       definitions too
	  --exit-code  exit status 1 when something differs
	TEXT
}

# Writes the objects of what is named into a file.
objects_of() {
	case $1 in
	global | eu | us | ca) need_connection "$1" "$(owner_url "$1")" && list_objects "$(owner_url "$1")" ;;
	postgres://* | postgresql://*) need_connection "$1" "$(libpq_url "$1")" && list_objects "$(libpq_url "$1")" ;;
	plan) on_shadow replay ;;
	plan@*) need_change "${1#plan@}" && on_shadow replay "${1#plan@}" ;;
	*.plan) [ -r "$1" ] && on_shadow replay_file "$1" ;;
	*) if [ -r "$1" ]; then on_shadow load "$1"; else fail 2 "$1 is neither a database, a plan nor a file"; fi ;;
	esac
}

# In a process of its own, so that each has its own shadow, gone afterwards.
on_shadow() (
	cleanups=()
	make_shadow
	"$@"
	list_objects "$shadow"
)

load() {
	sql "$shadow" -f "$1" >/dev/null
}

replay_file() {
	(cd "$(dirname "$1")" && sqitch --quiet deploy --plan-file "$(basename "$1")" --target "db:pg:${shadow#*:}")
}

main() {
	local full='' code='' a='' b='' dir status=0
	while [ $# -gt 0 ]; do
		case $1 in
		--full) full=full ;;
		--exit-code) code=1 ;;
		-*) fail 2 "unknown option $1" ;;
		*) if [ -z "$a" ]; then a=$1; else b=$1; fi ;;
		esac
		shift
	done
	[ -n "$b" ] || { help >&2 && exit 2; }
	load_settings
	dir=$(mktemp -d)
	at_exit "rm -rf '$dir'"
	objects_of "$a" >"$dir/a" || exit
	objects_of "$b" >"$dir/b" || exit
	diff_catalogues "$dir/a" "$dir/b" "$full" || status=1
	[ -z "$code" ] || exit $status
}
