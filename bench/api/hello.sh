#!/bin/bash
# hello.sh FOLDER BYTES: (re)starts bench/api/hello.c behind the nginx of the bench.
set -eu
if [ -s "$1/hello.pid" ]; then kill -- "-$(cat "$1/hello.pid")" 2>/dev/null || true; fi
rm -f "$1/hello.sock" "$1/hello.pid"
# shellcheck disable=SC2016
HELLO_BYTES=$2 setsid sh -c 'echo $$ >"$1/hello.pid"; exec spawn-fcgi -n -s "$1/hello.sock" -M 0666 -b 1024 -- /usr/bin/multiwatch -s TERM -r 1000000 -t 1 -f 2 -- "$1/hello"' \
	sh "$1" </dev/null >/dev/null 2>&1 &
until [ -S "$1/hello.sock" ]; do sleep 0.02; done
