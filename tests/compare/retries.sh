#!/usr/bin/env bash
# Trying again, as scripts do it and with cpr: for each kind of failure the exit status, how many daemons of
# earlier attempts are running when the last one starts, and how many at the end.
#
#   retries.sh CPR
#
# The loop is `for i in 1 2 3; do timeout 0.5 COMMAND && break; done`. Takes some seconds.
set -uo pipefail
cpr=$(readlink -f "$1")
scratch=$(mktemp -d)
trap 'cd /; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2

others() {  # prints the number of daemons of earlier attempts
  local pid count=0
  while read -r pid; do
    [ -d "/proc/$pid" ] && count=$((count + 1))
  done < <(cat daemons 2>/dev/null)
  echo $count
}
export -f others

# Each leaves a daemon, as a build server does, counts those of the attempts before, and then fails.
begin='others >beside; setsid sleep 30 & echo $! >>daemons; '
declare -A failure=(
  [hangs]='sleep 30'
  ['killed by SIGSEGV']='kill -SEGV $$'
  ['sends itself SIGTERM']='kill -TERM $$'
)
row() {  # TOOL NAME COMMAND...
  local tool=$1 name=$2 status
  shift 2
  rm -f daemons beside
  "$@" >output 2>&1
  status=$?
  printf '| %s | %s | %s | %s | %s |\n' "$name" "$tool" "$status" "$(cat beside)" "$(others)"
  while read -r pid; do kill -KILL "$pid" 2>/dev/null; done <daemons
}
loop='for i in 1 2 3; do timeout 0.5 bash -c "$1" && break; done'
echo '| the command | run by | exit status | daemons beside the last attempt | left running |'
echo '|---|---|---|---|---|'
for name in hangs 'killed by SIGSEGV' 'sends itself SIGTERM'; do
  row 'a loop' "$name" bash -c "$loop" loop "$begin${failure[$name]}"
  row cpr "$name" "$cpr" exec --shell=/bin/bash --timeout 500ms --retries 2 --retry-delay 0 "$begin${failure[$name]}"
done
