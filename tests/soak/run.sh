#!/usr/bin/env bash
# Runs all soaks, one after another.
#
#   run.sh DIRECTORY_OF_THE_SOAKS short|full
#
# `short` takes some seconds and finds gross errors; `full` takes about an hour.
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
run soak_background 20 2000
run soak_sigterm 90 10000
run soak_pid_reuse 1000 100000
run soak_stale_token 2000 100000
run soak_deadline 60 10000
run soak_orphans_pid1 500 10000
run soak_restless 12 1000
run soak_cleanup 40 1000
run soak_memory 8 400

# Tests the test: a cpr that signals by pid has to fail.
if [ "$form" = full ]; then
  echo '--- soak_pid_reuse with cpr_naive'
  "$soaks/soak_pid_reuse" 100000 "$soaks/cpr_naive"
  status=$?
  [ $status = 1 ] || [ $status = 77 ] || failures=$((failures + 1))
  echo '--- soak_stale_token with cpr_trusting'
  "$soaks/soak_stale_token" 2000 "$soaks/cpr_trusting"
  status=$?
  [ $status = 1 ] || [ $status = 77 ] || failures=$((failures + 1))
fi
exit $failures
