#!/usr/bin/env bash
# Runs the code blocks of the README, as far as they can be run here.
#
#   blocks.sh BIN_DIR SOURCE_DIR
#
# sh: each command, or with --background the whole block; `# exits N` after it gives an exit status other
# than 0. yaml: the scripts of the steps. console: the commands after `$ ` and their output, in a PID
# namespace of their own. make: the target test. dockerfile: ENTRYPOINT and CMD as PID 1. Commands that
# install or build cpr are run by .ci/run and tests/packages; this script only checks that .ci/run has them, and that the packages exist.
set -uo pipefail
# shellcheck source=../schema/keep.sh
. "$(dirname "$0")/../schema/keep.sh"
bin=$1 source=$2
readme=$source/README.md
export PATH=$bin:$PATH LC_ALL=C
unset CPR_TIMEOUT CPR_KILL_SIGNAL CPR_KILL_AFTER CPR_MAX_BUFFER CPR_LOG
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/here" "$scratch/blocks" "$scratch/stubs"
export CPR_RUNTIME_DIR=$scratch/runs
cd "$scratch/here" || exit 2

# One file for each block: N.LANGUAGE.
awk -v folder="$scratch/blocks" '
  /^```./ { name = sprintf("%s/%02d.%s", folder, ++n, substr($0, 4)); inside = 1; next }
  /^```/ { inside = 0; next }
  inside { print >name }' "$readme"

count=0 failures=0 skipped=''
fail() { failures=$((failures + 1)); echo "$1"; }
expect() {  # COMMAND: from the README
  local expected=0 status
  count=$((count + 1))
  [[ $1 =~ '# exits '([0-9]+) ]] && expected=${BASH_REMATCH[1]}
  timeout --foreground -k 5 60 bash -c "$1" >"$scratch/out" 2>&1 </dev/null
  status=$?
  keep_json "$scratch/out" .
  [ $status = "$expected" ] || fail "$1: exits $status: $(cat "$scratch/out")"
}
run_commands() {
  local line
  while IFS= read -r line; do
    case $line in
      '' | '#'*) ;;
      jq*) if command -v jq >/dev/null; then expect "$line"; else skipped+=' jq'; fi ;;
      *) expect "$line" ;;
    esac
  done <"$1"
}
# Stubs for commands that change the machine.
for name in sudo apt-get; do
  printf '#!/bin/sh\nexit 0\n' >"$scratch/stubs/$name"
  chmod +x "$scratch/stubs/$name"
done
printf 'test:\n\t@echo tested\n' >"$scratch/Makefile.project"

run_yaml() {
  cp "$scratch/Makefile.project" Makefile
  PATH=$scratch/stubs:$PATH
  # `run: |` has a block; `run:` and the items of `script:` have one line each.
  awk '
    /^ *run: \|$/ { match($0, /^ */); depth = RLENGTH; block = 1; next }
    block { match($0, /^ */); if (RLENGTH > depth) { printf "%s%s", text ? "; " : "", substr($0, RLENGTH + 1); text = 1; next } print ""; block = text = 0 }
    /^ *run: / { sub(/^ *run: /, ""); print; next }
    /script:$/ { list = 1; next }
    list && /^ *- / { sub(/^ *- /, ""); print; next }
    { list = 0 }
    END { if (text) print "" }' "$1" >"$scratch/steps"
  [ -s "$scratch/steps" ] || fail "$1: no steps found"
  run_commands "$scratch/steps"
  rm -f Makefile result.json
}
run_dockerfile() {
  if ! unshare -pf --mount-proc true 2>/dev/null; then
    skipped+=' container'
    return
  fi
  count=$((count + 1))
  local words
  words=$(sed -n 's/^\(ENTRYPOINT\|CMD\) \[\(.*\)\]$/\2/p' "$1" | tr '\n' ',')
  # A JSON array of strings without escapes is a valid list of shell words.
  [ "$(eval "unshare -pf --mount-proc $(sed 's/", *"/" "/g; s/,$//; s/","/" "/g' <<<"${words%,}")")" = serving ] ||
    fail "the container does not serve: $words"
}

# What pkill has killed is a zombie until PID 1, a bash, reaps it.
run_console() {
  if ! unshare -pf --mount-proc true 2>/dev/null; then
    skipped+=' console'
    return
  fi
  count=$((count + 1))
  cat >"$scratch/console" <<'END'
while IFS= read -r line; do
  case $line in
    '$ '*) printf '%s\n' "$line"; eval "${line#??}" 2>&1 </dev/null ;;
    '$') echo '$' ;;
  esac
