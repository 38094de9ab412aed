#!/usr/bin/env bash
# Runs the cases of one file and compares their output with the golden output in the file.
#
#   run.sh BIN_DIR FILE [--update]
#
# A case is a command and its golden output:
#
#   # any comment
#   $ cpr exec 'echo out; echo err >&2; exit 3'
#   out
#   ! err
#   [3]
#
# `$ ` starts the command, `> ` continues it. Then follow the lines of stdout, those of stderr with the
# prefix `! `, and the exit status in brackets if it is not 0. A last line without a newline ends in
# `\c`. An empty line ends the case. All cases of a file share a new directory, which is shown as HERE
# in the output. What the processes of a tree were doing differs from run to run: these lines
# (`cpr:   PID ...`) and the elements of "snapshot" in JSON are omitted, unless the file has a line
# `# shows snapshots`. A file with a line `# needs X` is skipped (status 77) where X is not available: root,
# namespaces, terminal, valgrind, cgroup, memory cgroup, no sanitizer, node, python3, vim, less,
# redis-server, nginx. --update writes the actual output into the file. With E2E_FIRST=1 in the environment
# the first case that fails is the last.
#
# A time limit that has to expire, but only once the processes of the case are ready, is `$SOON`: 100ms.
# On a machine that stalls it may be over before. A case that has this word and fails is run again, in
# the directory as it was, with 1.1 s and then with 5.1 s, which are shown as 100 ms as well; the failure
# is printed. `$SOON_S` is the same in seconds, `$SOON_BARE` a number below 1000 without a unit. With
# E2E_ONCE=1 in the environment no case is run again.
#
# Results and events are kept for tests/schema/validate.py: the files that a case leaves, and in cases
# that name --json, --result or --events also what programs such as grep read. A case whose golden output
# shows a verdict or an event makes the directory, in which there must then be something.
#
# Cases can call `leftovers` (the command lines of test children that are still running),
# `late_leftovers` (those that are still running after a while), `leftover_pids`, `kill_leftovers`, with `needs cgroup` `cgroups`, and with `needs memory cgroup`
# `in_memory_cgroup LIMIT COMMAND...`, which runs a command in a new cgroup with that limit.
set -uo pipefail

bin=$(realpath "$1") file=$(realpath "$2") update=${3:-}
[ -x "$bin/cpr" ] || { echo "no cpr in $bin"; exit 2; }

skip() { echo "SKIPPED: $file needs $1"; exit 77; }
needs() { grep -q "^# needs $1\$" "$file"; }
if needs root && [ "$(id -u)" != 0 ]; then skip root; fi
if needs namespaces && ! unshare -pf --mount-proc true 2>/dev/null; then skip namespaces; fi
if needs terminal && ! "$bin/tests/pty" -- true >/dev/null; then skip terminal; fi
# valgrind cannot run a binary with the address sanitizer.
if needs valgrind && ! valgrind -q --log-file=/dev/null "$bin/cpr" --version >/dev/null 2>&1; then
  skip valgrind
fi
if needs cgroup && ! "$bin/cpr" spawn -q --containment cgroup true; then skip cgroup; fi

# The directory in which a cgroup with a limit of memory can be made, of version 1 or 2; or nothing.
memory_cgroup() {
  local path directory
  path=$(sed -n 's/^[0-9]*:\([^:]*,\)\?memory\(,[^:]*\)\?:\(.*\)/\3/p' /proc/self/cgroup)
  for directory in "/sys/fs/cgroup/memory$path" "/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)"; do
    mkdir "$directory/cpr-e2e-$$" 2>/dev/null || continue
    if [ -w "$directory/cpr-e2e-$$/memory.limit_in_bytes" ] || [ -w "$directory/cpr-e2e-$$/memory.max" ]; then
      rmdir "$directory/cpr-e2e-$$"
      echo "$directory"
      return
    fi
    rmdir "$directory/cpr-e2e-$$"
  done
}
in_memory_cgroup() {
  local box=$MEMORY_CGROUP/cpr-e2e-$BASHPID status try
  mkdir "$box" || return
  { echo "$1" >"$box/memory.limit_in_bytes" || echo "$1" >"$box/memory.max"; } 2>/dev/null
  shift
  (echo "$BASHPID" >"$box/cgroup.procs" && exec "$@")
  status=$?
  for try in {1..1000}; do rmdir "$box" 2>/dev/null && break; sleep 0.01; done
  return $status
}
export -f in_memory_cgroup
if needs 'memory cgroup'; then
  MEMORY_CGROUP=$(memory_cgroup)
  export MEMORY_CGROUP
  [ -n "$MEMORY_CGROUP" ] || skip 'memory cgroup'
