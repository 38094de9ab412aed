# Functions for the cases of snapshots, whose processes need time until they wait: more of it on a busy
# machine, where a snapshot may also be cut short.
# shellcheck shell=bash

# Runs a command, with the word TIMEOUT replaced by ever longer timeouts, until its output matches.
# Prints it with PID for the numbers of processes, T for the timeout, and N for how many were signalled:
# one may exit before its turn, because another has.
hung() {  # PATTERN COMMAND...
  local pattern=$1 timeout output
  shift
  for timeout in 200ms 400ms 800ms 2s 5s 15s; do
    output=$("${@//TIMEOUT/$timeout}" 2>&1)
    output=$(sed -E "s/^(cpr:   )[0-9]+/\1PID/; s/\b[0-9]{1,7} (sleep|cat|child|.bin.sh)/PID \1/g; s/(after|for) ([0-9]+ m?s)/\1 T/
      s/(SIGTERM to) [0-9]+ process(es)?/\1 N/" <<<"$output")
    ! grep -qE -- "$pattern" <<<"$output" || break
  done
  printf '%s\n' "$output"
}

# Until a child of the process has executed the program and sleeps.
until_asleep() {  # NAME PID
  until for child in $(cat "/proc/$2/task/$2/children"); do
    cut -d' ' -f2,3 "/proc/$child/stat"
  done 2>/dev/null | grep -qxF "($1) S"; do
    :
  done
}