done
END
  local pids='s,(^|cpr:   |such as )[0-9]+ (sleep|/bin/sh),\1N \2,g'
  diff <(sed -E "$pids" "$1") \
    <(unshare -pf --mount-proc bash "$scratch/console" <"$1" | sed -E "/<defunct>/d; $pids") ||
    fail 'the console of the README shows something else'
}

# In a directory with the packages. Commands that need a system of their own get stubs, which look for the
# file; tests/packages/roots.sh installs the packages.
run_install() {
  local packages=$scratch/packages line
  if [ ! -d "$packages" ]; then
    cpack --config "$bin/CPackConfig.cmake" -B "$packages" >"$scratch/out" 2>&1 || fail "cpack: $(cat "$scratch/out")"
    mkdir "$packages/root"
    for name in apt-get rpm gh; do
      printf '#!/bin/sh\nfor word; do case $word in *cpr[_-]*) exec test -e "$word" ;; esac; done; exit 1\n' >"$packages/$name"
      chmod +x "$packages/$name"
    done
  fi
  while IFS= read -r line; do
    case $line in
      rpm*) command -v rpmbuild >/dev/null || { skipped+=' rpmbuild'; continue; } ;;
      # tests/npm/install.sh installs it.
      npm*)
        count=$((count + 1))
        [[ $line = "npm install $(<"$source/packaging/npm/name") "* ]] || fail "$line: packaging/npm/name has another name"
        continue
        ;;
    esac
    line=${line//x86_64/$(uname -m)}
    ! command -v dpkg >/dev/null || line=${line//amd64/$(dpkg --print-architecture)}
    expect "cd '$packages' && PATH=$packages:\$PATH && ${line/\/usr\/local/root}"
  done <"$1"
  [[ $(<"$1") != *strip-components* ]] || [ -x "$packages/root/bin/cpr" ] || fail 'the tarball was not unpacked'
}

# The programs for the examples with messages. They use free ports, and a server in the background gets
# half a second to start.
run_messages() {
  if ! command -v node >/dev/null || ! command -v python3 >/dev/null; then
    skipped+=' node or python3'
    return
  fi
  cat >sub.js <<'END'
process.on('message', (m, handle) => {
  if (handle) handle.close();
  if (m === 'server') process.disconnect();
});
END
  # The commands run in the checkout.
  ln -s "$source/tests" tests
  sed 's/:133[78]/:0/; s/^\(cpr .*\) &$/CPR_TIMEOUT=500ms \1  # exits 124/' "$1" >"$scratch/messages"
  run_commands "$scratch/messages"
}

# One script, with a free port.
run_background() {
  if ! command -v curl >/dev/null || ! command -v python3 >/dev/null; then
    skipped+=' curl or python3'
    return
  fi
  local port
  while port=$((20000 + RANDOM % 10000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  expect "$(sed "s/8000/$port/g" "$1")"
  grep -q 'Directory listing' "$scratch/out" || fail "the server was not tested: $(cat "$scratch/out")"
  grep -q '^TOKEN' "$scratch/out" || fail "the run is not listed: $(cat "$scratch/out")"
  [ -z "$(cpr ps)" ] || fail "left running: $(cpr ps)"
}

for block in "$scratch"/blocks/*; do
  case $block in
    *.make)
      cp "$block" Makefile
      expect 'make -s test'
      rm Makefile
      ;;
    *.console) run_console "$block" ;;
    *.yaml) run_yaml "$block" ;;
    *.dockerfile) run_dockerfile "$block" ;;
    *.sh)
      if grep -q bootstrap "$block"; then
        count=$((count + 1))
        while IFS= read -r line; do grep -qxF "$line" "$source/.ci/run" || fail ".ci/run does not run: $line"; done <"$block"
      elif grep -q 'preset package' "$block"; then
        count=$((count + 1))
        grep -q '"name": "package"' "$source/CMakePresets.json" || fail 'there is no preset package'
      elif grep -qE 'strip-components|SHA256SUMS' "$block"; then
        run_install "$block"
      elif grep -q -e '--background' "$block"; then
        run_background "$block"
      elif grep -q 'cpr fork' "$block"; then
        run_messages "$block"
      elif grep -q SBATCH "$block"; then
        for task in 1 2 3; do SLURM_ARRAY_TASK_ID=$task expect "sh $block"; done
        [ -s result-3.json ] || fail 'no result of a task'
      elif grep -q 'parallel -S' "$block"; then
        :  # run by parallel.sh
      elif grep -q '^parallel' "$block" && ! command -v parallel >/dev/null; then
        skipped+=' parallel'
      else
        run_commands "$block"
      fi
      ;;
    *) fail "$block: unknown language" ;;
  esac
done
[ -z "$skipped" ] || echo "not run, because a program is missing:$skipped"
echo "$count run, $failures failed"
[ $count -gt 10 ] && [ $failures = 0 ]
