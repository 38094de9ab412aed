#!/usr/bin/env bash
# Runs the recipes of cpr-fork(1), which need packages from npm. They are installed into a temporary directory.
#
#   recipes.sh BIN_DIR SOURCE_DIR
#
# Exits with 77 where npm, its registry, jq or python3 is missing. Takes a minute, and 500 MB of disk.
set -uo pipefail
for program in npm node jq python3; do
  command -v $program >/dev/null || { echo "SKIPPED: $program is not installed"; exit 77; }
done
npm view jest-worker version >/dev/null 2>&1 || { echo 'SKIPPED: npm reaches no registry'; exit 77; }
# The first of them is npm install.
EXAMPLE_LIMIT=300 exec "$2/tests/manual/examples.sh" "$(readlink -f "$1")" "$(readlink -f "$2")/man/cpr-fork.1" RECIPES
