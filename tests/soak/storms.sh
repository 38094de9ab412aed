#!/usr/bin/env bash
# A timeout is at most 50 ms late while a child floods its message channel with the messages that are
# slowest to read, of up to 16 MiB.
#
#   storms.sh BIN_DIR [ROUNDS]
set -uo pipefail
rounds=${2:-20}
. "$(dirname "$0")/scratch.sh" "$1"
timeout=700
bound=50

varint() {  # N: in V8's format, in hex
  local n=$1
  while [ "$n" -ge 128 ]; do printf '%02x' $((n & 127 | 128)); n=$((n >> 7)); done
  printf '%02x' "$n"
}

storm() {  # NAME json|advanced HEAD BODY COUNT TAIL
  local name=$1 worst=0 late
  shift
  for ((i = 0; i < rounds; i++)); do
    cpr spawn -q --fd 3=ipc --serialization "$1" --result r.json --timeout ${timeout}ms --kill-after 100ms \
      -- child ipc-storm "$@" >/dev/null
    late=$(sed -n 's/.*"signals":\[{"signal":"SIGTERM","atMs":\([0-9.]*\).*/\1/p' r.json)
    worst=$(awk -v worst="$worst" -v at="${late:-999999}" -v limit=$timeout \
      'BEGIN { print (at - limit > worst) ? at - limit : worst }')
  done
  awk -v name="$name" -v worst="$worst" -v bound=$bound \
    'BEGIN { printf "%s: %.1f ms late at worst\n", name, worst; exit worst > bound }' || failures=$((failures + 1))
}

storm 'lists' json 5b 5b5d2c 5000000 305d
storm 'objects' json 5b 7b7d2c 5000000 305d
storm 'keys' json 7b 2261223a312c 2500000 2262223a317d
storm 'a NODE_ message' json 7b22636d64223a224e4f44455f58222c226d7367223a5b 5b5d2c 5000000 305d7d
storm 'string' json 22 78 15000000 22
storm 'umlauts' json 22 c3a4 7500000 22
storm 'invalid UTF-8' json 22 ff 5000000 22
storm 'escapes' json 22 5c7530303031 2600000 22
storm 'digits' json 31 31 15000000 2e35
storm 'small messages' json 31 20 1 20
v8() {  # NAME HEAD COUNT_IN_HEAD BODY COUNT TAIL
  storm "V8: $1" advanced "ff0d$2$(varint "$3")" "$4" "$5" "$6"
}
v8 'lists' 41 3000000 4100240000 3000000 "2400$(varint 3000000)"
v8 'objects' 41 5000000 6f7b00 5000000 "2400$(varint 5000000)"
v8 'string' 22 15000000 78 15000000 00
v8 'umlauts' 22 8000000 e4 8000000 00
v8 'control characters' 22 2700000 01 2700000 00
v8 'control characters, too many' 22 15000000 01 15000000 00
v8 'two-byte string' 63 10000000 ac20 5000000 00
v8 'bytes' 5c0001 1200000 07 1200000 00
v8 'numbers of a typed array' 5c0008 4000000 c5e1a3b7d8f2e940 500000 00
v8 'numbers' 41 600000 4ec5e1a3b7d8f2e940 600000 "2400$(varint 600000)"
v8 'references' 41 1000001 5e00 1000001 "2400$(varint 1000001)"
v8 'BigInts' 41 1600 "5a$(varint 8192)$(printf 'ff%.0s' {1..4096})" 1600 "2400$(varint 1600)"
v8 'NODE_' 41 2500001 6f7b00 2500000 "22054e4f44455f2400$(varint 2500001)"
exit $failures
