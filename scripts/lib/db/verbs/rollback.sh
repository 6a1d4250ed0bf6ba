# shellcheck shell=bash
# revert to before a change (the last one when none is named), verified
help() {
	cat <<-TEXT
	Usage: scripts/db rollback [NAME] [--yes]

	Reverts NAME and everything after it, says first what that is and how many rows are in the tables that go, and asks. What is left
	is verified.
	TEXT
}

revert_to_before() {
	local name=$1 url=$2 change=$3 before changes
	changes=$(deployed_changes "$url" | sed -n "/^$change\$/,\$p" | tac)
	[ -n "$changes" ] || { say "$name: $change is not deployed" && return 0; }
	say "$name: reverts $(paste -sd' ' <<<"$changes")"
	rows_made_by "$name" "$url" "$changes" | sed 's/^/   lost: /' >&2
	ask "Revert on $name?"
	lock "$name" "$url" 10
	before=$(deployed_changes "$url" | grep -xF -B1 -- "$change" | grep -vxF -- "$change" || true)
	if [ -n "$before" ]; then
		sqitch_at "$url" revert -y --to-change "$before" >&2 || die "$name: could not be reverted; the change that failed is still there"
		sqitch_at "$url" verify >/dev/null || die "$name: what is left does not verify"
	else
		sqitch_at "$url" revert -y >&2 || die "$name: could not be reverted; the change that failed is still there"
	fi
	unlock
	say "$name: is at ${before:-nothing}"
}

main() {
	local name url change='' yes=''
	while [ $# -gt 0 ]; do
		case $1 in
		--yes | -y) yes=1 ;;
		-*) fail 2 "unknown option $1" ;;
		*) change=$1 ;;
		esac
		shift
	done
	load_settings
	[ -z "$change" ] || need_change "$change"
	for name in $(each_database); do
		url=$(owner_url "$name")
		need_connection "$name" "$url"
		revert_to_before "$name" "$url" "${change:-$(last_deployed "$url")}"
	done
}
