#!/usr/bin/env bash
# Puts deliberate bugs into cpr, one after another, and checks that the tests detect them.
#
#   run.sh SOURCE_DIR WORK_DIR [NAME...]
#
# Each bug of `bugs` is applied to a copy of the sources, which is built and run with the test that has to
# fail. A bug that no longer applies to the sources is a failure.
set -uo pipefail
source_dir=$1 work=$2
shift 2
bugs=$(dirname "$(readlink -f "$0")")/bugs

mkdir -p "$work/tree" "$work/build"
refresh() {
  # Copy only changed files, to keep the build incremental.
  (cd "$source_dir" && git ls-files -co --exclude-standard) >"$work/files"
  while IFS= read -r file; do
    cmp -s "$source_dir/$file" "$work/tree/$file" && continue
    mkdir -p "$(dirname "$work/tree/$file")"
    cp -p "$source_dir/$file" "$work/tree/$file"
    touch "$work/tree/$file"
  done <"$work/files"
}
build() { cmake --build "$work/build" -j2 >"$work/build.log" 2>&1; }

refresh
cmake -S "$work/tree" -B "$work/build" -DCMAKE_BUILD_TYPE=Debug >/dev/null && build || {
  tail -20 "$work/build.log"
  exit 2
}

detected=0 missed=0
seed() {  # NAME TEST FILE SEARCH REPLACEMENT
  local name=$1 test=$2 file=$work/tree/$3
  [ ${#wanted[@]} = 0 ] || [[ " ${wanted[*]} " == *" $name "* ]] || return 0
  if ! SEARCH=$4 REPLACEMENT=$5 perl -0pi -e '$n = s/\Q$ENV{SEARCH}\E/$ENV{REPLACEMENT}/; END { exit !$n }' "$file"; then
    echo "$name: no longer applies to $3"
    missed=$((missed + 1))
  elif ! build; then
    echo "$name: no longer builds"
    tail -5 "$work/build.log"
    missed=$((missed + 1))
  elif ctest --test-dir "$work/build" --no-tests=error --timeout 120 -R "$test" >"$work/test.log" 2>&1; then
    echo "$name: NOT DETECTED by $test"
    missed=$((missed + 1))
  else
    echo "$name: detected by $(sed -n 's/^\t *[0-9]* - \(.*\) (.*)$/\1/p' "$work/test.log" | head -3 | paste -sd';')"
    detected=$((detected + 1))
  fi
  cp "$source_dir/$3" "$file"
}

wanted=("$@")
# shellcheck source=bugs
source "$bugs"
echo "$detected passed, $missed failed"
[ $missed = 0 ]
