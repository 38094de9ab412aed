#!/usr/bin/env bash
# Prints what cpr says of ten kinds of hangs: the first line below the message of a timeout, with PID and
# PORT for numbers. HERE and the path of the test child are omitted.
#
#   hangs.sh [COMMAND...]    the command that cpr and its children are run by, such as setpriv(1)
#
# The processes need time until they hang, more of it on a busy machine, where a snapshot may also be cut
# short: a run whose first line does not match is repeated with a longer timeout.
set -u
by=("$@")

hang() {  # NAME WORDS BEGINNING: a pattern for what follows the command line
  local name=$1 words=$2 beginning=$3 timeout line=
  for timeout in 200ms 400ms 800ms 2s 5s 15s; do
    rm -f lock socket
    # shellcheck disable=SC2086
    line=$("${by[@]}" cpr spawn --timeout $timeout -- child $words 2>&1 >/dev/null | sed -n 2p)
    line=$(sed -E "s,$PWD/,,g; s/127\.0\.0\.1:[0-9]+/127.0.0.1:PORT/; s/\b[0-9]+ child/PID child/g; s/[0-9]+ %/N %/; s/kernel function \w+/kernel function F/; s/^cpr:   PID //" <<<"$line")
    # shellcheck disable=SC2053
    [[ $line != "child $words: "$beginning* ]] || break
  done
  printf '%s: %s\n' "$name" "${line//child $words/CHILD}"
}

hang pipe 'pipe forever -- read-byte' 'waiting in read on'
hang 'two pipes crosswise' cross 'waiting in read on *in turn'
hang accept accept 'waiting in accept on'
hang 'full backlog' 'listen-in-vain ./socket fork connect ./socket -- wait' 'waiting in connect on *of PID child'
hang flock 'flock lock fork close 3 flock lock -- wait' 'waiting in flock on *held by PID child'
hang 'lock of fcntl' 'lock lock fork lock lock -- wait' 'waiting in fcntl on *held by PID child'
hang 'deadlock of threads' deadlock 'every thread waits'
hang 'busy loop' spin 'running, using'
hang 'state D' vfork 'in uninterruptible sleep'
hang stopped stop 'stopped by'
