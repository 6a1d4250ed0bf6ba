# shellcheck shell=bash
# Which databases there are, and the URLs to reach them by.

load_settings() {
	local dir=${STACK_DIR:-$root/.local/run}
	[ -n "${DATABASE_URL:-}" ] && [ -z "${STACK_DIR:-}" ] && return 0
	[ -r "$dir/env" ] || die "DATABASE_URL is not set, and there is no $dir/env: run scripts/run first"
	set -a
	# shellcheck disable=SC1091
	. "$dir/env"
	set +a
}

# Prisma puts settings of its own into the URL, which libpq does not know: schema=, connection_limit= and so on.
libpq_url() {
	sed -E 's/([?&])((schema|connection_limit|pool_timeout|pgbouncer|sslaccept|statement_cache_size|socket_timeout)=[^&]*(&|$))+/\1/; s/[?&]$//' <<<"$1"
}

# The program's URL of a region.
region_url() {
	local var=DATABASE_URL
	[ "$1" = global ] || var=DATABASE_URL_${1^^}
	libpq_url "${!var:-${DATABASE_URL:-}}"
}

# The same place as another role. Passwords are not passed on: each role has its own.
url_as() {
	sed -E "s#^(postgres(ql)?:)//([^@/]*@)?#\1//$1@#" <<<"$2"
}

owner_url() {
	local var=DATABASE_OWNER_URL
	[ "$1" = global ] || var=DATABASE_OWNER_URL_${1^^}
	if [ -n "${!var:-}" ]; then libpq_url "${!var}"; else url_as asa_owner "$(region_url "$1")"; fi
}

# A URL with another database in it.
url_of_database() {
	sed -E "s#^(postgres(ql)?://[^/?]*)(/[^?]*)?#\1/$1#" <<<"$2"
}

database_of() {
	sed -E 's#^postgres(ql)?://[^/?]*/?([^?]*).*#\2#' <<<"$1"
}

# May create databases and read every row.
admin_url() {
	local url=${DATABASE_ADMIN_URL:-}
	[ -n "$url" ] || url=$(url_as postgres "$(owner_url "$1")")
	url_of_database "${2:-postgres}" "$(libpq_url "$url")"
}

# "global eu us ca", or the one that was asked for; a database of several regions once.
each_database() {
	local name url seen=' '
	for name in ${region:-global eu us ca}; do
		url=$(region_url "$name")
		case $seen in *" $url "*) continue ;; esac
		seen="$seen$url "
		echo "$name"
	done
}

sql() {
	local url=$1
	shift
	psql -X -q -At -w -v ON_ERROR_STOP=1 "$url" "$@"
}

sqitch_at() {
	local url=$1 command=$2
	shift 2
	(cd "$root/sql" && sqitch --quiet "$command" --target "db:pg:${url#*:}" "$@")
}

can_connect() {
	sql "$1" -c 'SELECT 1' >/dev/null 2>&1
}

need_connection() {
	local reason
	reason=$(sql "$2" -c 'SELECT 1' 2>&1 >/dev/null) || fail 3 "$1 can't be reached: $(head -1 <<<"${reason#psql: error: }") (scripts/db check says more)"
}

development_only() {
	[ "${ASA_ENV:-production}" = development ] || die "$1 is for development only (ASA_ENV=development); in production: $2"
}

# What is to be cleaned up at the end, whatever the end: one trap for all parts.
cleanups=()
at_exit() {
	cleanups+=("$*")
	trap clean_up EXIT
	trap 'exit 130' INT TERM HUP
}

clean_up() {
	local i status=$?
	for ((i = ${#cleanups[@]} - 1; i >= 0; i--)); do eval "${cleanups[i]}" || true; done
	return $status
}
