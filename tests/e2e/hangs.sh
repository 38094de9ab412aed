#!/usr/bin/env bash
# Prints what cpr says of ten kinds of hangs: the first line below the message of a timeout, with CHILD for
# the command line of the test child, PID, PORT and N for numbers.
#
#   hangs.sh [COMMAND...]    the command that cpr and its children are run by, such as setpriv(1)
set -u
# shellcheck source=hung.sh
. "$(dirname "$0")/hung.sh"
by=("$@")

run() {
  rm -f lock socket
  "${by[@]}" cpr spawn "$@"
}

hang() {  # NAME WORDS PATTERN: the line is expected to have the pattern behind the command line
  local line
  # shellcheck disable=SC2086
  line=$(hung "^cpr:   PID child $2: $3" run --timeout TIMEOUT -- child $2 | sed -n '/^cpr:   /{p;q}')
  line=$(sed -E "s/^cpr:   PID //; s,$PWD/,,g; s/127\.0\.0\.1:[0-9]+/127.0.0.1:PORT/
    s/[0-9]+ %/N %/; s/\(D\) in clone /(D) in vfork /; s/kernel function \w+/kernel function F/" <<<"$line")
  printf '%s: %s\n' "$1" "${line//child $2/CHILD}"
}

hang pipe 'pipe forever -- read-byte' 'waiting in read on'
hang 'two pipes crosswise' cross 'waiting in read on .* in turn'
hang accept accept 'waiting in accept on'
hang 'full backlog' 'listen-in-vain ./socket fork connect ./socket -- wait' 'waiting in connect .* of PID'
hang flock 'flock lock fork close 3 flock lock -- wait' 'waiting in flock .* held by PID child'
hang 'lock of fcntl' 'lock lock fork lock lock -- wait' 'waiting in fcntl .* held by PID child'
hang 'deadlock of threads' deadlock 'every thread waits'
hang 'busy loop' spin 'running, using'
hang 'state D' vfork 'in uninterruptible sleep .* its child PID child'
hang stopped stop 'stopped by'
