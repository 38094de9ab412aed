#!/usr/bin/env bash
# Puts deliberate bugs into cpr, one after another, and checks that the tests detect them.
#
#   run.sh SOURCE_DIR --check             verifies that each bug still applies; builds nothing
#   run.sh SOURCE_DIR WORK_DIR [NAME...]  all bugs, or those with these names
#
# Each bug of `bugs` is applied to a copy of the sources, which is built and run with the test that has to
# fail. First all bugs are checked: the text that a bug replaces must occur exactly once in its file. Then
# the tests must pass without a bug, since a test that always fails detects nothing.
# Exit status: 0 if all bugs are detected, 1 if not, 2 if the bugs cannot be tried.
set -uo pipefail
source_dir=$1 work=$2
shift 2
wanted=("$@")
bugs=$(dirname "$(readlink -f "$0")")/bugs

is_wanted() { [ ${#wanted[@]} = 0 ] || [[ " ${wanted[*]} " == *" $1 "* ]]; }

# --- do they apply? ---
names=() tests=() broken=0
seed() {  # NAME TEST FILE SEARCH REPLACEMENT
  local found
  found=$(SEARCH=$4 perl -0ne '$n += () = /\Q$ENV{SEARCH}\E/g; END { print $n + 0 }' "$source_dir/$3" 2>/dev/null)
  if [[ " ${names[*]} " == *" $1 "* ]]; then
    echo "$1: more than one bug has this name"
    broken=$((broken + 1))
  elif ! [ -f "$source_dir/$3" ]; then
    echo "$1: does not apply: $3 does not exist"
    broken=$((broken + 1))
  elif [ "$found" != 1 ]; then
    echo "$1: does not apply: $3 contains its text $found times, not once"
    broken=$((broken + 1))
  fi
  names+=("$1")
  if is_wanted "$1"; then tests+=("$2"); fi
}
# shellcheck source=bugs
source "$bugs"
for name in "${wanted[@]}"; do
  [[ " ${names[*]} " == *" $name "* ]] && continue
  echo "$name: no bug has this name"
  broken=$((broken + 1))
done
if [ $broken != 0 ]; then
  echo "$broken of ${#names[@]} bugs cannot be applied: see tests/seeds/bugs"
  exit 2
fi
if [ "$work" = --check ]; then
  echo "${#names[@]} bugs apply"
  exit
fi

# --- do the tests pass without them? ---
mkdir -p "$work/tree" "$work/build"
work=$(realpath "$work")
refresh() {
  # Copy only changed files, to keep the build incremental.
  (cd "$source_dir" && git ls-files -co --exclude-standard) | sort >"$work/files"
  while IFS= read -r file; do
    cmp -s "$source_dir/$file" "$work/tree/$file" && continue
    [ -f "$source_dir/$file" ] || continue
    mkdir -p "$(dirname "$work/tree/$file")"
    cp -p "$source_dir/$file" "$work/tree/$file"
    touch "$work/tree/$file"
  done <"$work/files"
  # The lists of sources are globs: a file that was deleted would still be compiled.
  (cd "$work/tree" && find . -type f) | sed 's,^\./,,' | while IFS= read -r file; do
    [ -f "$source_dir/$file" ] || rm "$work/tree/$file"
  done
}
build() { cmake --build "$work/build" -j2 >"$work/build.log" 2>&1; }
# By a cpr without a bug, which kills what a bug leaves running.
run_tests() {  # REGEX [ARG...]
  E2E_FIRST=1 "$work/cpr" spawn -q --leaks kill \
    ctest --test-dir "$work/build" --no-tests=error --timeout 120 --stop-on-failure --output-on-failure -R "$@" \
    >"$work/test.log" 2>&1
}
# The case that failed, as FILE:LINE, or the test.
failed() {
  local place
  place=$(sed -n 's,^.*/tests/\(e2e/.*\.t:[0-9]*\)$,\1,p' "$work/test.log" | head -1)
  [ -n "$place" ] || place=$(sed -n 's/^\t *[0-9]* - \(.*\) (.*)$/\1/p' "$work/test.log" | head -1)
  echo "$place"
}

refresh
cmake -S "$work/tree" -B "$work/build" -DCMAKE_BUILD_TYPE=Debug >/dev/null && build || {
  tail -20 "$work/build.log"
  exit 2
}
cp "$work/build/cpr" "$work/cpr"
for test in "${tests[@]}"; do
  ctest --test-dir "$work/build" -N --no-tests=error -R "$test" >/dev/null 2>&1 && continue
  echo "no test is called '$test'"
  exit 2
done
if ! run_tests "$(printf '%s\n' "${tests[@]}" | sort -u | paste -sd'|')" --repeat until-pass:2; then
  echo "without a bug already failing: $(failed)"
  exit 2
fi

# --- are they detected? ---
detected=0 missed=0
seed() {  # NAME TEST FILE SEARCH REPLACEMENT
  local name=$1 test=$2 file=$work/tree/$3
  is_wanted "$name" || return 0
  SEARCH=$4 REPLACEMENT=$5 perl -0pi -e 's/\Q$ENV{SEARCH}\E/$ENV{REPLACEMENT}/' "$file"
  if ! build; then
    echo "$name: does not build"
    grep -m5 'error' "$work/build.log"
    missed=$((missed + 1))
  elif run_tests "$test"; then
    echo "$name: NOT DETECTED by $test$(grep -q '\*\*\*Skipped' "$work/test.log" && echo ', which is skipped here')"
    missed=$((missed + 1))
  elif [ -z "$(failed)" ]; then
    echo "$name: the tests could not be run"
    tail -5 "$work/test.log"
    missed=$((missed + 1))
  else
    echo "$name: detected by $(failed)"
    detected=$((detected + 1))
  fi
  cp "$source_dir/$3" "$file"
}
# shellcheck source=bugs
source "$bugs"
echo "$detected detected, $missed missed"
[ $missed = 0 ]
