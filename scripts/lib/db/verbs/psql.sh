# shellcheck shell=bash
# psql as the owner of a database: --region eu, arguments passed on
help() {
	echo "Usage: scripts/db psql [--region global|eu|us|ca] [ARGUMENTS OF psql]"
}

main() {
	load_settings
	exec psql "$(owner_url "${region:-global}")" "$@"
}
