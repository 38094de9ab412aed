#!/usr/bin/env bash
# Random argument lists through cpr.exe to a child that prints what it gets, and hostile arguments for batch files.
#
#   arguments.sh BIN_DIR LISTS HOSTILE [SEED]
set -euo pipefail
tests=$(dirname "$(readlink -f "$0")") bin=$(realpath "$1") lists=$2 hostile=$3 seed=${4:-1}
. "$tests/setup.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
# A batch file that runs leaves a file.
printf '@echo ran> ran-%%~n0\r\n' | tee batch.bat >script.cmd
arguments() { on_windows "$bin/tests/windows/arguments.exe" "$@"; }

status=0
arguments lists "$bin/cpr.exe" "$bin/tests/windows/child.exe" "$lists" "$seed" || status=1
arguments batch "$bin/cpr.exe" "$hostile" "$seed" || status=1
exit $status
