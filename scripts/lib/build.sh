# shellcheck shell=bash
# Out-of-tree builds under .local/build/. Needs say.sh.
# shellcheck disable=SC2154

# build NAME [configure arguments]: builds .local/build/NAME and prints nothing when all is well.
build() {
	local name=$1 dir="$root/.local/build/$1"
	shift
	mkdir -p "$dir"
	# The inner tree may be older than the lists it was made from.
	if [ ! -e "$root/configure" ] || [ "$root/configure.ac" -nt "$root/configure" ] || [ "$root/Makefile.am" -nt "$root/Makefile.in" ]; then
		say "generating configure"
		(cd "$root" && autoreconf --install --warnings=all) >"$dir/build.log" 2>&1 || fail_with_log "$dir/build.log"
	fi
	if [ ! -e "$dir/Makefile" ] || [ "$root/configure" -nt "$dir/config.status" ]; then
		say "configuring $name build"
		(cd "$dir" && "$root/configure" -q "$@") >>"$dir/build.log" 2>&1 || fail_with_log "$dir/build.log"
	fi
	say "building $name"
	make -s -C "$dir" -j"$(nproc)" all >>"$dir/build.log" 2>&1 || fail_with_log "$dir/build.log"
}

fail_with_log() {
	tail -40 "$1" >&2
	die "build failed; the whole log is in $1"
}
