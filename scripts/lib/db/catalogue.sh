# shellcheck shell=bash
# What is in a database, one line an object: kind, name, definition, separated by tabs.

# Everything but sqitch's own. Names what makes a database not empty.
list_objects() {
	sql "$1" -f "$root/sql/catalogue/objects.sql"
}

# diff_catalogues A B: a line each for what only B has (+), only A has (-), or both differently (~); with "full", the definitions too.
# Exit status 1 when something differs.
diff_catalogues() {
	awk -F'\t' -v first="$1" -v full="${3:-}" -v red="${red:-}" -v green="${green:-}" -v yellow="${yellow:-}" -v plain="${plain:-}" '
		function text(mark, t) { if (full == "") return; gsub(/\\n/, "\n    " mark " ", t); gsub(/\\t/, "\t", t); print "    " mark " " t }
		BEGIN { while ((getline < first) > 0) { key = $1 " " $2; a[key] = $3; order[++n] = key } }
		{ key = $1 " " $2; b[key] = $3; if (!(key in a)) order[++n] = key }
		END {
			for (i = 1; i <= n; i++) {
				key = order[i]
				if (!(key in b)) { print red "- " key plain; text("-", a[key]); differ = 1 }
				else if (!(key in a)) { print green "+ " key plain; text("+", b[key]); differ = 1 }
				else if (a[key] != b[key]) { print yellow "~ " key plain; text("-", a[key]); text("+", b[key]); differ = 1 }
			}
			exit differ + 0
		}' "$2"
}
