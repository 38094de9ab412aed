#!/bin/sh
# Runs the parity cases where node is there; says aloud when it is not.
#
#   run.sh CPR CHILD
if ! command -v node >/dev/null; then
  echo 'SKIPPED: no node in PATH; the parity with child_process was not checked'
  exit 77
fi
exec node "$(dirname "$0")/parity.mjs" "$@"
