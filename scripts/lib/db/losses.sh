# shellcheck shell=bash
# What a database would lose, counted on its rows of now. Row-level security hides rows from their owner: the administrator counts.

# losses NAME URL: a line for each loss on the way to the schema of $shadow. A unique index on a column that is not there yet can't be
# asked about; that question fails alone.
losses() {
	local admin
	admin=$(admin_url "$1" "$(database_of "$2")")
	can_connect "$admin" || die "$1: rows can't be counted without an administrator (DATABASE_ADMIN_URL)"
	{
		echo 'SET client_min_messages = warning; CREATE TEMP TABLE after (kind text, of text, name text, a text, b text, c text);'
		echo 'COPY after FROM STDIN;'
		sql "$shadow" -f "$root/sql/catalogue/facts.sql"
		echo '\.'
		cat "$root/sql/catalogue/losses.sql"
	} | psql -X -q -At "$admin" 2>/dev/null
}

# rows_made_by NAME URL CHANGES: the rows in tables that these changes made, which go when they are reverted.
rows_made_by() {
	local admin change table
	admin=$(admin_url "$1" "$(database_of "$2")")
	can_connect "$admin" || return 0
	for change in $3; do
		sed -nE 's/^CREATE (UNLOGGED )?TABLE (IF NOT EXISTS )?([a-z0-9_.]+).*/\3/p' "$root/sql/deploy/$change.sql" | while read -r table; do
			sql "$admin" -c "SELECT 'table $table: ' || count(*) || ' rows' FROM $table HAVING count(*) > 0" 2>/dev/null || true
		done
	done
}
