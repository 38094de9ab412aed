#!/usr/bin/env bash
# Every key, verdict, reason and event that cpr writes is in cpr-events(7).
#
#   keys.sh SOURCE_DIR
set -uo pipefail
cd "$1" || exit 2
page=$(sed 's,\\-,-,g; s,\\f[BIR],,g; s,\\(dq,",g' man/cpr-events.7)
failures=0
names=$(
  grep -ohE 'key\("[A-Za-z0-9]+"\)' cli/report/*.cpp | sed 's/.*"\(.*\)".*/\1/'
  sed -n '/name(EventKind/,/^}/p' cli/report/events.cpp | grep -oE 'return "[a-z]+"' | sed 's/.*"\(.*\)"/\1/'
  sed -n '/name(StartStep/,$p' src/core/result.cpp | grep -oE 'return "[a-z-]+"' | sed 's/.*"\(.*\)"/\1/'
)
[ "$(wc -w <<<"$names")" -gt 60 ] || { echo 'the sources have changed: the names are not found'; exit 1; }
for name in $(sort -u <<<"$names"); do
  grep -qw -- "$name" <<<"$page" || { echo "cpr-events.7 lacks '$name'"; failures=$((failures + 1)); }
done
echo "$(sort -u <<<"$names" | wc -l) names, $failures missing"
[ $failures = 0 ]
