# The examples of a man page as they are typed: the lines between .nf and .fi without roff escapes, and
# `.fi` after each example. Those of the section RECIPES or WINDOWS, or those of the others.
# shellcheck shell=bash

plain_examples() {  # PAGE [SECTION]
  awk -v section="${2:-}" '/^\.SH / { now = $2 ~ /^(RECIPES|WINDOWS)$/ ? $2 : "" } now == section' "$1" |
    sed -n '/^\.nf$/,/^\.fi$/p' |
    sed "/^\.nf\$/d; s/^\\\\&//; s/\\\\-/-/g; s/\\\\(aq/'/g; s/\\\\(ga/\`/g; s/\\\\(ha/^/g; s/\\\\(ti/~/g; s/\\\\e/\\\\/g"
}
