#!/usr/bin/env bash
# A large stream through cpr while child, cpr and reader are stopped and continued at random. Every way
# of relaying has to deliver what the child wrote.
#
#   stopcont.sh BIN_DIR [BYTES]
set -uo pipefail
bytes=${2:-1073741824}
. "$(dirname "$0")/scratch.sh" "$1"
wanted=$(child spew "$bytes" | sha256sum)

run() {  # NAME OPTIONS...: the stream through cpr with these options
  local name=$1
  shift
  rm -f pipe pid sum
  mkfifo pipe
  sha256sum <pipe >sum &
  local reader=$!
  cpr spawn --pid-file pid "$@" child spew "$bytes" >pipe &
  local cpr=$! victims victim stops=0
  until [ -s pid ]; do kill -0 $cpr 2>/dev/null || break; done
  victims=($cpr "$(cat pid)" $reader)
  while kill -0 $cpr 2>/dev/null; do
    victim=${victims[RANDOM % 3]}
    kill -STOP "$victim" 2>/dev/null && stops=$((stops + 1))
    sleep 0.00$((RANDOM % 10))
    kill -CONT "$victim" 2>/dev/null
    sleep 0.00$((RANDOM % 5))
  done
  wait $cpr
  local status=$?
  wait $reader
  if [ $status = 0 ] && [ "$(cat sum)" = "$wanted" ]; then
    echo "$name: $bytes bytes, $stops stops, the same"
  else
    echo "$name: $bytes bytes, $stops stops, status $status, DIFFERENT"
    failures=$((failures + 1))
  fi
}

run 'splice' --stdio inherit,pipe,inherit
run 'through memory' --stdio inherit,pipe,inherit --events /dev/null
run 'with an idle timeout' --stdio inherit,pipe,inherit --idle-timeout 30s
exit $failures
