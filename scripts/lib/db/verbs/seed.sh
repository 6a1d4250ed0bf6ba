# shellcheck shell=bash
# run asa-seed with the arguments given
help() {
	printf 'Usage: scripts/db seed [ARGUMENTS OF asa-seed]\n\n'
	"$(seed_program)" --help
}

seed_program() {
	local program=${STACK_BUILD:-$root/.local/build/run}/asa-seed
	if [ -x "$program" ]; then echo "$program"; else command -v asa-seed || die "asa-seed is not built: run scripts/run first"; fi
}

main() {
	load_settings
	[ $# -gt 0 ] || set -- --data "$root/seed/data"
	"$(seed_program)" "$@"
}
