#!/usr/bin/env bash
# Runs the cases of one file, in the form of ../e2e/run.sh, with the program for Windows under wine.
#
#   run.sh BIN_DIR FILE [--update]
#
# The command of a case is run by bash; `cpr` and `child` in it are cpr.exe and child.exe. The end of a line in
# the output can be \r\n. HERE is the directory of the file in Windows' spelling as well. `leftovers` and its
# kind see what runs child.exe, and cmd.exe.
# Exit status: 77 if wine is missing.
set -uo pipefail
tests=$(dirname "$(readlink -f "$0")") bin=$(realpath "$1") file=$(realpath "$2")
. "$tests/setup.sh"
export E2E_SECONDS=${E2E_SECONDS:-60} E2E_SYSTEM=$tests/system.sh CHILD_EXE=$bin/tests/windows/child.exe
"$tests/../e2e/run.sh" "$bin/wine/bin" "$file" ${3:+"$3"}
