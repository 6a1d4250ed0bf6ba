# shellcheck shell=bash
# a new change: deploy, revert and verify files to fill in; touches no database
help() {
	cat <<-TEXT
	Usage: scripts/db new NAME [-n NOTE]

	Adds NAME to the end of sql/sqitch.plan and writes sql/deploy/NAME.sql, sql/revert/NAME.sql and sql/verify/NAME.sql.
	Then: fill them in, "scripts/db migrate"; changed your mind before others have it: edit, "scripts/db push".
	TEXT
}

skeletons() {
	cat >"$root/sql/deploy/$1.sql" <<-TEXT
	-- $2.
	BEGIN;

	-- A change that can not be in a transaction (CREATE INDEX CONCURRENTLY) is a file of its own, without BEGIN and COMMIT, and with a
	-- revert file that can be run after half of it: DROP INDEX CONCURRENTLY IF EXISTS.

	COMMIT;
	TEXT
	cat >"$root/sql/revert/$1.sql" <<-TEXT
	BEGIN;

	COMMIT;
	TEXT
	cat >"$root/sql/verify/$1.sql" <<-TEXT
	-- Fails where the change is not there: "scripts/db deploy" tells by it what an interrupted deploy has done.
	BEGIN;
	SELECT 1 / 0;
	ROLLBACK;
	TEXT
}

main() {
	local name=${1:-} note='What it is for' previous
	[ "${2:-}" != -n ] || note=${3:-}
	[[ $name =~ ^[a-z][a-z0-9_]{0,40}$ ]] || fail 2 "a name is small letters, digits and underscores: scripts/db new add_notes"
	! plan_changes | grep -qxF "$name" || fail 2 "there is a change $name already"
	previous=$(plan_changes | tail -1)
	printf '%s%s %s %s # %s\n' "$name" "${previous:+ [$previous]}" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(author)" "$note" >>"$root/sql/sqitch.plan"
	skeletons "$name" "$note"
	printf 'sql/%s/'"$name"'.sql\n' deploy revert verify
}

author() {
	local name email
	name=$(git -C "$root" config user.name 2>/dev/null || echo "${USER:-unknown}")
	email=$(git -C "$root" config user.email 2>/dev/null || echo "${USER:-unknown}@localhost")
	echo "$name <$email>"
}
