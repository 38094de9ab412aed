#!/usr/bin/env bash
# The packages of npm, without a network: the types are up to date, the check of options agrees with cpr, and the
# packages that pack.mjs makes work from a node_modules.
#
#   package.sh BUILD_DIR SOURCE_DIR
set -euo pipefail
for program in node npm; do
  command -v $program >/dev/null || { echo "SKIPPED: $program is not installed"; exit 77; }
done
build=$(readlink -f "$1") source=$(readlink -f "$2")
case $(uname -m) in
  x86_64) platform=linux-x64 ;;
  aarch64) platform=linux-arm64 ;;
  *) echo "SKIPPED: there is no package for $(uname -m)"; exit 77 ;;
esac
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch
tests=$source/tests/npm name=$(cat "$source/packaging/npm/name")
fail() { echo "$1"; exit 1; }

node "$source/packaging/npm/types.mjs" --check
node "$tests/options.mjs" "$build/cpr" "$source"
modules=$scratch/project/node_modules
node "$source/packaging/npm/pack.mjs" "$modules" "$platform=$build/cpr" >"$scratch/tarballs"
while read -r tarball; do tar -tzf "$tarball" package/bin/cpr >/dev/null || fail "$tarball has no bin/cpr"; done <"$scratch/tarballs"
# Programs for another processor, and files that are not programs.
for wrong in "linux-arm64=$source/LICENSE" "linux-arm46=$build/cpr"; do
  ! node "$source/packaging/npm/pack.mjs" "$scratch/wrong" "$wrong" 2>/dev/null || fail "$wrong is packed"
done

cd "$scratch/project"
node "$tests/api.mjs" "$name" "${JSON_DIR:-}"
# The script for global installations, behind a link, from another directory.
mkdir "$scratch/bin"
ln -s "$modules/$name/bin/cpr" "$scratch/bin/cpr"
cd /
[ "$("$scratch/bin/cpr" spawn printf '%s|' 'a b' '' '*')" = 'a b||*|' ] || fail 'the script changes the arguments'
[ "$("$scratch/bin/cpr" --version)" = "$("$build/cpr" --version)" ] || fail 'the script starts another cpr'
status=0
"$scratch/bin/cpr" exec -q 'kill -TERM $$' || status=$?
[ $status = 143 ] || fail "the script exits with $status"
rm -r "$modules/@$name"
status=0
said=$("$scratch/bin/cpr" --version 2>&1) || status=$?
[[ "$status $said" == 125*"@$name/$platform is not installed: install it with"* ]] || fail "without the program: $status $said"
echo 'the packages work'
