#!/usr/bin/env bash
# Process trees that try to leave their job, each killed at a limit: how many of their processes are left?
#
#   trees.sh BIN_DIR RUNS
#
# The limit is reached by the line that the first process prints once the tree is complete. A process that
# would be left runs for five minutes.
set -uo pipefail
tests=$(dirname "$(readlink -f "$0")") bin=$(realpath "$1") runs=$2
. "$tests/setup.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HERE=$scratch CHILD_EXE=$bin/tests/windows/child.exe
cd "$scratch" || exit 2
. "$tests/system.sh"

# Wine's server calls a process dead before the kernel has removed it.
count_left() {
  local try
  for try in {1..100}; do
    [ -n "$(pids_of)" ] || break
    sleep 0.1
  done
  pids_of | wc -l
}

failures=0 internal_errors=0
battery() {  # NAME WORD...: what the first process does before it says that it is ready
  local name=$1 run status left=0 wrong=0 count
  shift
  for ((run = 0; run < runs; run++)); do
    cpr spawn -q --max-buffer 1 --kill-after 100ms --json child "$@" say ready forever >out 2>err
    status=$?
    # Wine's CreateProcess has an internal error once in a thousand calls, on a busy machine.
    if grep -q '"code":"EIO"' out && [ $((internal_errors += 1)) -le 5 ]; then
      run=$((run - 1))
      continue
    fi
    count=$(count_left)
    left=$((left + count))
    # The tree was complete, and the limit ended it.
    if [ $status != 125 ] || ! grep -q '"verdict":"max-buffer"' out; then
      wrong=$((wrong + 1))
      [ $wrong -gt 3 ] || { echo "$name: status $status"; cat out err; }
    fi
    [ "$count" = 0 ] || kill -KILL $(pids_of) 2>/dev/null
  done
  printf '%-12s %5d runs, %d left, %d without the limit\n' "$name" "$runs" $left $wrong
  [ $left = 0 ] && [ $wrong = 0 ] || failures=$((failures + 1))
}

battery plain start plain [ forever ]
battery detached start detached [ forever ]
battery new-console start new-console [ forever ]
battery new-group start new-group [ forever ]
battery breakaway start breakaway [ forever ]
battery orphans start plain [ start detached [ forever ] exit 0 ] start plain [ start breakaway [ forever ] exit 0 ]
battery ignoring ignore start plain [ ignore forever ] start new-group [ ignore forever ]
battery fifty many 49 [ forever ]
battery all ignore start detached [ start new-console [ start breakaway [ ignore forever ] exit 0 ] forever ]
exit $((failures > 0))
