#!/usr/bin/env bash
# Many messages: N in each direction through cpr and a node child, in order; and the time, compared with
# two node processes.
#
#   messages.sh BIN_DIR [N]
set -uo pipefail
count=${2:-100000}
. "$(dirname "$0")/scratch.sh" "$1"
command -v node >/dev/null || { echo 'SKIPPED: no node in PATH'; exit 77; }

cat >echo.js <<'END'
let n = 0;
process.on('message', (m) => { process.send(m, () => { if (++n === +process.argv[2]) process.disconnect(); }); });
END
cat >parent.js <<'END'
const { fork } = require('child_process');
const lines = require('fs').readFileSync('lines', 'utf8').trim().split('\n').map((l) => JSON.parse(l));
const child = fork('echo.js', [process.argv[2]], { serialization: process.argv[3] });
let n = 0;
child.on('message', (m) => { if (m.n !== n++) { console.log('out of order'); process.exit(1); } });
child.on('exit', () => process.exit(n === lines.length ? 0 : 1));
let at = 0;
(function more() {
  while (at < lines.length) if (!child.send(lines[at++])) return setTimeout(more, 0);
})();
END
node -e 'for (let n = 0; n < +process.argv[1]; n++) console.log(JSON.stringify({ n, text: "a message of usual size" }))' "$count" >lines

seconds() {  # COMMAND...: prints the time it takes; fails if it fails
  local start=$EPOCHREALTIME
  "$@" || return
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }'
}

through_cpr() { cpr fork --serialization "$1" --keep-channel echo.js "$count" <lines >answers && cmp -s lines answers; }

for serialization in json advanced; do
  for round in 1 2 3; do
    ours=$(seconds through_cpr $serialization) || { echo "$serialization: the messages differ"; failures=$((failures + 1)); continue; }
    theirs=$(seconds node parent.js "$count" $serialization) || { echo "node to node: failed"; continue; }
    echo "$serialization, round $round: $count each way in order: cpr to node $ours s, node to node $theirs s"
  done
done
exit $failures
