#!/usr/bin/env bash
# All soaks, one after the other.
#
#   run.sh DIRECTORY_OF_THE_SOAKS short|full
#
# `short` takes some seconds and shows that they work and that nothing is badly wrong; the proof is
# `full`, which takes about an hour.
set -u
soaks=$1 form=$2
failures=0

run() {  # NAME SHORT FULL
  local count=$2
  [ "$form" = full ] && count=$3
  echo "--- $1 $count"
  "$soaks/$1" "$count"
  local status=$?
  [ $status = 0 ] || [ $status = 77 ] || failures=$((failures + 1))
}

run soak_trees 42 10000
run soak_sigkill 20 1000
run soak_sigterm 90 10000
run soak_pid_reuse 1000 100000
run soak_deadline 60 10000
run soak_orphans_pid1 500 10000
run soak_restless 12 1000
run soak_cleanup 40 1000

# The test of the test: a cpr that signals by number has to fail.
if [ "$form" = full ]; then
  echo '--- soak_pid_reuse with cpr_naive'
  "$soaks/soak_pid_reuse" 100000 "$soaks/cpr_naive"
  status=$?
  [ $status = 1 ] || [ $status = 77 ] || failures=$((failures + 1))
fi
exit $failures
