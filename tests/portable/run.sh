#!/usr/bin/env bash
# Runs the unit tests and the end-to-end tests of a build with CPR_ENGINE=portable; prints a line of the
# table for each suite.
#
#   run.sh BIN_DIR SOURCE_DIR [SUITE...]
#
# cases.omit lists what needs more than POSIX. What a Linux build has sent to so many processes was sent to
# their group here, whose members are not counted. A process group with zombies is not empty, so that a subreaper
# reaps orphans at once, where the init of this machine may not.
set -uo pipefail
bin=$(realpath "$1") source=$(realpath "$2")
shift 2
[ $# -gt 0 ] || set -- unit terminal e2e
export E2E_GOLDEN='s/(SIG[A-Z0-9+]+ to) [0-9]+ process(es)?\b/\1 1 process group/g'
log=$bin/portable-$1.log
"$bin/tests/child" subreaper exec bash "$source/tests/emulated/suites.sh" \
  "$bin" "$source" "$source/tests/portable/cases.omit" "$@" >"$log" 2>&1
status=$?
grep '^skipped: \|^failed: ' "$log"
sed -n 's/^table: //p' "$log" |
  awk '{ printf "%-8s %-10s %5d passed %5d skipped %5d failed\n", "portable", $1, $2, $3, $4 }'
[ $status = 0 ] || echo "What failed is in $log."
exit $status
