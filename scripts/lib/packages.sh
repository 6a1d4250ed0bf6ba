# shellcheck shell=bash
# Debian packages: installs what is missing, says so, and leaves no service running that was not there before.

# shellcheck disable=SC2034
run_packages=(
	autoconf automake make gcc libc6-dev pkg-config
	libfcgi-dev libpq-dev libjson-c-dev libsodium-dev libhiredis-dev libcurl4-openssl-dev libsystemd-dev
	postgresql-15 sqitch libdbd-pg-perl redis-server nginx-light spawn-fcgi multiwatch
	curl jq openssl procps ca-certificates
)
# Only scripts/test uses these.
# shellcheck disable=SC2034
test_packages=(
	check postgresql-15-pgtap libtap-parser-sourcehandler-pgtap-perl pgbouncer
	python3-pytest python3-psycopg2 python3-jsonschema python3-nacl ruby-sidekiq
	git xz-utils clang llvm libclang-rt-14-dev clang-format cppcheck shellcheck valgrind gcovr nodejs npm
	libfcgi-bin graphviz
)

missing_packages() {
	local p
	for p in "$@"; do
		# nodejs from elsewhere than Debian brings its own npm.
		case $p in nodejs | npm) command -v "${p/nodejs/node}" >/dev/null && continue ;; esac
		dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q '^install ok installed' || printf '%s\n' "$p"
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Debian starts a server when its package is installed. policy-rc.d (Debian Policy 9.11.2) says no for the time being, and
# createcluster.conf keeps PostgreSQL from making a cluster of its own; both are taken away afterwards.
without_services() {
	local policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.conf made_policy='' made_cluster='' status=0
	if [ ! -e $policy ]; then
		printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
		as_root chmod 755 $policy
		made_policy=1
	fi
	if [ ! -e $cluster ]; then
		as_root mkdir -p "${cluster%/*}"
		printf 'create_main_cluster = false\n' | as_root tee $cluster >/dev/null
		made_cluster=1
	fi
	"$@" || status=$?
	[ -z "$made_policy" ] || as_root rm -f $policy
	[ -z "$made_cluster" ] || as_root rm -f $cluster
	return $status
}

# A server that came with our packages shall not start with the machine either.
disable_services() {
	local s
	[ -d /run/systemd/system ] || return 0
	for s in "$@"; do
		case $s in
		postgresql-15) as_root systemctl disable --now postgresql >/dev/null 2>&1 || true ;;
		redis-server | pgbouncer) as_root systemctl disable --now "$s" >/dev/null 2>&1 || true ;;
		nginx-light) as_root systemctl disable --now nginx >/dev/null 2>&1 || true ;;
		esac
	done
}

install_packages() {
	local missing
	mapfile -t missing < <(missing_packages "$@")
	if [ ${#missing[@]} = 0 ]; then return 0; fi
	say "installing packages: ${missing[*]}"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
	without_services as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
		-o Dpkg::Options::=--force-confold "${missing[@]}" >/dev/null
	disable_services "${missing[@]}"
}
