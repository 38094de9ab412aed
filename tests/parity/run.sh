#!/bin/sh
# Runs a comparison if node is installed, else reports that it was skipped.
#
#   run.sh parity.mjs|fuzz.mjs|timeout.mjs CPR CHILD [...]
if ! command -v node >/dev/null; then
  echo 'SKIPPED: no node in PATH; nothing was compared'
  exit 77
fi
script=$(dirname "$0")/$1
shift
exec node "$script" "$@"
