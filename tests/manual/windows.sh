#!/usr/bin/env bash
# Each example of cpr(1), WINDOWS, is a case of tests/windows/manual.t, which runs it under wine.
#
#   windows.sh SOURCE_DIR
set -uo pipefail
# shellcheck source=plain.sh
. "$(dirname "$0")/plain.sh"
count=0 failures=0
while IFS= read -r line; do
  [ "$line" != .fi ] || continue
  count=$((count + 1))
  grep -qxF -- "\$ $line" "$1/tests/windows/manual.t" && continue
  failures=$((failures + 1))
  echo "tests/windows/manual.t has no case: $line"
done < <(plain_examples "$1/man/cpr.1" WINDOWS)
echo "$count examples, $failures missing"
[ $count -gt 0 ] && [ $failures = 0 ]
