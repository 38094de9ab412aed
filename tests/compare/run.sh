#!/usr/bin/env bash
# The comparison table of the README: the same three commands under cpr and under other tools.
#
#   run.sh CPR [EXECA_DIR]        EXECA_DIR: where `npm install execa` was run
#
# Missing tools are reported. Takes about a minute.
set -uo pipefail
cpr=$(readlink -f "$1") execa=${2:-}
scratch=$(mktemp -d)
trap 'cd /; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2

leftovers() {  # NAME: prints the number of processes of that name, and kills all leftovers
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
# The shell exits at once; a leftover process holds the pipe open.
holder='sleep 4 & echo done'

cat >node.mjs <<'END'
import { execFile } from 'node:child_process';
execFile('sh', ['-c', process.argv[2]], { timeout: 1000 }, (error, stdout) => {
  process.stdout.write(stdout);
  process.exitCode = error?.code ?? (error ? 1 : 0);
});
END
cat >execa.mjs <<END
import { execa } from '$execa/node_modules/execa/index.js';
const result = await execa('sh', ['-c', process.argv[2]], { timeout: 1000, forceKillAfterDelay: 1000, reject: false });
process.stdout.write(result.stdout + '\n');
process.exitCode = result.exitCode ?? 1;
END
under() {  # TOOL SCRIPT
  case $1 in
    cpr) exec "$cpr" exec --stdio inherit,pipe,pipe --timeout 1s --kill-after 1s --drain 200ms --no-orphans "$2" ;;
    timeout) exec timeout -k 1 1 sh -c "$2" ;;
    tini) exec tini -s -g -- timeout -k 1 1 sh -c "$2" ;;
    node) exec node node.mjs "$2" ;;
    execa) exec node execa.mjs "$2" ;;
    systemd-run) exec systemd-run --scope --quiet -p RuntimeMaxSec=1 sh -c "$2" ;;
  esac
}
there() {
  case $1 in
    execa) [ -n "$execa" ] && [ -d "$execa/node_modules/execa" ] ;;
    # Needs a running systemd.
    systemd-run) [ -d /run/systemd/system ] && command -v systemd-run >/dev/null ;;
    cpr) true ;;
    *) command -v "$1" >/dev/null ;;
  esac
}
version() {
  case $1 in
    cpr) "$cpr" --version ;;
    timeout) timeout --version | head -1 | sed 's/.* /timeout /' ;;
    tini) tini --version | sed 's/ version//; s/ -.*//' ;;
    node) echo "node $(node --version)" ;;
    execa) echo "execa $(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$execa/node_modules/execa/package.json")" ;;
    systemd-run) systemd-run --version | head -1 ;;
  esac
}
# Sets `status`, and `back` when the tool has not returned after six seconds.
bounded() {  # TOOL SCRIPT
  local pid
  back=''
  (under "$1" "$2") >/dev/null 2>&1 &
  pid=$!
  for _ in $(seq 60); do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
  kill -0 $pid 2>/dev/null && back=', and does not return' && kill -KILL $pid
  wait $pid 2>/dev/null
  status=$?
  sleep 0.3
  [ -z "$back" ] || status=none
}
seconds() { printf '%d.%d s' $((($2 - $1) / 1000)) $((($2 - $1) % 1000 / 100)); }
now() { date +%s%3N; }

printf '| | still running after the timeout, of 3 | of 2 that ignore SIGTERM | returns, with the pipe held open for 4 s, after | still running after the tool is killed | status of a timeout |\n|---|---|---|---|---|---|\n'
for tool in cpr timeout tini node execa systemd-run; do
  if ! there $tool; then
    printf '| %s | not installed | | | | |\n' "$tool"
    continue
  fi
  bounded $tool "$tree"
  tree_status=$status
  limit="$(leftovers sleep) of 3$back"
  bounded $tool "$stubborn"
  ignored="$(leftovers sh) of 2$back"
  before=$(now)
  (under $tool "$holder") 2>/dev/null | cat >/dev/null
  held=$(seconds "$before" "$(now)")
  leftovers sleep >/dev/null
  (under $tool "$tree") >/dev/null 2>&1 &
  pid=$!
  sleep 0.6
  kill -KILL $pid
  sleep 1
  wait $pid 2>/dev/null
  killed=$(leftovers sleep)
  printf '| %s | %s | %s | %s | %s of 3 | %s |\n' "$(version $tool)" "$limit" "$ignored" "$held" "$killed" "$tree_status"
done
