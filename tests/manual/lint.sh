#!/usr/bin/env bash
# The manual pages are good roff: in the eyes of mandoc, of groff and of man's own index.
#
#   lint.sh SOURCE_DIR
set -uo pipefail
cd "$1/man" || exit 2
checked='' failures=0
for page in *.[17]; do
  # A page that is another name of one.
  if grep -q '^\.so ' "$page"; then
    [ -f "$(sed 's,^\.so man[17]/,,' "$page")" ] || { echo "$page names no page"; failures=$((failures + 1)); }
    continue
  fi
  if command -v mandoc >/dev/null; then
    checked+=mandoc
    # The pages of others are not there when cpr's are checked.
    mandoc -Tlint -W warning "$page" || failures=$((failures + 1))
  fi
  if command -v groff >/dev/null; then
    checked+=groff
    said=$(groff -man -Tutf8 -ww -z "$page" 2>&1)
    [ -z "$said" ] || { echo "$page: $said"; failures=$((failures + 1)); }
  fi
  if command -v lexgrog >/dev/null; then
    checked+=lexgrog
    lexgrog "$page" >/dev/null || { echo "$page: no NAME that man -k understands"; failures=$((failures + 1)); }
  fi
  for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' ENVIRONMENT EXAMPLES 'DIFFERENCES FROM NODE' 'SEE ALSO'; do
    case $page in *.7) [ "$section" = NAME ] || continue ;; esac
    grep -qx "\.SH $section" "$page" || { echo "$page has no $section"; failures=$((failures + 1)); }
  done
done
[ -n "$checked" ] || { echo 'SKIPPED: neither mandoc nor groff nor lexgrog is installed'; exit 77; }
echo "$failures complaints"
[ $failures = 0 ]
