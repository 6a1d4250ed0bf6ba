# shellcheck shell=bash
# The plan of changes, and what a database says that was done of it.

# In order.
plan_changes() {
	sed -nE 's/^([A-Za-z][A-Za-z0-9_-]*) .*/\1/p' "$root/sql/sqitch.plan"
}

has_registry() {
	[ -n "$(sql "$1" -c "SELECT to_regclass('sqitch.changes')")" ]
}

deployed_changes() {
	! has_registry "$1" || sql "$1" -c 'SELECT change FROM sqitch.changes ORDER BY committed_at, planned_at'
}

last_deployed() {
	deployed_changes "$1" | tail -1
}

pending_changes() {
	plan_changes | grep -vxF -f <(deployed_changes "$1") || true
}

# Deployed, and no longer in the plan.
missing_changes() {
	deployed_changes "$1" | grep -vxF -f <(plan_changes) || true
}

# sqitch keeps the hash of the file that it deployed.
edited_changes() {
	local change hash
	has_registry "$1" || return 0
	while IFS='|' read -r change hash; do
		[ ! -e "$root/sql/deploy/$change.sql" ] || [ "$(file_hash "$change")" = "$hash" ] || echo "$change"
	done < <(sql "$1" -c 'SELECT change, script_hash FROM sqitch.changes ORDER BY committed_at')
}

file_hash() {
	sha1sum <"$root/sql/deploy/$1.sql" | cut -d' ' -f1
}

# Failed when last tried, and not deployed since.
failed_changes() {
	! has_registry "$1" || sql "$1" -c "SELECT change FROM (SELECT DISTINCT ON (change) change, event FROM sqitch.events
		ORDER BY change, committed_at DESC) AS last WHERE event = 'fail' AND change NOT IN (SELECT change FROM sqitch.changes)"
}

need_change() {
	plan_changes | grep -qxF -- "$1" || fail 2 "there is no change $1 in sql/sqitch.plan"
}

# The change before; empty for the first.
change_before() {
	plan_changes | grep -xF -B1 -- "$1" | grep -vxF -- "$1" || true
}
