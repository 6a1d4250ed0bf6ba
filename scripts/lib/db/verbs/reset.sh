# shellcheck shell=bash
# development: drop, deploy, seed; asks
help() {
	cat <<-TEXT
	Usage: scripts/db reset [--yes]

	Drops each database, creates it again, deploys and seeds. Asks first. Refused in production. A database with organisations that
	are not the seed's has its name asked for, even with --yes.
	TEXT
}

seed_slugs() {
	jq -r '.. | objects | .slug? // empty' "$root"/seed/data/*.json | sort -u
}

strangers() {
	sql "$1" -c 'SELECT slug FROM organisations' 2>/dev/null | sort | comm -23 - <(seed_slugs) || true
}

recreate() {
	local name=$1 database admin
	database=$(database_of "$(owner_url "$name")")
	admin=$(admin_url "$name")
	need_connection "$name (as the administrator)" "$admin"
	sql "$admin" -c "DROP DATABASE IF EXISTS \"$database\" WITH (FORCE)" -c "CREATE DATABASE \"$database\" OWNER asa_owner"
	say "$name: $database is new"
}

main() {
	local name database others yes=''
	case ${1:-} in --yes | -y) yes=1 ;; '') ;; *) fail 2 "unknown argument $1" ;; esac
	load_settings
	development_only reset "there is no such thing; scripts/db backup, then drop it by hand"
	ask "Delete everything in $(each_database | paste -sd' ')?"
	for name in $(each_database); do
		database=$(database_of "$(owner_url "$name")")
		others=$(strangers "$(admin_url "$name" "$database")" | head -3 | paste -sd' ')
		[ -z "$others" ] || ask_for_name "$name has organisations that are not the seed's ($others …)." "$database"
	done
	for name in $(each_database); do recreate "$name"; done
	"$root/scripts/db" deploy ${region:+--region "$region"}
	"$root/scripts/db" seed
}
