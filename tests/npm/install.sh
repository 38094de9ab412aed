#!/usr/bin/env bash
# Installs the packages from a registry of the test with npm 10, npm 11 and pnpm, in the ways that a user does, and
# runs cpr and the JavaScript API; compiles the types with TypeScript.
#
#   install.sh BUILD_DIR SOURCE_DIR [DIR]    DIR: where the tools are installed, and stay; else a temporary directory
#
# Exits with 77 where node, npm or the registry of npm is missing. Takes a minute.
set -uo pipefail
for program in node npm; do
  command -v $program >/dev/null || { echo "SKIPPED: $program is not installed"; exit 77; }
done
case $(uname -m) in
  x86_64) platform=linux-x64 other=linux-arm64 other_machine='\xb7' ;;
  aarch64) platform=linux-arm64 other=linux-x64 other_machine='\x3e' ;;
  *) echo "SKIPPED: there is no package for $(uname -m)"; exit 77 ;;
esac
build=$(readlink -f "$1") source=$(readlink -f "$2")
scratch=$(mktemp -d)
mkdir -p "${3:-$scratch/tools}" "$scratch/tmp"
tools=$(readlink -f "${3:-$scratch/tools}")
registry=
clean_up() {
  exec {hold}>&-
  [ -z "$registry" ] || wait "$registry"
  rm -rf "$scratch"
}
exec {hold}>/dev/null
trap clean_up EXIT
tests=$source/tests/npm name=$(cat "$source/packaging/npm/name")

if [ ! -d "$tools/node_modules/typescript" ]; then
  echo '{}' >"$tools/package.json"
  (cd "$tools" && npm install --silent --no-audit --no-fund npm10@npm:npm@10 npm11@npm:npm@11 pnpm@10 typescript@5 >/dev/null 2>&1) ||
    { echo 'SKIPPED: npm cannot install npm 10, npm 11, pnpm and typescript from its registry'; exit 77; }
fi

# --- the packages, and a registry with them ---------------------------------------------------------------
# A program for the other platform is not run here; its processor is all that is seen of it.
{
  printf '\x7fELF'
  head -c 14 /dev/zero
  printf '%b\x00' "$other_machine"
} >"$scratch/other"
packed=$scratch/packed
node "$source/packaging/npm/pack.mjs" "$packed" "$platform=$build/cpr" "$other=$scratch/other" >/dev/null || exit 1
mkfifo "$scratch/hold"
node "$tests/registry.mjs" "$packed" "$scratch/url" <"$scratch/hold" &
registry=$!
exec {hold}>"$scratch/hold"
until [ -s "$scratch/url" ]; do
  kill -0 $registry || exit 1
  sleep 0.02
done
export npm_config_registry npm_config_cache=$scratch/cache npm_config_audit=false npm_config_fund=false
export npm_config_update_notifier=false npm_config_yes=true TMPDIR=$scratch/tmp
npm_config_registry=$(cat "$scratch/url")

# --- checks -----------------------------------------------------------------------------------------------
count=0 failures=0
check() {  # TITLE COMMAND...
  local title=$1
  shift
  count=$((count + 1))
  "$@" >"$scratch/out" 2>&1 && return
  failures=$((failures + 1))
  echo "FAILED: $title: $*"
  sed 's/^/    /' "$scratch/out"
}
project() {  # an empty one, as the current directory
  rm -rf "$scratch/project"
  mkdir "$scratch/project"
  cd "$scratch/project" || exit 2
  echo '{"private":true}' >package.json
}
is_the_program() { [ "$(head -c 4 "$(readlink -f "$1")")" = $'\x7fELF' ]; }
says_version() { [ "$("$@" --version)" = "$("$build/cpr" --version)" ]; }
exits_with() {  # STATUS COMMAND...
  local status=0
  "${@:2}" || status=$?
  [ $status = "$1" ]
}
# TERM to the process that was started reaches cpr, which kills the command and is killed by TERM.
takes_term() {
  rm -f pid
  "$@" exec --kill-after 10s 'echo $$ >pid.new; mv pid.new pid; sleep 60' &
  local started=$! status=0
  until [ -s pid ]; do
    kill -0 $started || return 1
    sleep 0.01
  done
  kill -TERM $started
  wait $started || status=$?
  echo "status $status; $(cat pid) $(kill -0 "$(cat pid)" 2>&1)"
  [ $status = 143 ] && ! kill -0 "$(cat pid)" 2>/dev/null
}
takes_interrupt() {  # END COMMAND...: Ctrl-C on a terminal reaches the command, which exits with 7
  rm -f stopped
  "$build/tests/pty" expect ready type '\x03' -- "${@:2}" exec 'trap "echo yes >stopped; exit 7" INT; echo ready; while :; do sleep 1; done' >seen
  cat seen
  grep -qxE "$1" seen || return 1
  until [ -s stopped ]; do sleep 0.01; done
}
works() {  # TITLE [--end END] COMMAND...: the command is cpr
  local title=$1 end='exit 7'
  shift
  [ "$1" != --end ] || { end=$2; shift 2; }
  check "$title, version" says_version "$@"
  check "$title, exit status" exits_with 3 "$@" exec 'exit 3'
  check "$title, timeout" exits_with 124 "$@" exec --timeout 100ms 'sleep 60 & sleep 60'
  check "$title, Ctrl-C" takes_interrupt "$end" "$@"
}
has_api() { check "$1, JavaScript" node "$tests/api.mjs" "$name"; }
names_the_way_out() {
  local said
  said=$("$@" 2>&1)
  echo "$said"
  [[ $said == *"@$name/$platform is not installed: install it with 'npm install @$name/$platform@"* ]]
}

