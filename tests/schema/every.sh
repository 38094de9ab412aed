#!/usr/bin/env bash
# A run for every verdict, every reason of "kill" and every event. Each result must have the exit status
# of cpr in `status` and be valid by the JSON Schema. Needs the children of the tests only.
#
#   every.sh BIN_DIR SCHEMA
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$(realpath "$1") schema=$(realpath "$2")
export PATH=$bin:$bin/tests:$PATH LC_ALL=C
unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE
unset CPR_TIMEOUT CPR_KILL_SIGNAL CPR_KILL_AFTER CPR_MAX_BUFFER CPR_LOG
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/here" "$scratch/json" "$scratch/json/every"
cd "$scratch/here" || exit 2

runs=0 failures=0
fail() { failures=$((failures + 1)); echo "$1"; }

# Moves result and events to the directory that is validated, and compares `status` of each.
check() {  # STATUS RUN
  local file
  runs=$((runs + 1))
  for file in result events; do
    if [ "$(grep -o '"status":[0-9]*' $file)" != "\"status\":$1" ]; then
      fail "$2: exits $1; $file: $(tail -1 $file)"
    fi
    mv $file "$scratch/json/every/$runs-$file"
  done
}
run() {  # CPR_ARGUMENT...: the subcommand comes first
  local verb=$1
  shift
  timeout --foreground -k 5 60 cpr "$verb" -q --result result --events events "$@" </dev/null >out 2>err
  check $? "$verb $*"
}
# COMMAND...: a signal is sent to cpr when its events contain this pid.
interrupted() {
  cpr spawn -q --result result --events events "$@" </dev/null >out 2>err &
  until grep -q '"event":"spawn"' events 2>/dev/null; do sleep 0.01; done
  kill -TERM $!
  wait $!
  check $? "interrupted: $*"
}

limits=(--timeout 200ms --kill-after 100ms)
run spawn true
run spawn --ready fd:3 child to 3 x exit 0
run exec 'exit 3'
run exec-file child die TERM
run spawn --stdio ignore,pipe,pipe,pipe child out text err oops to 3 more
run spawn "${limits[@]}" child ignore TERM forever
run spawn --idle-timeout 200ms child forever
run spawn --preserve-status "${limits[@]}" child forever
run spawn --max-buffer 3 child out 12345 forever
run spawn --max-memory 30M child take 60 forever
run spawn --before-kill 'exit 3' "${limits[@]}" child forever
run spawn --max-buffer 3 --max-buffer-action tail child out 12345
run spawn no-such-program
run spawn --cwd /no/such/directory true
run exec --leaks fail 'child close 1 close 2 forever & exit 0'
run exec --leaks kill 'child close 1 close 2 forever & exit 4'
retries=(--retries 2 --retry-delay 10ms)
run exec "${retries[@]}" 'exit 3'
run exec "${retries[@]}" '[ $CPR_ATTEMPT = 2 ] || kill -SEGV $$'
run spawn "${retries[@]}" --retry-on spawn-error,timeout no-such-program
run spawn "${retries[@]}" "${limits[@]}" child forever
run exec "${retries[@]}" --leaks fail 'child close 1 close 2 forever & exit 0'
run spawn --retries 0 true
interrupted --retries 1 child forever
# A signal between two attempts.
cpr spawn -q --retries 1 --retry-delay 1h --result result --events events child exit 3 </dev/null >out 2>err &
until grep -q '"event":"retry"' events 2>/dev/null; do sleep 0.01; done
kill -TERM $!
wait $!
check $? 'interrupted between two attempts'
interrupted child forever
interrupted --preserve-status child handle TERM await exit 5
run spawn --fd 3=ipc --send '{"to":"child"}' -- sh -c 'read -r line <&3; echo "{\"a\":[1,null]}" >&3'
run fork --exec-path child spew

# The exit status has been reaped by another process.
deny wait4:ECHILD -- cpr spawn -q --result result --events events true
check $? 'wait4 fails'

# The reader of stdout has gone, and the child does not care: cpr is killed by SIGPIPE.
mkfifo fifo
exec 3<>fifo 4>fifo 3>&-
cpr spawn -q --kill-after 100ms --result result --events events --stdio ignore,pipe,2 child out text forever >&4
check $? 'the reader is gone'
# Output that cannot be written.
cpr spawn -q --result result --events events --stdio ignore,pipe,2 child out text >/dev/full
check $? '/dev/full'

# A line of cpr ps --json for every state of a run in the background.
export CPR_RUNTIME_DIR=$scratch/runs
started() { cpr spawn --background "$@" --stdio ignore child forever; }
look() {  # STATE [TOKEN]
  runs=$((runs + 1))
  until cpr ps --json ${2:+"$2"} >"$scratch/json/every/$runs-ps" && grep -q "\"state\":\"$1\"" "$scratch/json/every/$runs-ps"; do
    sleep 0.01
  done
}
token=$(started)
look running "$token"
kill -KILL "${token%[:.]*}"
look lost
(cpr wait "$token") 2>err
token=$(started --ready delay:1ms)
look ready "$token"
cpr kill "$token"
cpr spawn --background --ready unix:socket --stdio ignore child forever >out 2>err &
look starting
kill -TERM $!
wait $! 2>/dev/null
token=$(cpr exec --background --stdio ignore 'exit 3')
look ended
cpr wait "$token"
[ "$(cpr ps)" = '' ] || fail "cpr ps lists a run that is over: $(cpr ps)"

run spawn --fd 3=ipc --replies 1 --kill-after 100ms -- sh -c "echo 1 >&3; exec child forever"
"$here/validate.py" "$schema" "$scratch/json" --every || failures=$((failures + 1))
echo "$runs runs, $failures failed"
[ $runs -gt 15 ] && [ $failures = 0 ]
