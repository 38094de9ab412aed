# For tests that run a recipe of the README on an engine. Sourced, with bin and source set. The engine has
# its own configuration, ports and state in $scratch. What the test starts ends with it.
export PATH=$bin:$PATH LC_ALL=C
unset CPR_TIMEOUT CPR_KILL_SIGNAL CPR_KILL_AFTER CPR_MAX_BUFFER CPR_LOG
source=$(realpath "$source")
scratch=$(mktemp -d)
failures=0
fail() { failures=$((failures + 1)); echo "$1"; }

# needs PACKAGE PROGRAM...: skips the test if one is missing.
needs() {
  local package=$1 program
  shift
  for program; do
    [ -n "$(PATH=$PATH:/usr/sbin command -v "$program")" ] && continue
    echo "skipped: $program is missing: apt-get install $package"
    rmdir "$scratch"
    exit 77
  done
}

# The block of the README that has a text.
block_with() {
  awk -v text="$1" '
    /^```./ { inside = 1; block = ""; next }
    /^```/ { if (inside && index(block, text)) printf "%s", block; inside = 0; next }
    inside { block = block $0 "\n" }' "$source/README.md"
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# eventually COMMAND...: waits until it succeeds, for a minute.
eventually() {
  local end=$((SECONDS + 60))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

# The processes with this argument, wherever they have gone.
running() {  # WORD
  # A file, as this grep has no such argument.
  grep -slxzF -f <(echo "$1") /proc/[0-9]*/cmdline | cut -d/ -f3
}
none_running() { [ -z "$(running "$1")" ]; }
some_running() { [ -n "$(running "$1")" ]; }

# The servers are jobs of this shell, and end with it, with their children; so do leftovers of tasks, which
# have a mark of the test as an argument.
mark=$((100000 + $$))
finish() {
  local status=$? pid
  trap - EXIT INT TERM
  for pid in $(jobs -p); do
    # shellcheck disable=SC2046
    kill $(cat "/proc/$pid/task/$pid/children" 2>/dev/null) "$pid" 2>/dev/null
  done
  for pid in $(for n in 1 2 3 4 5; do running "$mark.$n"; done); do kill -KILL "$pid" 2>/dev/null; done
  wait
  rm -rf "$scratch"
  exit $status
}
trap finish EXIT
trap 'exit 130' INT TERM
