# shellcheck shell=bash
# write the live schema to sql/schema.sql, in an order that does not change
help() {
	cat <<-TEXT
	Usage: scripts/db pull [--region R] [--plan] [FILE]

	Writes the schema of a database (global, unless --region says another) to FILE (sql/schema.sql), so that a review sees what
	changes. --plan: what the plan makes on a shadow database instead. A test keeps the file equal to the plan.
	TEXT
}

# pg_dump orders by kind and name. What names versions, or is random, goes.
dump_schema() {
	printf -- '-- What the plan makes, by "scripts/db pull": for reading and for reviews; sqitch makes databases.\n'
	pg_dump --schema-only --no-owner --exclude-schema=sqitch "$1" | grep -vE '^(-- Dumped (from|by)|\\(un)?restrict |SET |SELECT pg_catalog.set_config)' | cat -s
}

main() {
	local file=$root/sql/schema.sql plan='' url text
	while [ $# -gt 0 ]; do
		case $1 in
		--plan) plan=1 ;;
		-*) fail 2 "unknown option $1" ;;
		*) file=$1 ;;
		esac
		shift
	done
	load_settings
	if [ -n "$plan" ]; then
		make_shadow
		replay ''
		url=$shadow
	else
		url=$(owner_url "${region:-global}")
		need_connection "${region:-global}" "$url"
	fi
	text=$(dump_schema "$url") || die "the schema could not be read"
	printf '%s\n' "$text" >"$file"
	say "written: $file"
}
