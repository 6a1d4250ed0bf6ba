# shellcheck shell=bash
# can each database be used as it should: one line each, and an exit status that names the fault
help() {
	cat <<-TEXT
	Usage: scripts/db check [URL]

	Tries the URL of each database, or the one given, as the programs use it. Prisma's own parameters (schema=, connection_limit= …)
	are understood, and named.

	Exit status: 0 fine; 10 the URL is wrong; 11 the host is unknown or away; 12 nothing listens at that port; 13 TLS; 14 the password
	or the authentication; 15 there is no such database; 16 the wrong role; 17 the wrong version of PostgreSQL; 18 no schema, or
	another version of it; 19 anything else.
	TEXT
}

# Exit statuses by what libpq says.
fault() {
	case $1 in
	*'invalid URI'* | *'invalid connection option'* | *'missing "="'* | *'invalid percent-encoded'* | *'invalid port number'* | *'invalid integer value'* | *'unexpected character'*) echo '10 the URL is wrong' ;;
	*'could not translate host name'* | *'No route to host'* | *'Network is unreachable'* | *'timeout expired'* | *'No such file or directory'*) echo '11 the host is unknown or away' ;;
	*'Connection refused'*) echo '12 nothing listens there' ;;
	*'no pg_hba.conf entry'*'SSL encryption'*) echo '14 authentication' ;;
	*'no pg_hba.conf entry'*) echo '13 TLS or authentication' ;;
	*'SSL'* | *'certificate'*) echo '13 TLS' ;;
	*'password authentication failed'* | *'no password supplied'* | *'authentication'*) echo '14 authentication' ;;
	*'database "'*'does not exist'*) echo '15 there is no such database' ;;
	*'role "'*'does not exist'* | *'not permitted to log in'*) echo '16 the wrong role' ;;
	*) echo '19 it did not work' ;;
	esac
}

# Parameters that were left out, for the programs have settings of their own.
foreign_parameters() {
	grep -oE '[?&](schema|connection_limit|pool_timeout|pgbouncer|sslaccept|statement_cache_size|socket_timeout)=' <<<"$1" | tr -d '?&=' | paste -sd' ' || true
}

verdict() {
	local name=$1 status=$2
	shift 2
	if [ "$status" = 0 ]; then printf '%s: %sfine%s, %s\n' "$name" "$green" "$plain" "$*"; else printf '%s: %s%s%s\n' "$name" "$red" "$*" "$plain"; fi
	return "$status"
}

check_url() {
	local name=$1 url out bypass version schema foreign
	url=$(libpq_url "$2")
	case $url in postgres://?* | postgresql://?*) ;; *) verdict "$name" 10 "the URL is wrong: it must begin with postgresql://" || return ;; esac
	foreign=$(foreign_parameters "$2")
	[ -z "$foreign" ] || say "$name: left out, for they are Prisma's: $foreign (here: ASA_POOL_SIZE, ASA_DB_PREPARE; see docs/operations.md)"
	if ! out=$(PGCONNECT_TIMEOUT=5 sql "$url" -F' ' -c "SELECT rolsuper OR rolbypassrls OR pg_has_role('asa_owner', 'member'),
			current_setting('server_version_num')::int / 10000, to_regproc('schema_version') IS NOT NULL, current_user,
			current_setting('server_version') FROM pg_roles WHERE rolname = current_user" 2>&1); then
		if [[ $out == *'role "asa_owner" does not exist'* ]]; then verdict "$name" 16 "the wrong role: the roles are not there (sql/bootstrap.sql)" || return; fi
		verdict "$name" "$(fault "$out" | cut -d' ' -f1)" "$(fault "$out" | cut -d' ' -f2-): $(head -1 <<<"${out#psql: error: }")" || return
	fi
	read -r bypass version schema _ _ <<<"$out"
	[ "$version" -ge 15 ] || verdict "$name" 17 "PostgreSQL $version is too old: 15 or later" || return
	[ "$bypass" = f ] || verdict "$name" 16 "the wrong role: $(cut -d' ' -f4 <<<"$out") is above row-level security; use asa_app or asa_worker" || return
	[ "$schema" = t ] || verdict "$name" 18 "the schema is not deployed: scripts/db deploy" || return
	verdict "$name" 0 "PostgreSQL $(cut -d' ' -f5 <<<"$out"), $(cut -d' ' -f4 <<<"$out") at $(database_of "$url")"
}

main() {
	local name var worst=0 status
	if [ $# -gt 0 ]; then check_url "$(sed -E 's#//([^:/@]*):[^@/]*@#//\1:***@#' <<<"$1")" "$1" || exit; exit 0; fi
	load_settings
	for name in $(each_database); do
		var=DATABASE_URL
		[ "$name" = global ] || var=DATABASE_URL_${name^^}
		status=0
		check_url "$name" "${!var:-$DATABASE_URL}" || status=$?
		[ $status = 0 ] || worst=$status
	done
	exit $worst
}
