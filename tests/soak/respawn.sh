#!/usr/bin/env bash
# Workers that are replaced under load: with SIGHUP no connection fails, and if one is killed every 200 ms,
# only those that it has accepted. cpr does not grow with the number of workers that it has replaced.
#
#   respawn.sh BIN_DIR [N]    N connections in each of the two runs
set -uo pipefail
count=${2:-50000}
. "$(dirname "$0")/scratch.sh" "$1"
command -v node >/dev/null || { echo 'SKIPPED: no node in PATH'; exit 77; }
fail() { failures=$((failures + 1)); echo "FAILED: $*"; }

cat >worker.js <<'END'
process.on('message', (m, socket) => {
  if (socket) socket.on('error', () => {}).once('data', (d) => socket.end(d));
});
process.send('ready');
END
cat >client.js <<'END'
// COUNT connections, 50 at a time: prints how many were answered and how many were not.
const net = require('net');
const [path, count] = process.argv.slice(2);
let open = 0; let started = 0; let answered = 0; let failed = 0;
function more() {
  while (open < 50 && started < +count) {
    open++;
    const text = String(started++);
    let answer = '';
    net.connect(path, function () { this.write(text); }).on('data', (d) => { answer += d; }).on('error', () => {}).on('close', () => {
      open--;
      if (answer === text) answered++; else failed++;
      if (answered + failed === +count) console.log(answered, failed); else more();
    });
  }
}
more();
END

spawned() { grep -c '"event":"spawn"' events; }
# The processes of the workers, the oldest first.
living() { ps -o pid= --ppid "$1" --sort=start_time,pid 2>/dev/null; }

run() {  # reload|kill WORKERS
  local cpr client answered failed status accepted times=0 before
  rm -f events socket
  cpr fork --accept unix:socket --workers "$2" --events events --kill-after 20s worker.js </dev/null >/dev/null 2>err &
  cpr=$!
  until [ -S socket ] && [ "$(spawned)" = "$2" ]; do kill -0 $cpr || { fail "$1: cpr has exited"; return; }; done
  local start=$EPOCHREALTIME
  node client.js "$PWD/socket" "$count" >answers &
  client=$!
  while kill -0 $client 2>/dev/null; do
    if [ "$1" = reload ]; then
      before=$(spawned)
      kill -HUP $cpr
      until [ "$(spawned)" -ge $((before + $2)) ] || ! kill -0 $client 2>/dev/null; do sleep 0.05; done
    else
      sleep 0.2
      # shellcheck disable=SC2046
      kill -KILL $(living $cpr | head -1) 2>/dev/null
    fi
    times=$((times + 1))
  done
  local end=$EPOCHREALTIME
  read -r answered failed <answers
  kill -TERM $cpr
  wait $cpr
  status=$?
  accepted=$(tail -1 events | grep -o '"connections":[0-9]*' | awk -F: '{ n += $2 } END { print n }')
  echo "$1 $times times: $answered answered, $failed not; accepted $accepted; $(spawned) processes; status $status; $(awk -v a="$start" -v b="$end" 'BEGIN { printf "%.1f", b - a }') s"
  [ "$times" -ge 2 ] || fail "$1: the load was over too early"
  # Each connection was accepted once: one that has failed was in a worker that was killed.
  [ "$accepted" = "$count" ] || fail "$1: $accepted connections were accepted, not $count"
  [ $((answered + failed)) = "$count" ] || fail "$1: answers are missing"
  if [ "$1" = reload ]; then
    [ "$failed" = 0 ] && [ $status = 0 ] || fail "$1"
  else
    [ "$failed" -le $((times * 50)) ] || fail "$1"
  fi
}

# Memory in KiB and number of descriptors.
size() { echo "$(awk '/^VmRSS/ { print $2 }' /proc/"$1"/status) $(find /proc/"$1"/fd -type l | wc -l)"; }

growth() {
  local cpr i memory fds before_memory before_fds
  rm -f events socket
  cpr spawn --fd 3=ipc --accept unix:socket --workers 2 --events events sh -c 'echo "\"ready\"" >&3; read -r line <&3; exit 0' </dev/null >/dev/null 2>err &
  cpr=$!
  until [ -S socket ] && [ "$(spawned)" = 2 ]; do :; done
  for ((i = 1; i <= 300; i++)); do
    kill -HUP $cpr
    until [ "$(grep -c '"event":"exit"' events)" -ge $((2 * i)) ]; do sleep 0.01; done
    [ $i != 50 ] || read -r before_memory before_fds < <(size $cpr)
  done
  read -r memory fds < <(size $cpr)
  kill -TERM $cpr
  wait $cpr
  echo "after 100 replaced workers $before_memory KiB and $before_fds descriptors, after 600 $memory KiB and $fds"
  [ $((memory - before_memory)) -lt 256 ] && [ "$fds" -le "$before_fds" ] || fail 'cpr grows'
}

run reload 2
run kill 10
growth
exit $failures
