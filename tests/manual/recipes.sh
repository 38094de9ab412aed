#!/usr/bin/env bash
# Runs the scripts of cpr(1), with real servers.
#
#   recipes.sh BIN_DIR SOURCE_DIR
#
# A script is an example whose first line is `#!/bin/sh` and whose second line is `# NAME: ...`; the function
# try_NAME tests it. The scripts run as they are, but for the port 8000 (a free one is used) and the limit
# of two hours. `curl` is a client that tests/manual brings along, `backup` a program that waits for the test.
set -uo pipefail
# shellcheck source=../schema/keep.sh
. "$(dirname "$0")/../schema/keep.sh"
# shellcheck source=plain.sh
. "$(dirname "$0")/plain.sh"
bin=$(realpath "$1") page=$(realpath "$2")/man/cpr.1
command -v python3 >/dev/null || { echo 'SKIPPED: the recipes need python3'; exit 77; }

scratch=$(mktemp -d)
mkdir "$scratch/bin" "$scratch/here"
# Only the scripts and what they start have the directory `here`.
pids() { find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$scratch/here" 2>/dev/null | cut -d/ -f3; }
clean_up() {
  pids | xargs -r kill -KILL 2>/dev/null
  rm -rf "$scratch"
}
trap clean_up EXIT
export PATH=$scratch/bin:$bin:$PATH LC_ALL=C CPR_RUNTIME_DIR=$scratch/runs
unset CPR_TIMEOUT CPR_KILL_SIGNAL CPR_KILL_AFTER CPR_MAX_BUFFER CPR_LOG
cd "$scratch" || exit 2
here() { (cd here && exec timeout --foreground 60 "$@"); }

cat >bin/curl <<'END'
#!/usr/bin/env python3
# curl -fsS URL...: status 22 for an error of HTTP, 3 for an empty URL. If there is a FIFO named `hold`, it
# creates `begun` and waits for a line.
import os, sys, urllib.error, urllib.request
if os.path.exists("hold"):
    open("begun", "w").close()
    open("hold").readline()
if "" in sys.argv:
    sys.exit(3)
for url in sys.argv[2:]:
    try:
        sys.stdout.write(urllib.request.urlopen(url, timeout=50).read().decode())
    except urllib.error.HTTPError:
        sys.exit(22)
END
cat >bin/backup <<'END'
#!/bin/sh
# Waits for a line if there is a FIFO named `hold`.
echo begin >>marks
test ! -p hold || read -r line <hold
echo end >>marks
END
awk '
  /^#!/ { first = $0; getline; name = $2; sub(/:$/, "", name); file = "bin/" name; print first >file; inside = 1 }
  /^\.fi$/ { inside = 0 }
  inside { print >file }' < <(plain_examples "$page")
chmod +x bin/*

# --- what the tests are made of ------------------------------------------------------------------
failures=0
fail() { failures=$((failures + 1)); echo "$name: $*"; }
same() { [ "$1" = "$2" ] || fail "'$1' instead of '$2'${3:+: $3}"; }
wait_for() {  # COMMAND...: until it succeeds, for a minute
  local _
  for _ in {1..1200}; do
    "$@" && return
    sleep 0.05
  done
  fail "does not happen: $*"
  return 1
}
processes() {
  pids | while read -r pid; do { tr '\0' ' ' <"/proc/$pid/cmdline" && echo; } 2>/dev/null; done
}
nothing_left() {
  same "$(processes)" '' 'processes are left'
  same "$(cpr ps)" '' 'runs are left'
}
empty_directory() {
  keep_json here
  find here -mindepth 1 -delete
}
# Below the range of ports that the kernel gives out.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}
verdict() { sed 's/.*"verdict":"\([a-z-]*\)".*/\1/' "here/$1"; }

# --- the scripts ---------------------------------------------------------------------------------
try_ci-test() {
  local port pid
  port=$(free_port)
  sed -i "s/8000/$port/g" bin/ci-test
  touch here/page other
  same "$(here ci-test | grep -c page)" 1 "$(cat here/server.log)"
  nothing_left

  # The tests fail.
  sed -i.works "s,/\$,/missing," bin/ci-test
  here ci-test 2>err
  same $? 22 "$(cat err)"
  nothing_left
  mv bin/ci-test.works bin/ci-test

  # The job is cancelled.
  mkfifo here/hold
  (cd here && exec ci-test >out 2>&1) &
  pid=$!
  wait_for test -e here/begun
  kill -TERM $pid
  echo >here/hold
  wait $pid
  same $? 1
  nothing_left
  rm here/hold here/begun

  # The port is in use: no test is run.
  python3 -u -m http.server --bind 127.0.0.1 "$port" >other 2>&1 &
  pid=$!
  wait_for grep -q Serving other
  here ci-test 2>err
  same $? 125
  same "$(grep -c "ready tcp:127.0.0.1:$port: something accepts connections there already" err)" 1 "$(cat err)"
  kill $pid
  wait $pid 2>/dev/null
  nothing_left
}

try_two-servers() {
  mkdir here/api here/web
  touch here/api/of-api here/web/of-web
  same "$(here two-servers | grep -o 'of-[a-z]*<' | paste -sd ' ')" 'of-api< of-web<' "$(cat here/*.log)"
  nothing_left

  # One of them cannot start: its log is a directory. The other is killed.
  rm here/web.log
  mkdir here/web.log
  here two-servers 2>err
  same $? 3 "$(cat err)"
  same "$(grep -c -e "--log: 'web.log' is a directory" err)" 1 "$(cat err)"
  nothing_left
}

# The children of the job may not have executed sleep yet.
both_sleep() {
  here job look build >here/look
  [ "$(grep -o '"argv":\["sleep","6[01]"\]' here/look | sort -u | wc -l)" = 2 ]
}
try_job() {
  local token
  here job start build 'setsid sleep 60 & echo one; echo two; sleep 61' || fail "start: $?"
  wait_for grep -qs two here/build.log
  token=$(cat here/build.run)
  wait_for both_sleep
  same "$(sed -n 's/^\[{"token":"\([^"]*\)","state":"\([a-z]*\)".*/\1 \2/p' here/look)" "$token running"
  same "$(tail -n 2 here/look | paste -sd ' ')" 'one two'
  here job kill build || fail "kill: $?"
  nothing_left
  same "$(verdict build.json)" interrupted

  here job start test 'exit 3'
  here job wait test
  same $? 3
  nothing_left
}

try_nightly() {
  local pid
  mkfifo here/hold
  here nightly &
  pid=$!
  wait_for grep -qs begin here/marks
  # The second of two runs ends at once and does nothing.
  here nightly || fail "the second run: $?"
  same "$(cat here/marks)" begin
  echo >here/hold
  wait $pid || fail "the first run: $?"
  same "$(paste -sd ' ' here/marks) $(verdict nightly.json)" 'begin end exit'
  rm here/hold
  nothing_left

  # The next one runs and appends to the log; what it leaves running is killed, and mailed.
  echo 'echo from the backup' >>bin/backup
  same "$(here nightly 2>&1)" ''
  sed 's/^echo begin/sleep 60 \&\n&/' bin/backup >with-daemon
  mv bin/backup plain-backup
  install with-daemon bin/backup
  here nightly 2>err
  same "$(grep -c "left 1 process running; sent SIGTERM" err)" 1 "$(cat err)"
  mv plain-backup bin/backup
  same "$(grep -c 'from the backup' here/nightly.log) $(verdict nightly.json)" '2 exit'
  nothing_left

  # If cpr is killed, the lock is free when nothing is left.
  mkfifo here/hold
  rm here/marks
  (cd here && exec nightly) &
  pid=$!
  wait_for grep -qs begin here/marks
  kill -KILL $pid
  wait $pid 2>/dev/null
  flock here/nightly.lock true
  nothing_left

  # The limit is mailed.
  sed -i 's/2h/300ms/' bin/nightly
  here nightly 2>err
  same $? 124
  same "$(grep -c "cpr: 'backup' timed out after 300 ms" err) $(verdict nightly.json)" '1 timeout'
  nothing_left
}

names=()
for name in bin/*; do
  name=${name#bin/}
  case $name in curl | backup) continue ;; esac
  names+=("$name")
  declare -F "try_$name" >/dev/null || { fail 'has no test'; continue; }
  "try_$name"
  empty_directory
done
echo "${#names[@]} scripts, $failures failed"
[ ${#names[@]} -gt 0 ] && [ $failures = 0 ]
