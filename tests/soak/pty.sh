#!/usr/bin/env bash
# A pseudo-terminal loses no byte, of output that ends with the exit of the child nor of input.
#
#   pty.sh BIN_DIR [RUNS]
#
# Each run moves 3 MB of output; in every second one another process writes the last of it after the exit of
# the child. Every tenth run is followed by one that moves input.
set -uo pipefail
runs=${2:-1000}
. "$(dirname "$0")/scratch.sh" "$1"
child spew 3000000 >bytes
base64 -w 76 bytes >lines
[ "$(wc -c <bytes)" = 3000000 ] || exit 2
lost=0

check() {  # FILE: what stdin has to be
  cmp - "$1" || lost=$((lost + 1))
}

for ((i = 0; i < runs; i++)); do
  if ((i % 2)); then
    check bytes < <(cpr spawn --timeout 60s --stdio ,pty,pty child spew 3000000 </dev/null)
  else
    check bytes < <(cpr spawn --timeout 60s --stdio pty -- sh -c 'trap "" HUP; head -c 1500000 bytes; tail -c 1500000 bytes & exit' </dev/null)
  fi
  if ((i % 10 == 0)); then
    check lines < <(cpr spawn --timeout 60s --stdio pty cat <lines)
  fi
done
echo "$runs runs of 3 MB through a pseudo-terminal: $lost with lost bytes"
[ $lost = 0 ]
