# shellcheck shell=bash
# Questions, and colours on a terminal only.

red='' green='' yellow='' plain=''
# shellcheck disable=SC2034
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' plain=$'\e[0m'; fi

# Goes on after a "y"; --yes (in $yes) answers for scripts.
ask() {
	local answer
	[ -z "${yes:-}" ] || return 0
	[ -t 0 ] || die "$1 Without a terminal it needs --yes; nothing was changed"
	read -r -p "$1 [y/N] " answer
	[ "$answer" = y ] || die "nothing was changed"
}

# What can't be undone wants more than a key pressed by habit.
ask_for_name() {
	local answer
	printf '%s Type its name (%s) to go on: ' "$1" "$2" >&2
	read -r answer || answer=''
	[ "$answer" = "$2" ] || die "the name was not typed; nothing was changed"
}
