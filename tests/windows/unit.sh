#!/usr/bin/env bash
# Runs the unit tests that are built for Windows.
#
#   unit.sh BIN_DIR [ARG...]
#
# Exit status: 77 if wine is missing.
set -uo pipefail
tests=$(dirname "$(readlink -f "$0")") bin=$(realpath "$1")
shift
. "$tests/setup.sh"
cd "$bin/tests/windows" && on_windows unit.exe "$@"
