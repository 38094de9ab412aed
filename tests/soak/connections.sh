#!/usr/bin/env bash
# Many connections: N through --accept and four workers, all answered; the same while a worker is
# killed: only connections that it had accepted are lost.
#
#   connections.sh BIN_DIR [N]
set -uo pipefail
count=${2:-10000}
. "$(dirname "$0")/scratch.sh" "$1"
command -v node >/dev/null || { echo 'SKIPPED: no node in PATH'; exit 77; }

cat >worker.js <<'END'
process.on('message', (m, socket) => socket?.on('error', () => {}).end(String(process.pid)));
END
cat >client.js <<'END'
const net = require('net');
const [path, count, victim] = process.argv.slice(2);
let open = 0; let started = 0; let answered = 0; let failed = 0;
const seen = {};
function more() {
  while (open < 50 && started < +count) {
    open++; started++;
    if (victim && started === Math.floor(count / 2)) process.kill(+victim, 'SIGKILL');
    let text = '';
    net.connect(path).on('data', (d) => { text += d; }).on('error', () => {}).on('close', () => {
      open--;
      if (text) { answered++; seen[text] = (seen[text] ?? 0) + 1; } else failed++;
      if (answered + failed === +count) { console.log(answered, failed, victim ? seen[victim] ?? 0 : 0); } else more();
    });
  }
}
more();
END

# The number of connections that the worker with this pid accepted, from the result.
taken_by() { tail -1 events | grep -o "\"pid\":$1,[^}]*\"connections\":[0-9]*" | tail -1 | sed 's/.*://'; }

run() {  # all|kill
  rm -f events socket
  cpr fork --respawn no --accept unix:socket --workers 4 --events events worker.js </dev/null 2>err &
  local cpr=$! victim='' answered failed by_victim=0 status
  until [ -S socket ] && [ "$(grep -c '"spawn"' events)" = 4 ]; do kill -0 $cpr || return 1; done
  [ "$1" = kill ] && victim=$(grep -o '"pid":[0-9]*' events | sed -n '2s/.*://p')
  local start=$EPOCHREALTIME
  read -r answered failed by_victim < <(node client.js "$PWD/socket" "$count" $victim)
  local end=$EPOCHREALTIME
  kill -TERM $cpr
  wait $cpr
  status=$?
  echo "$1: $answered answered, $failed not, status $status, $(awk -v a="$start" -v b="$end" 'BEGIN { printf "%.1f", b - a }') s"
  if [ "$1" = kill ]; then
    local taken
    taken=$(taken_by "$victim")
    echo "the killed worker had accepted $taken and answered $by_victim"
    # Only connections that it had accepted may be lost.
    [ "$status" = 137 ] && [ "$failed" -le $((taken - by_victim)) ] && [ $((answered + failed)) = "$count" ]
  else
    [ "$status" = 0 ] && [ "$answered" = "$count" ]
  fi || failures=$((failures + 1))
}

run all
run kill
exit $failures
