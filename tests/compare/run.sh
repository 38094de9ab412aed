#!/usr/bin/env bash
# The table of the README: the same commands under cpr and under what people use instead, each with
# its defaults and a timeout of one second.
#
#   run.sh CPR [EXECA_DIR]        EXECA_DIR: where `npm install execa` was run
#
# A tool that is not installed is listed as missing. Takes about a minute.
set -uo pipefail
cpr=$(readlink -f "$1") execa=${2:-}
scratch=$(mktemp -d)
trap 'cd /; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2

still_running() {  # NAME: prints the number of processes of that name; kills everything left
  local process name count=0
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/cwd" 2>/dev/null)" = "$scratch" ] || continue
    name=$(cat "$process/comm" 2>/dev/null)
    [ "$name" = sh ] || [ "$name" = sleep ] || continue
    [ "$name" = "$1" ] && count=$((count + 1))
    kill -KILL "${process#/proc/}" 2>/dev/null
  done
  echo $count
}

# One in the background, one in a new session, one in the foreground.
tree='sleep 600 & setsid sleep 601 & sleep 602'
# Both the shell and its child ignore SIGTERM.
stubborn='trap "" TERM; (trap "" TERM; while :; do sleep 0.2; done) & while :; do sleep 0.2; done'
cat >node.mjs <<'END'
import { execFile } from 'node:child_process';
execFile('sh', ['-c', process.argv[2]], { timeout: 1000 }, (error, stdout) => {
  process.stdout.write(stdout);
  process.exitCode = error?.code ?? (error ? 1 : 0);
});
END
cat >execa.mjs <<END
import { execa } from '$execa/node_modules/execa/index.js';
const result = await execa('sh', ['-c', process.argv[2]], { timeout: 1000, reject: false });
process.stdout.write(result.stdout + '\n');
process.exitCode = result.exitCode ?? 1;
END
under() {  # TOOL SCRIPT
  case $1 in
    cpr) exec "$cpr" exec --timeout 1s "$2" ;;
    'cpr --no-orphans') exec "$cpr" exec --timeout 1s --no-orphans "$2" ;;
    timeout) exec timeout 1 sh -c "$2" ;;
    'timeout -k 1') exec timeout -k 1 1 sh -c "$2" ;;
    tini) exec tini -s -g -- timeout 1 sh -c "$2" ;;
    node) exec node node.mjs "$2" ;;
    execa) exec node execa.mjs "$2" ;;
    systemd-run) exec systemd-run --scope --quiet -p RuntimeMaxSec=1 sh -c "$2" ;;
  esac
}
there() {
  case $1 in
    execa) [ -n "$execa" ] && [ -d "$execa/node_modules/execa" ] ;;
    # systemd-run needs a running systemd.
    systemd-run) [ -d /run/systemd/system ] && command -v systemd-run >/dev/null ;;
    cpr*) true ;;
    timeout*) command -v timeout >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}
version() {
  case $1 in
    cpr*) "$cpr" --version | sed "s/\$/${1#cpr}/" ;;
    timeout*) timeout --version | head -1 | sed "s/.* /timeout /; s/\$/${1#timeout}/" ;;
    tini) tini --version | sed 's/ version//; s/ -.*//' ;;
    node) echo "node $(node --version)" ;;
    execa) echo "execa $(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$execa/node_modules/execa/package.json")" ;;
    systemd-run) systemd-run --version | head -1 ;;
  esac
}
# Sets `status`, and `back` if the tool has not returned after eight seconds: some never do.
bounded() {  # TOOL SCRIPT
  local pid
  back=''
  (under "$1" "$2") >/dev/null 2>&1 &
  pid=$!
  for _ in $(seq 80); do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
  kill -0 $pid 2>/dev/null && back=', does not return' && kill -KILL $pid
  wait $pid 2>/dev/null
  status=$?
  sleep 0.3
  [ -z "$back" ] || status=none
}

printf '| still running | after the timeout, of 3 | of 2 that ignore SIGTERM | after SIGKILL to the tool, of 3 | exit status |\n|---|---|---|---|---|\n'
for tool in cpr 'cpr --no-orphans' timeout 'timeout -k 1' tini node execa systemd-run; do
  if ! there "$tool"; then
    printf '| %s | not installed | | | |\n' "$tool"
    continue
  fi
  bounded "$tool" "$tree"
  tree_status=$status
  limit="$(still_running sleep)$back"
  bounded "$tool" "$stubborn"
  ignored="$(still_running sh)$back"
  (under "$tool" "$tree") >/dev/null 2>&1 &
  pid=$!
  sleep 0.6
  kill -KILL $pid
  sleep 1
  wait $pid 2>/dev/null
  killed=$(still_running sleep)
  printf '| %s | %s | %s | %s | %s |\n' "$(version "$tool")" "$limit" "$ignored" "$killed" "$tree_status"
done
