#!/usr/bin/env bash
# Completes command lines of cpr in fish and compares the candidates.
#
#   fish.sh BIN_DIR SOURCE_DIR
set -uo pipefail
bin=$1 source=$2
command -v fish >/dev/null || { echo 'SKIPPED: fish is not installed'; exit 77; }
fish --no-execute "$source/completions/cpr.fish" || exit 1

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/here/folder" "$scratch/home"
touch "$scratch/here/file.txt"
printf '#!/bin/sh\n' >"$scratch/cpr-test-child"
chmod +x "$scratch/cpr-test-child"
export PATH=$scratch:$bin:$PATH CPR_RUNTIME_DIR=$scratch/runs HOME=$scratch/home CPR_TEST_VARIABLE=1
complete_line() {
  (cd "$scratch/here" && LINE=$1 fish --no-config -c "
    source '$source/completions/cpr.fish'
    complete -c cpr-test-child -f -l of-child -l other
    complete -C \"\$LINE\"" 2>&1)
}
shown() { echo "$1"; }
described() { grep -q "^$1"$'\t'"$2\$" <<<"$seen"; }
# shellcheck source=cases.sh
source "$(dirname "$0")/cases.sh"
