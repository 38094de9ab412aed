#!/usr/bin/env bash
# What cpr costs next to timeout(1): start-up, in pairs of interleaved runs.
#
#   run.sh CPR BENCH_PAIR [RUNS]
set -euo pipefail
cpr=$1 pair=$2 runs=${3:-300}

command -v timeout >/dev/null || { echo 'bench: timeout(1) is missing, nothing to compare with'; exit 2; }

echo "start-up, $runs interleaved runs each"
"$pair" "$runs" 'cpr execFile --timeout 5s' "$cpr execFile --timeout 5s true" 'timeout 5' 'timeout 5 true'
echo
echo "through a shell, $runs interleaved runs each"
"$pair" "$runs" 'cpr exec --timeout 5s' "$cpr exec --timeout 5s true" 'timeout 5 sh -c' 'timeout 5 sh -c true'