fi
if needs 'no sanitizer' && grep -q __asan_init "$bin/cpr"; then skip 'a binary without sanitizer'; fi

for program in node python3 vim less redis-server nginx; do
  if needs $program && ! command -v $program >/dev/null; then skip $program; fi
done

tests=$(cd "$(dirname "$0")/.." && pwd)
EXAMPLES=$tests/examples E2E=$tests/e2e
# shellcheck source=../schema/keep.sh
. "$tests/schema/keep.sh"
export PATH=$bin:$bin/tests:$PATH LC_ALL=C EXAMPLES E2E
unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE
unset CPR_TIMEOUT CPR_KILL_SIGNAL CPR_KILL_AFTER CPR_MAX_BUFFER CPR_LOG
scratch=$(mktemp -d)
clean_up() { rm -rf "$scratch"; }
trap clean_up EXIT
mkdir "$scratch/here" "$scratch/streams"
cd "$scratch/here" || exit 2

# Processes of this file, identified by their working directory, that execute one of these programs.
pids_of() {
  local pid program
  for pid in $(find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$HERE" 2>/dev/null | cut -d/ -f3); do
    program=$(readlink "/proc/$pid/exe" 2>/dev/null)
    case " $* " in *" ${program##*/} "*) echo "$pid" ;; esac
  done
}
# A process may exit in between.
end_all() {
  local pid pids
  while pids=$(pids_of "$@") && [ -n "$pids" ]; do
    for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
  done
  true
}
leftover_pids() { pids_of child sleep; }
leftovers() {
  local pid
  for pid in $(leftover_pids); do
    { tr '\0' ' ' <"/proc/$pid/cmdline" && echo; } 2>/dev/null
  done
  true
}
late_leftovers() {
  for _ in {1..100}; do
    [ -n "$(leftover_pids)" ] || return 0
    sleep 0.1
  done
  leftovers
}
# A shell is one that has not executed its child yet.
kill_leftovers() { end_all child sleep dash; }
export -f pids_of end_all leftover_pids leftovers late_leftovers kill_leftovers
export HERE=$scratch/here

# Another system: it redefines pids_of, and edits the output with this script of sed.
system_edit=''
# shellcheck source=../windows/system.sh
[ -z "${E2E_SYSTEM:-}" ] || . "$E2E_SYSTEM"

# A file that needs a cgroup gets a new one, to see only its own: CGROUP is its directory.
if needs cgroup; then
  top=$(awk '/ - cgroup2 / { print $5; exit }' /proc/self/mountinfo)$(sed -n 's,^0::/\{0\,1\},/,p' /proc/self/cgroup)
  export CGROUP=${top%/}/e2e-$$
  mkdir "$CGROUP" && echo $$ >"$CGROUP/cgroup.procs" || exit 2
  clean_up() {
    rm -rf "$scratch"
    echo $$ >"$top/cgroup.procs"
    # rmdir fails until the kernel has finished the exit of the last processes.
    for _ in {1..100}; do rmdir "$CGROUP" 2>/dev/null && return; sleep 0.1; done
    echo "cannot remove $CGROUP"
  }
fi
cgroups() { find "$CGROUP" -name 'cpr-*' -type d; }
export -f cgroups

# A whole line on stderr, and one object of JSON on stdout.
hide_snapshots=()
if ! grep -q '^# shows snapshots$' "$file"; then
  hide_snapshots=(-E -e '/^cpr:   ([0-9]+ |and (at least )?[0-9]+ more process)/d' -e 's/"snapshot":\[\{.*\}\],"hook"/"snapshot":[...],"hook"/')
fi

marked() {  # FILE PREFIX EDIT: prints its lines, edited and with the prefix, and marks a missing last newline
  [ -s "$1" ] || return 0
  if [ -n "$(tail -c1 "$1")" ]; then echo '\c' >>"$1"; fi
  sed "${hide_snapshots[@]}" -E -e "$system_edit" -e "s,$scratch/here,HERE,g; $3" -e "s/^/$2/" "$1"
}

