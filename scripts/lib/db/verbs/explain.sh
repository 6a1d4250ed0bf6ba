# shellcheck shell=bash
# EXPLAIN (ANALYZE, BUFFERS) of a query, or of all that a route runs; and what the statistics say about indexes
help() {
	cat <<-TEXT
	Usage: scripts/db explain [--region R] [--tenant SLUG] "SELECT …"
	       scripts/db explain [--as EMAIL] "GET /api/v1/prospects?limit=20"

	A query runs as asa_app, within row-level security as the tenant SLUG sees it, and is rolled back. A route is asked of a server
	of its own, as EMAIL (demo@example.com) with the password in EXPLAIN_PASSWORD (the demo's), and every statement that it sends is shown
	with its plan and the real values. Only GET: another would change something. Needs a superuser (DATABASE_ADMIN_URL) and cgi-fcgi.

	Under the plans: indexes that seem to be missing, or unused, by PostgreSQL's statistics.
	TEXT
}

advise() {
	local out
	out=$(sql "$1" -f "$root/sql/catalogue/advice.sql")
	printf '\n-- Indexes:\n%s\n' "${out:-nothing stands out}"
}

explain_query() {
	local admin organisation=''
	admin=$(admin_url "${region:-global}" "$(database_of "$(owner_url "${region:-global}")")")
	need_connection "${region:-global} (as the administrator)" "$admin"
	if [ -n "$tenant" ]; then
		organisation=$(printf "SELECT id FROM organisations WHERE slug = :'slug'" | sql "$admin" -v slug="$tenant" -f -)
		[ -n "$organisation" ] || fail 2 "there is no organisation $tenant"
	fi
	{
		echo 'BEGIN; SET LOCAL ROLE asa_app;'
		[ -z "$organisation" ] || echo "SET LOCAL asa.organisation = '$organisation';"
		printf 'EXPLAIN (ANALYZE, BUFFERS) %s;\nROLLBACK;\n' "${1%;}"
	} | sql "$admin" -f - || exit 1
	advise "$admin"
}

# A role for this one server: what it sends is explained by PostgreSQL itself, into the server's standard error.
make_role() {
	role=asa_explain_$(openssl rand -hex 6)
	password=$(openssl rand -hex 24)
	at_exit "sql '$1' -c 'SET client_min_messages = warning' -c 'DROP ROLE IF EXISTS $role'"
	sql "$1" <<-TEXT
	CREATE ROLE $role LOGIN IN ROLE asa_app PASSWORD '$password';
	ALTER ROLE $role SET session_preload_libraries = 'auto_explain';
	ALTER ROLE $role SET auto_explain.log_min_duration = 0;
	ALTER ROLE $role SET auto_explain.log_analyze = on;
	ALTER ROLE $role SET auto_explain.log_buffers = on;
	ALTER ROLE $role SET auto_explain.log_level = notice;
	ALTER ROLE $role SET plan_cache_mode = force_custom_plan;
	TEXT
}

as_explained() {
	sed -E "s#//[^/?]*(:[^@/]*)?@#//$role:$password@#" <<<"$1"
}

start_server() {
	local name var
	for name in global eu us ca; do
		var=DATABASE_URL
		[ $name = global ] || var=DATABASE_URL_${name^^}
		[ -z "${!var:-}" ] || export "$var=$(as_explained "$(libpq_url "${!var}")")"
	done
	unset ASA_RATE_LIMIT
	ASA_LOG_LEVEL=debug ASA_LOG_FORMAT=json spawn-fcgi -n -s "$dir/socket" -- "$program" >>"$dir/log" 2>&1 &
	server=$!
	at_exit "kill $server 2>/dev/null"
	until [ -S "$dir/socket" ] && grep -q . "$dir/log"; do
		kill -0 $server 2>/dev/null || { cat "$dir/log" >&2 && die "the server did not start"; }
		sleep 0.05
	done
}

# request METHOD URI [BODY]: the answer's body; its status into $dir/status.
request() {
	local path=${2%%\?*} query='' body=${3:-}
	[ "$path" = "$2" ] || query=${2#*\?}
	printf '%s' "$body" | REQUEST_METHOD=$1 REQUEST_URI=$2 SCRIPT_NAME='' DOCUMENT_URI=$path PATH_INFO=$path QUERY_STRING=$query SERVER_PROTOCOL=HTTP/1.1 \
		REMOTE_ADDR=127.0.0.1 CONTENT_TYPE=application/json CONTENT_LENGTH=${#body} HTTP_AUTHORIZATION=${token:+Bearer $token} \
		cgi-fcgi -bind -connect "$dir/socket" | tee >(sed -n 's/^Status: //p;q' >"$dir/status") | sed '1,/^\r*$/d'
}

explain_route() {
	local admin token='' program role password server method=${1%% *} uri=${1#* }
	[ "$method" = GET ] || fail 2 "only GET: another method would change something"
	for tool in spawn-fcgi cgi-fcgi; do command -v $tool >/dev/null || die "$tool is not installed: apt-get install spawn-fcgi libfcgi-bin"; done
	program=${STACK_BUILD:-$root/.local/build/run}/asa-fcgi
	[ -x "$program" ] || program=$(command -v asa-fcgi) || die "asa-fcgi is not built: run scripts/run first"
	admin=$(admin_url "${region:-global}")
	need_connection "the server (as the administrator)" "$admin"
	make_role "$admin"
	start_server
	token=$(request POST /api/v1/auth/login "$(jq -n --arg email "$email" --arg password "${EXPLAIN_PASSWORD:-Demo123!}" '{$email, $password}')" | jq -r '.accessToken // empty') || true
	kill -0 "$server" 2>/dev/null || { cat "$dir/log" >&2 && die "the server did not stay"; }
	[ -n "$token" ] || die "could not log in as $email: set EXPLAIN_PASSWORD"
	: >"$dir/log"
	request GET "$uri" >"$dir/body"
	kill $server && wait $server 2>/dev/null || true
	printf -- '-- %s: %s, %s bytes\n' "$1" "$(cat "$dir/status")" "$(wc -c <"$dir/body")"
	jq -rR 'fromjson? | select(.event == "notice" and (.message | startswith("duration: "))) | "\n-- " + (.message | ltrimstr("duration: "))' "$dir/log"
	advise "$(admin_url "${region:-eu}" "$(database_of "$(owner_url "${region:-eu}")")")"
}

main() {
	local text='' tenant='' email=demo@example.com dir
	while [ $# -gt 0 ]; do
		case $1 in
		--tenant) tenant=${2:-} && shift ;;
		--as) email=${2:-} && shift ;;
		--*) fail 2 "unknown option $1" ;;
		*) text=$1 ;;
		esac
		shift
	done
	[ -n "$text" ] || { help >&2 && exit 2; }
	load_settings
	dir=$(mktemp -d)
	at_exit "rm -rf '$dir'"
	case $text in
	GET\ /* | POST\ /* | PUT\ /* | PATCH\ /* | DELETE\ /*) explain_route "$text" ;;
	*) explain_query "$text" ;;
	esac
}
