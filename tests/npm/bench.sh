#!/usr/bin/env bash
# The time to start cpr directly and in the ways that npm and pnpm offer: `cpr --version`, the median of 50 runs
# (npx: 5), and of a script of Node that starts it, which the package avoids.
#
#   bench.sh CPR SOURCE_DIR [DIR]    DIR: with pnpm from install.sh; without it, pnpm is not measured
set -euo pipefail
cpr=$(readlink -f "$1") source=$(readlink -f "$2")
tools=${3:+$(readlink -f "$3")}
scratch=$(mktemp -d)
exec {hold}>/dev/null
trap 'exec {hold}>&-; wait; rm -rf "$scratch"' EXIT
[ "$(uname -m)" = x86_64 ] && platform=linux-x64 || platform=linux-arm64
name=$(cat "$source/packaging/npm/name")
node "$source/packaging/npm/pack.mjs" "$scratch/packed" "$platform=$cpr" >/dev/null
mkfifo "$scratch/hold"
node "$source/tests/npm/registry.mjs" "$scratch/packed" "$scratch/url" <"$scratch/hold" &
# The registry ends when this is closed.
exec {hold}>"$scratch/hold"
until [ -s "$scratch/url" ]; do sleep 0.02; done
npm_config_registry=$(cat "$scratch/url")
export npm_config_registry npm_config_cache=$scratch/cache npm_config_yes=true npm_config_update_notifier=false

mkdir "$scratch"/{linked,script,pnpm}
for directory in linked script pnpm; do echo '{}' >"$scratch/$directory/package.json"; done
(cd "$scratch/linked" && npm install --silent --no-audit --no-fund "$name")
(cd "$scratch/script" && npm install --silent --no-audit --no-fund --ignore-scripts "$name")
cat >"$scratch/shim.js" <<END
#!/usr/bin/env node
process.exitCode = require('child_process').spawnSync('$cpr', process.argv.slice(2), { stdio: 'inherit' }).status;
END
chmod +x "$scratch/shim.js"
cat >"$scratch/measure.js" <<'END'
const { spawnSync } = require('child_process');
const [title, runs, directory, ...command] = process.argv.slice(2);
const times = Array.from({ length: Number(runs) }, () => {
  const start = process.hrtime.bigint();
  if (spawnSync(command[0], command.slice(1), { cwd: directory }).status !== 0) throw new Error(command.join(' '));
  return Number(process.hrtime.bigint() - start) / 1e6;
}).sort((a, b) => a - b);
console.log(`${title.padEnd(44)} ${times[times.length >> 1].toFixed(1).padStart(8)} ms   (fastest ${times[0].toFixed(1)})`);
END
measure() { node "$scratch/measure.js" "$@" --version; }
measure 'the program' 50 / "$cpr"
measure 'npm install: .bin/cpr' 50 / "$scratch/linked/node_modules/.bin/cpr"
measure 'npm install --ignore-scripts: .bin/cpr' 50 / "$scratch/script/node_modules/.bin/cpr"
measure "the same: .bin/cpr-$platform" 50 / "$scratch/script/node_modules/.bin/cpr-$platform"
if [ -n "$tools" ]; then
  (cd "$scratch/pnpm" && node "$tools/node_modules/pnpm/bin/pnpm.cjs" add --silent --store-dir "$scratch/store" "$name")
  measure 'pnpm add: .bin/cpr' 50 / "$scratch/pnpm/node_modules/.bin/cpr"
fi
measure 'a script of Node (not in the package)' 20 / "$scratch/shim.js"
measure 'npx cpr' 5 "$scratch/linked" npx cpr