result=$scratch/result
cases=0 failures=0
: >"$result"

attempt() {  # COMMAND MS: sets `actual`
  local status shown=''
  # Timestamps of files are coarser than the clock.
  touch -d '1 second ago' "$scratch/before"
  export SOON=$2ms SOON_S=$(($2 / 1000)).$(($2 % 1000 / 100)) SOON_BARE=$(($2 < 1000 ? $2 : 990))
  # The time limit is not part of the case; it only ends a hang.
  BASH_ENV=$reports STREAMS=$scratch/streams timeout --foreground -k 5 "${E2E_SECONDS:-150}" bash -c "$1" >"$scratch/out" 2>"$scratch/err" </dev/null
  status=$?
  keep_json -newer "$scratch/before" . "$scratch/streams"
  rm -f "$scratch"/streams/*
  [ "$2" = 100 ] || shown="s/\b$SOON_S s\b/100 ms/g; s/\b990(s?)\b/100\1/g"
  actual=$(marked "$scratch/out" '' "$shown"; marked "$scratch/err" '! ' "$shown"; [ $status = 0 ] || echo "[$status]")
}
show_failure() {  # COMMAND EXPECTED LINE
  printf '%s:%s\n$ %s\n' "$file" "$3" "$1"
  diff -u --label expected --label actual <(printf '%s\n' "$2") <(printf '%s\n' "$actual")
}

# What a case has begun, ended; and the directory as it was before.
undo_case() {
  end_all child sleep dash cpr pty strace
  find . -mindepth 1 -delete
  cp -a "$scratch/saved/." .
}

run_case() {  # COMMAND EXPECTED LINE
  local actual reports='' longer=() ms
  cases=$((cases + 1))
  case ${JSON_DIR:+$1} in *--json* | *--result* | *--events*) reports=$tests/schema/keep_streams.sh ;; esac
  case ${JSON_DIR:+$2} in *'"verdict":'* | *'"event":'*) mkdir -p "$JSON_DIR" ;; esac
  if [[ $1 = *SOON* && $update != --update && ${E2E_ONCE:-} != 1 ]]; then
    longer=(1100 5100)
    rm -rf "$scratch/saved"
    cp -a . "$scratch/saved"
  fi
  attempt "$1" 100
  for ms in "${longer[@]}"; do
    [ "$actual" != "$2" ] || return 0
    show_failure "$@"
    echo "Once more, with SOON=${ms}ms:"
    undo_case
    attempt "$1" "$ms"
  done
  [ -z "$actual" ] || printf '%s\n' "$actual" >>"$result"
  [ "$actual" != "$2" ] || return 0
  failures=$((failures + 1))
  if [ "$update" != --update ]; then
    show_failure "$@"
    [ "${E2E_FIRST:-}" != 1 ] || exit 1
  fi
}

command='' expected='' in_case='' line_number=0 start=0
finish_case() {
  [ -n "$in_case" ] || return 0
  run_case "$command" "${expected%$'\n'}" $start
  command='' expected='' in_case=''
}

while IFS= read -r line || [ -n "$line" ]; do
  line_number=$((line_number + 1))
  case $line in
    '$ '*)
      finish_case
      command=${line#'$ '} in_case=yes start=$line_number
      printf '%s\n' "$line" >>"$result"
      ;;
    '> '* | '>')
      if [ -n "$in_case" ] && [ -z "$expected" ]; then
        command+=$'\n'${line#'>'}
        printf '%s\n' "$line" >>"$result"
      else
        expected+=$line$'\n'
      fi
      ;;
    '')
      finish_case
      printf '\n' >>"$result"
      ;;
    *)
      if [ -n "$in_case" ]; then
        expected+=$line$'\n'
      else
        printf '%s\n' "$line" >>"$result"
      fi
      ;;
  esac
done <"$file"
finish_case

if [ "$update" = --update ]; then
  cat "$result" >"$file"
  echo "$file: $cases cases, $failures rewritten"
  exit 0
fi
echo "$cases cases, $failures failed"
[ $cases -gt 0 ] && [ $failures = 0 ]
