#!/usr/bin/env bash
# Runs suites of tests one case after the other, without ctest, and prints for each suite a line
#
#   table: SUITE PASSED SKIPPED FAILED
#
# after the lines `skipped: NAME: REASON` and `failed: NAME`, and what those printed.
#
#   suites.sh BIN_DIR SOURCE_DIR OMIT SUITE...
#
# A suite is unit, tree (the unit tests of the process tree), e2e, terminal (the end-to-end tests of
# terminals), hostile; or one file of cases, such as e2e/leaks. OMIT is a file with lines
# `NAME: REASON` for what cannot run here: `unit/NAME OF THE CASE`, `e2e/FILE`, or `e2e/FILE WORD` for the
# cases of the file that contain that word. E2E_GOLDEN in the environment is a sed script for what the
# cases are expected to print.
set -uo pipefail
bin=$1 source=$2 omit=$3
shift 3
tests=$source/tests
scratch=$(mktemp -d)
output=$scratch/output
trap 'rm -rf "$scratch"' EXIT

reason_to_omit() { sed -n "s/^$(sed 's/[][\/.*^$]/\\&/g' <<<"$1"): //p" "$omit"; }
skip() { echo "skipped: $1: $2"; skipped=$((skipped + ${3:-1})); }
fail() {
  echo "failed: $1"
  sed 's/^/    /' "$output"
  failed=$((failed + ${2:-1}))
}
# The sum of the numbers in front of a word in the output.
count() { grep -oE "[0-9]+ $1" "$output" | awk '{ n += $1 } END { print n + 0 }'; }

unit() {  # FILES: patterns of source files, for doctest
  local name reason
  while IFS= read -r name; do
    reason=$(reason_to_omit "unit/$name")
    if [ -n "$reason" ]; then
      skip "unit/$name" "$reason"
    elif timeout -k 5 "${UNIT_LIMIT:-120}" "$bin/tests/unit" "$@" --test-case="${name//,/\\,}" >"$output" 2>&1 </dev/null; then
      passed=$((passed + 1))
    else
      fail "unit/$name"
    fi
  done < <("$bin/tests/unit" "$@" --list-test-cases --no-colors | grep -v '^\[doctest\]\|^=*$')
}

# Prints the file of cases without those that are omitted by a word, which it lists in `omitted`, and
# edited by E2E_GOLDEN.
without_omitted() {  # FILE NAME
  awk -v RS= -v ORS='\n\n' -v name="$2" -v list="$scratch/omitted" -v omit="$omit" '
    BEGIN {
      printf "" >list
      RS = "\n"
      while ((getline line <omit) > 0) {
        if (index(line, name " ") != 1) continue
        line = substr(line, length(name) + 2)
        words[++n] = substr(line, 1, index(line, ": ") - 1)
        reasons[n] = substr(line, index(line, ": ") + 2)
      }
      RS = ""
    }
    {
      for (i = 1; i <= n; ++i) {
        if ($0 ~ /(^|\n)\$ / && index($0, words[i])) {
          print words[i] ": " reasons[i] >list
          sub(/(^|\n)\$ .*/, "")  # what the file needs stays
          break
        }
      }
      if ($0 != "") print
    }' "$1" | sed -E '/^[$>] /b'$'\n'"${E2E_GOLDEN:-}"
}

e2e() {  # FILE...
  local file name cases reason status
  for file; do
    name=e2e/$(basename "$file" .t)
    cases=$(grep -c '^\$ ' "$file")
    reason=$(reason_to_omit "$name")
    if [ -n "$reason" ]; then
      skip "$name" "$reason" "$cases"
      continue
    fi
    mkdir -p "$scratch/cases"
    without_omitted "$file" "$name" >"$scratch/cases/$(basename "$file")"
    while IFS= read -r reason; do skip "$name ${reason%%: *}" "${reason#*: }"; done < <(awk NF "$scratch/omitted")
    file=$scratch/cases/$(basename "$file")
    cases=$(grep -c '^\$ ' "$file")
    [ "$cases" -gt 0 ] || continue
    timeout -k 5 "${E2E_LIMIT:-900}" "$tests/e2e/run.sh" "$bin" "$file" >"$output" 2>&1 </dev/null
    status=$?
    if [ $status = 77 ]; then
      skip "$name" "$(sed -n 's/^SKIPPED: .* needs /needs /p' "$output")" "$cases"
    elif [ $status = 0 ]; then
      passed=$((passed + cases))
    else
      # One that did not come to its end has failed as a whole.
      fail "$name" "$(n=$(count failed) && [ "$n" -gt 0 ] && echo "$n" || echo "$cases")"
      passed=$((passed + $(count cases) - $(count failed)))
    fi
  done
}

hostile() {
  local names name reason
  "$bin/tests/battery" "$bin" "$tests/hostile/cases" --jobs 2 --scale "${HOSTILE_SCALE:-10}" --slack 5000 --again >"$output" 2>&1 </dev/null
  while read -r reason names; do
    for name in $names; do skip "hostile/$name" "needs $reason"; done
  done < <(sed -n 's/^skipped, needs \([^:]*\): */\1 /p' "$output")
  passed=$((passed + $(count runs) - $(count failed)))
  if ! grep -q ' 0 failed' "$output"; then fail hostile "$(count failed)"; fi
}

status=0
for suite; do
  passed=0 skipped=0 failed=0
  case $suite in
    unit) unit --source-file-exclude='*test_tree*' ;;
    tree) unit --source-file='*test_tree*' ;;
    terminal) e2e "$tests"/e2e/cpr/{*terminal*,pty*}.t ;;
    e2e) e2e $(ls "$tests"/e2e/cpr/*.t | grep -v 'terminal\|/pty') ;;
    hostile) hostile ;;
    e2e/*) e2e "$tests/e2e/cpr/${suite#e2e/}.t" ;;
    *) echo "suites: unknown suite '$suite'"; exit 2 ;;
  esac
  echo "table: $suite $passed $skipped $failed"
  [ $failed = 0 ] && [ $passed -gt 0 ] || status=1
done
exit $status
