#!/usr/bin/env bash
# Makes the system calls of cpr fail one by one, and checks how cpr handles that.
#
#   sweep.sh BIN_DIR short|long        the whole sweep
#   sweep.sh BIN_DIR RUN WHO CALL NUMBER ERROR    one injection, with all output
#
# Every injection is put into one class:
#
#   OK      the same result as without it
#   CLEAR   another result, but cpr reports the reason, and the status is not 0
#   HANG    still running after its time limit
#   SILENT  another result without a message
#   WRONG   status 0 although output is missing, or another wrong status
#   ORPHAN  a process of the tree is still running afterwards, or a cgroup is left
#   CRASH   cpr was killed by a signal that was not sent
#   MISSED  the call was not made this time; not counted
#
# All but the first two and the last are bugs, and are printed as a command line. Variables: JOBS is the
# number of parallel jobs (2), BOUND the number of injections for one call of a run (3, spread over it),
# ONLY selects a run, SEEN is a file for all results. The status is 77 where strace may not trace.
set -uo pipefail
export LC_ALL=C
umask 022
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=runs.sh
source "$here/runs.sh"
# shellcheck source=judge.sh
source "$here/judge.sh"
# shellcheck source=../schema/keep.sh
source "$here/../schema/keep.sh"

bin=$1
bound_s=10
export PATH=$bin:$bin/tests:$PATH
unset CPR_TIMEOUT CPR_KILL_SIGNAL CPR_KILL_AFTER CPR_MAX_BUFFER CPR_LOG

[ -x "$bin/cpr" ] || { echo "no cpr in $bin"; exit 2; }
# cpr is not dumpable, so an ordinary user's strace could not read its memory. Where the prctl fails it
# stays dumpable.
if [ "$(id -u)" != 0 ] && [ -z "${DUMPABLE:-}" ]; then
  DUMPABLE=yes exec deny prctl:EPERM:4 -- "$0" "$@"
fi

skip() { echo "SKIPPED: $1"; exit 77; }
command -v strace >/dev/null || skip 'strace is missing'
strace -o /dev/null -f -b execve true 2>/dev/null || skip 'strace may not trace'
grep -q __asan_init "$bin/cpr" && skip 'a binary with sanitizers makes additional calls'
[ "$(id -u)" = 0 ] || runs=("${runs[@]/identity/}")
cpr spawn -q --containment cgroup true || runs=("${runs[@]/cgroup/}")
pty -- true >/dev/null || runs=("${runs[@]/progress/}")
case $2 in
  long) runs+=("${long_runs[@]}") ;;
  short) ;;
  *) runs=("$2") ;;
esac

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"; leave_boxes' EXIT

# Every place has its own cgroup where possible, to detect cgroups that cpr has not removed.
cgroups=$(awk '/ - cgroup2 / { print $5; exit }' /proc/self/mountinfo)$(sed -n 's,^0::/*,/,p' /proc/self/cgroup)
box_of() { echo "${cgroups%/}/faults-$$-${1##*/}"; }  # PLACE
enter_box() { mkdir -p "$(box_of "$1")" && echo $BASHPID >"$(box_of "$1")/cgroup.procs"; } 2>/dev/null
leave_boxes() {
  local box
  for box in "${cgroups%/}/faults-$$-"*; do rmdir "$box" 2>/dev/null; done
}

# The options of strace for one injection.
strace_options() {  # WHO CALL NUMBER ERROR
  local when=$3 error=${4%+}
  [ "$1" = cpr ] || printf '%s\n' -f -b execve
  if [ "$2" = memory ]; then
    # brk returns the current break instead of an error.
    printf '%s\n' -e trace=brk,mmap -e "inject=brk:retval=0:when=${3%:*}+" \
      -e "inject=mmap:error=ENOMEM:when=${3#*:}+"
  else
    [ "$error" = "$4" ] || when+=+
    printf '%s\n' -e "trace=$2" -e "inject=$2:error=$error:when=$when"
  fi
}

