#!/usr/bin/env bash
# The man pages are valid for mandoc, groff and the index of man.
#
#   lint.sh SOURCE_DIR
set -uo pipefail
cd "$1/man" || exit 2
checked='' failures=0
said_by_man=$(mktemp)
trap 'rm -f "$said_by_man"' EXIT
for page in *.[17]; do
  if command -v man >/dev/null; then
    checked+=man
    # From the top of the tree, also for a page that is a link.
    if ! (cd .. && LC_ALL=C man -l "man/$page" 2>"$said_by_man" | grep -q '^NAME$') || [ -s "$said_by_man" ]; then
      echo "man -l man/$page does not show it: $(cat "$said_by_man")"
      failures=$((failures + 1))
    fi
  fi
  if command -v mandoc >/dev/null; then
    checked+=mandoc
    # Pages of other packages may be missing.
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
  for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' ENVIRONMENT EXAMPLES 'DIFFERENCES FROM .*' 'SEE ALSO'; do
    case $page in *.7) [ "$section" = NAME ] || continue ;; esac
    grep -qx "\.SH $section" "$page" || { echo "$page has no $section"; failures=$((failures + 1)); }
  done
done
[ -n "$checked" ] || { echo 'SKIPPED: none of man, mandoc, groff and lexgrog is installed'; exit 77; }
echo "$failures errors"
[ $failures = 0 ]
