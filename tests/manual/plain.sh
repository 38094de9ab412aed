# The examples of a man page as they are typed: the lines between .nf and .fi without roff escapes, and
# `.fi` after each example.
# shellcheck shell=bash

plain_examples() {  # PAGE
  sed -n '/^\.nf$/,/^\.fi$/p' "$1" |
    sed "/^\.nf\$/d; s/^\\\\&//; s/\\\\-/-/g; s/\\\\(aq/'/g; s/\\\\(ga/\`/g; s/\\\\(ha/^/g; s/\\\\(ti/~/g; s/\\\\e/\\\\/g"
}
