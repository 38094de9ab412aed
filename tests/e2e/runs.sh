# Read by cases about runs in the background, which are supervised apart from the case (kill.t, wait.t, ps.t).
# shellcheck shell=bash
export CPR_RUNTIME_DIR=$HERE/runs
start() { cpr "$1" --background --stdio ignore "${@:2}"; }
# A zombie has ended; it is reaped when its parent, the first process of the machine, gets to it.
ended() { until [ "$(awk '/^State/ { print $2 }' "/proc/${1%[:.]*}/status" 2>&1)" = Z ] || reaped "$1" now; do sleep 0.01; done; }
reaped() { while [ -e "/proc/${1%[:.]*}" ]; do [ $# = 1 ] || return; sleep 0.01; done; }
records() { find "$CPR_RUNTIME_DIR" -type f | wc -l; }
unnumbered() { sed -E 's/[0-9]+[:.][0-9]+/TOKEN/g'; }