for version in 10 11; do
  npm=$tools/node_modules/npm$version/bin/npm-cli.js npx=$tools/node_modules/npm$version/bin/npx-cli.js
  for option in '' --ignore-scripts; do
    title="npm $version install $option"
    project
    # shellcheck disable=SC2086
    check "$title" node "$npm" install $option "$name"
    check "$title: only this platform" test ! -e "node_modules/@$name/$other"
    if [ -z "$option" ]; then
      check "$title: .bin/cpr is the program" is_the_program node_modules/.bin/cpr
    else
      check "$title: .bin/cpr-$platform is the program" is_the_program "node_modules/.bin/cpr-$platform"
    fi
    works "$title" node_modules/.bin/cpr
    check "$title, TERM" takes_term node_modules/.bin/cpr
  done
  has_api "$title"
  # npx may be killed by the signal from the terminal.
  works "npm $version, npx" --end 'exit 7|signal 2' node "$npx" cpr

  project
  title="npm $version install of tarballs"
  check "$title" node "$npm" install "$packed/$name"-[0-9]*.tgz "$packed/$name-$platform"-*.tgz
  check "$title: .bin/cpr is the program" is_the_program node_modules/.bin/cpr
  works "$title" node_modules/.bin/cpr

  project
  check "npm $version, npx without an installation" exits_with 3 node "$npx" --package "$name" cpr exec 'exit 3'

  title="npm $version install --omit=optional"
  check "$title" node "$npm" install --omit=optional "$name"
  check "$title: the message" names_the_way_out node_modules/.bin/cpr --version
  check "$title: the error" names_the_way_out node -e "require('$name').run('true').catch((error) => console.log(error.message))"
  check "$title: the way out is found" node "$npm" install "@$name/$platform"
  check "$title: the way out, cpr" says_version node_modules/.bin/cpr

  title="npm $version install --global"
  check "$title" node "$npm" install --global --prefix "$scratch/global$version" "$name"
  check "$title: it is the program" is_the_program "$scratch/global$version/bin/cpr"
  works "$title" "$scratch/global$version/bin/cpr"
  check "$title, TERM" takes_term "$scratch/global$version/bin/cpr"
done

project
pnpm=$tools/node_modules/pnpm/bin/pnpm.cjs
check 'pnpm add' node "$pnpm" add --store-dir "$scratch/store" "$name"
works pnpm node_modules/.bin/cpr
check 'pnpm, TERM' takes_term node_modules/.bin/cpr
check 'pnpm exec' exits_with 3 node "$pnpm" exec cpr exec 'exit 3'
has_api pnpm

# --- types ------------------------------------------------------------------------------------------------
project
check 'install for the types' node "$tools/node_modules/npm11/bin/npm-cli.js" install "$name"
node "$tests/api.mjs" "$name" "$scratch/results" >/dev/null
{
  echo "import type { Result } from '$name';"
  n=0
  for result in "$scratch"/results/*; do
    printf 'export const r%d: Result = %s;\n' $((n += 1)) "$(cat "$result")"
  done
} >results.mts
check 'there are results' test "$(wc -l <results.mts)" -gt 10
sed "s/@NAME@/$name/" "$tests/use.ts" >use.mts
sed "s/@NAME@/$name/" "$tests/use.ts" >use.cts
printf '%s\n' '{"compilerOptions":{"strict":true,"noEmit":true,"module":"nodenext","target":"es2022","lib":["es2022","dom"],"types":[],"exactOptionalPropertyTypes":true}}' >tsconfig.json
check 'the types' node "$tools/node_modules/typescript/bin/tsc" -p .

echo "$count checks, $failures failed"
[ $count -gt 70 ] && [ $failures = 0 ]