# Executes a run in a new directory: PLACE/{here,out,err,status,trace}.
observe() {  # PLACE RUN STRACE_OPTION...
  local place=$1 run=$2
  shift 2
  rm -rf "$place"
  mkdir -p "$place/here"
  (
    enter_box "$place"
    cd "$place/here" || exit 2
    # Where close_range(2) fails, cpr closes fds one by one, and strace stops at each.
    ulimit -S -n 1024
    "run_$run" timeout -s KILL $bound_s strace -qqq -o "$place/trace" "$@"
  ) >"$place/out" 2>"$place/err" </dev/null
  echo $? >"$place/status"
  # Not what other runs print: `sort` puts a newline after an event that is cut.
  keep_json "$place/here"
  if [ "$run" = json ]; then keep_json "$place/out"; fi
}

# Prints one injection with its class and cpr's messages.
inject() {  # PLACE RUN WHO CALL NUMBER ERROR
  local place=$1 options
  shift
  mapfile -t options < <(strace_options "${@:2}")
  observe "$place" "$1" "${options[@]}"
  printf '%s|%s|%s\n' "$(class_of "$place" "$scratch/as-is/$1" "${5%+}")" "$*" "$(messages_of "$place")"
}

command_line() {  # RUN WHO CALL NUMBER ERROR
  local body options
  mapfile -t options < <(strace_options "${@:2}")
  body=$(declare -f "run_$1" | sed '1,2d;$d')
  body=${body//'"$@"'/strace ${options[*]}}
  body=${body//'"${bounded[@]}"'/${bounded[*]}}
  body=${body//'"${relayed[@]}"'/${relayed[*]}}
  printf '%s\n' "${body//'$stubborn'/$stubborn}"
}

as_is() {
  local run
  for run in "${runs[@]}"; do
    [ -z "$run" ] || observe "$scratch/as-is/$run" "$run" -e trace=none
  done
}

plan() {  # SHORT BOUND
  local run who options
  for run in "${runs[@]}"; do
    [ -n "$run" ] || continue
    for who in cpr made; do
      options=()
      [ $who = cpr ] || options=(-f -b execve)
      observe "$scratch/record" "$run" "${options[@]}"
      awk -v run="$run" -v who=$who -v short="$1" -v bound="$2" -f "$here/plan.awk" \
        <(printf '%s\n' "$errors") "$scratch/record/trace" | sort
    done
  done
}

worker() {  # NUMBER JOBS: executes its share of the plan
  awk -v n="$1" -v jobs="$2" 'NR % jobs == n' "$scratch/plan" | while read -r point; do
    # shellcheck disable=SC2086
    inject "$scratch/worker-$1" $point
  done >"$scratch/seen-$1"
}

sweep() {
  local jobs=${JOBS:-2} job pids=() bugs
  for ((job = 0; job < jobs; job++)); do
    worker $job "$jobs" &
    pids+=($!)
  done
  wait "${pids[@]}"
  cat "$scratch"/seen-* | sort >"$scratch/seen"
  grep -E '^(HANG|SILENT|WRONG|ORPHAN|CRASH)' "$scratch/seen" | while IFS='|' read -r class point said; do
    # shellcheck disable=SC2086
    printf '%s: %s\n  messages: %s\n%s\n' "$class" "$point" "${said:-none}" "$(command_line $point)"
  done
  if [ -n "${SEEN:-}" ]; then cp "$scratch/seen" "$SEEN"; fi
  awk -F'[| ]' -v runs="${runs[*]}" -f "$here/table.awk" "$scratch/seen"
  bugs=$(grep -cE '^(HANG|SILENT|WRONG|ORPHAN|CRASH)' "$scratch/seen")
  # A sweep that missed too many calls proves nothing.
  [ "$bugs" = 0 ] && [ "$(grep -c '^MISSED' "$scratch/seen")" -le $(($(wc -l <"$scratch/seen") / 4)) ]
}

if [ -n "${ONLY:-}" ]; then runs=("$ONLY"); fi
as_is
case $2 in
  long)
    plan 0 "${BOUND:-3}" >"$scratch/plan"
    sweep
    ;;
  short)
    # Each call in three runs, pseudo-randomly chosen.
    awk -v runs=" ${runs[*]} " 'index(runs, " " $1 " ")' <<<"$chosen" >"$scratch/plan"
    plan 1 1 | awk '{ print NR * 7919 % 1009, $0 }' | sort -n | cut -d' ' -f2- |
      awk '++seen[$2, $3] <= 3' >>"$scratch/plan"
    sweep
    ;;
  *)
    inject "$scratch/one" "${@:2}"
    command_line "${@:2}"
    tail -v -c 2000 "$scratch/one"/{trace,out,err,status} | cat -v
    ;;
esac
