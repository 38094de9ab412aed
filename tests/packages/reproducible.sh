#!/usr/bin/env bash
# Two builds of the packages, in different directories and with different environments, are identical.
#
#   reproducible.sh SOURCE_DIR
#
# Takes twice as long as a build; compiler caches are off.
set -euo pipefail
source=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset SOURCE_DATE_EPOCH CMAKE_CXX_COMPILER_LAUNCHER CMAKE_C_COMPILER_LAUNCHER
export CCACHE_DISABLE=1

# All files that git does not ignore.
(cd "$source" && git ls-files -coz --exclude-standard | while IFS= read -r -d '' file; do
  if [ -e "$file" ]; then printf '%s\0' "$file"; fi
done | tar --null --no-recursion -T - -c) >"$out/source.tar"
build() {  # DIR
  mkdir -p "$1"
  tar -xf "$out/source.tar" --touch -C "$1"
  (cd "$1" && cmake --preset release && cmake --build --preset cpr --parallel 1 && cpack --preset release) \
    >"$out/log" 2>&1 || { tail -50 "$out/log"; exit 1; }
}
build "$out/one"
(
  umask 027
  export TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME=$out
  build "$out/two/in/a/deeper/directory"
)

one=$out/one/build two=$out/two/in/a/deeper/directory/build
failures=0
for file in release/cpr $(cd "$one" && ls packages/*.*) packages/SHA256SUMS; do
  cmp "$one/$file" "$two/$file" || failures=$((failures + 1))
done
cat "$one/packages/SHA256SUMS"
[ -s "$one/packages/SHA256SUMS" ] && [ $failures = 0 ]
