# shellcheck shell=bash
# One at a time changes a database's schema: an advisory lock, held by a psql of its own as long as this script lives.

lock_key=4283911

holder() {
	sql "$1" -c "SELECT format('%s (process %s, user %s%s, since %s)', nullif(a.application_name, ''), a.pid, a.usename,
			' at ' || host(a.client_addr), to_char(a.backend_start, 'HH24:MI:SS'))
		FROM pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
			AND (l.classid::bigint << 32 | l.objid::bigint) = $lock_key"
}

# lock NAME URL SECONDS: waits that long for who has it, and says who it is.
lock() {
	local name=$1 url=$2 until=$((SECONDS + $3)) got='' said=''
	PGAPPNAME="scripts/db by ${USER:-$(id -un)}@$(hostname), process $$"
	export PGAPPNAME
	coproc LOCK { exec psql -X -q -At "$url" 2>&1; }
	lock_pid=$!
	# Open in us and in what we run: when all of that is gone, psql sees the end of its input, and the lock is free.
	exec {lock_in}>&"${LOCK[1]}"- {lock_out}<&"${LOCK[0]}"-
	while :; do
		echo "SELECT pg_try_advisory_lock($lock_key);" >&"$lock_in"
		read -r -u "$lock_out" got || fail 3 "$name: the lock's connection was lost"
		[ "$got" != t ] || break
		[ -n "$said" ] || say "$name is locked by $(holder "$url")"
		said=1
		[ "$SECONDS" -lt "$until" ] || die "$name is still locked by $(holder "$url"); try again when that is done"
		sleep 0.5
	done
	at_exit unlock
}

unlock() {
	[ -n "${lock_in:-}" ] || return 0
	exec {lock_in}>&- {lock_out}<&-
	lock_in=''
	wait "$lock_pid" 2>/dev/null || true
}
