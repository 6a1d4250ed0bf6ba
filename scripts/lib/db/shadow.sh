# shellcheck shell=bash
# A shadow database: the plan is replayed on it, to know what the schema should be. Gone again at the end, whatever the end.

# Sets $shadow to a URL of an empty database that asa_owner owns.
make_shadow() {
	local admin name
	[ -z "${shadow:-}" ] || return 0
	if [ -n "${SHADOW_DATABASE_URL:-}" ]; then
		shadow=$(libpq_url "$SHADOW_DATABASE_URL")
		need_connection "SHADOW_DATABASE_URL" "$shadow"
		refuse_real_shadow
		at_exit empty_shadow
		return 0
	fi
	name=asa_shadow_$(openssl rand -hex 6)
	admin=$(admin_url "${region:-global}")
	can_connect "$admin" || die "no shadow database can be made: $(database_of "$admin") can't be reached as an administrator; set DATABASE_ADMIN_URL, or SHADOW_DATABASE_URL to an empty database"
	at_exit "drop_shadow '$admin' $name"
	sql "$admin" -c "CREATE DATABASE $name OWNER asa_owner"
	shadow=$(url_of_database "$name" "$(owner_url "${region:-global}")")
}

drop_shadow() {
	sql "$1" -c "SET client_min_messages = warning" -c "DROP DATABASE IF EXISTS $2 WITH (FORCE)"
}

# Which server and database a URL leads to, however it is written.
identity() {
	sql "$1" -c "SELECT current_database(), pg_postmaster_start_time()" 2>/dev/null || true
}

refuse_real_shadow() {
	local name objects
	for name in global eu us ca; do
		[ "$(identity "$shadow")" != "$(identity "$(owner_url $name)")" ] ||
			fail 2 "SHADOW_DATABASE_URL is the database of $name: a shadow is emptied, so it must be another"
	done
	objects=$(list_objects "$shadow" | wc -l)
	[ "$objects" = 0 ] || fail 2 "SHADOW_DATABASE_URL is not empty ($objects objects): a shadow is emptied, so it must be empty before"
}

empty_shadow() {
	sql "$shadow" -c 'SET client_min_messages = warning' -c 'DROP SCHEMA IF EXISTS sqitch, public, gate CASCADE' -c 'CREATE SCHEMA public' \
		-c 'ALTER SCHEMA public OWNER TO pg_database_owner' -c 'GRANT USAGE ON SCHEMA public TO public'
}

# Replays the plan, to a change and that included when one is given.
replay() {
	local log
	log=$(sqitch_at "$shadow" deploy --verify ${1:+--to-change "$1"} 2>&1) || { printf '%s\n' "$log" >&2; die "the plan can't be replayed on an empty database; nothing else was touched"; }
}
