#!/usr/bin/env bash
# Runs the examples of the man pages.
#
#   examples.sh BIN_DIR PAGE [RECIPES]      RECIPES: only the section of that name, which is not run otherwise
#
# An example is the text between .nf and .fi. Each line is a command, continued by lines that begin with
# a blank; `# exits N` after it gives an exit status other than 0, and `on a terminal` there that it needs
# one. Lines that begin with `{` are its output, and those with `cpr:` its messages, in which numbers and
# the directories of programs may differ. All examples of a page share a directory, /srv/build.
# An example that begins with `#!` is a script; recipes.sh runs it.
#
# They run as pasted from the rendered page: every line is indented as by man(1). Where groff is
# installed, the page is rendered and has to show exactly these lines.
set -uo pipefail
# shellcheck source=../schema/keep.sh
. "$(dirname "$0")/../schema/keep.sh"
# shellcheck source=plain.sh
. "$(dirname "$0")/plain.sh"
bin=$1 page=$2 section=${3:-}
if grep -q '^cpr fork' "$page" && ! command -v node >/dev/null; then
  echo "SKIPPED: the examples of $page need node"
  exit 77
fi

export PATH=$bin:$PATH LC_ALL=C
unset CPR_TIMEOUT CPR_KILL_SIGNAL CPR_KILL_AFTER CPR_MAX_BUFFER CPR_LOG
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/here"
export CPR_RUNTIME_DIR=$scratch/runs
cd "$scratch/here" || exit 2

indent='           '
rendered=
if command -v groff >/dev/null; then rendered=$(groff -man -Tascii -P-cbou "$page" 2>/dev/null); fi
pasted() { sed "s/^./$indent&/"; }

count=0 failures=0
same_but_for_numbers() {
  # What the kernel does not tell everywhere may be null.
  # One of several processes may exit before it is signalled, because another has.
  local unknown='s/("(maxRSS|oomKills)"):null/\1:0/g; s/(SIG[A-Z]+ to [0-9]+) process(es)?/\1 processes/g'
  diff <(sed -E "$unknown" <<<"$1" | sed -E 's/[0-9]+(\.[0-9]+)?/N/g; s/"result":\{.*/"result":.../; s,HERE|/srv/build,'"$PWD"',g; s/[0-9]+(\.[0-9]+)?/N/g; s,(N )/[^ ]*/,\1,') \
    <(sed -E "$unknown" <<<"$2" | sed -E 's/[0-9]+(\.[0-9]+)?/N/g; s/"result":\{.*/"result":.../; s,(N )/[^ ]*/,\1,')
}
works() {  # COMMAND STATUS OUTPUT MESSAGES: leaves what is seen in `status`, `seen` and `err`
  local said
  if [[ $1 = *'# on a terminal'* ]]; then
    "$bin/tests/pty" show -- bash -c "$(pasted <<<"$1")" | tr -d '\r' >"$scratch/err"
    status=$(sed -n 's/^exit //p' "$scratch/err") seen=
  else
    seen=$(timeout --foreground -k 5 "${EXAMPLE_LIMIT:-30}" bash -c "$(pasted <<<"$1")" 2>"$scratch/err" </dev/null)
    status=$?
    printf '%s\n' "$seen" >"$scratch/out"
    keep_json "$scratch/out" .
  fi
  said=$(grep '^cpr:' "$scratch/err")
  [ "$status" = "$2" ] && { [ -z "$3" ] || same_but_for_numbers "$3" "$seen"; } &&
    { [ -z "$4" ] || same_but_for_numbers "$4" "$said"; }
}
run_example() {  # COMMAND OUTPUT MESSAGES
  local wanted=0 status seen longer
  [ -n "$1" ] || return 0
  if [[ $1 = *python3* ]] && ! command -v python3 >/dev/null; then
    echo "not run, since it needs python3: $1"
    return 0
  fi
  count=$((count + 1))
  [[ $1 =~ '# '.*'exits '([0-9]+) ]] && wanted=${BASH_REMATCH[1]}
  works "$1" "$wanted" "$2" "$3" && return
  # On a machine that stalls a timeout may be over before the processes are ready: then a longer one decides.
  longer=$(sed -E 's/(--(idle-)?timeout) ([1-9]s)/\1 1\3/; s/(--(idle-)?timeout) [1-9]00ms/\1 990ms/' <<<"$1")
  [ "$longer" != "$1" ] && works "$longer" "$wanted" "$2" "$3" && return
  failures=$((failures + 1))
  printf '%s: exits %s, not %s\n%s\n' "$1" "$status" "$wanted" "$seen"
  cat "$scratch/err"
}

command='' output='' messages='' script=''
while IFS= read -r line; do
  if [ "$line" = .fi ]; then
    run_example "$command" "$output" "$messages"
    command='' output='' messages='' script=''
    continue
  fi
  if [ -n "$rendered" ] && ! grep -qxF -- "$(pasted <<<"$line")" <<<"$rendered"; then
    failures=$((failures + 1))
    printf 'the rendered page does not show: %s\n' "$line"
  fi
  [[ $line != '#!'* ]] || script=yes
  [ -z "$script" ] || continue
  case $line in
    '{'*) output+=${output:+$'\n'}$line ;;
    'cpr:'*) messages+=${messages:+$'\n'}$line ;;
    ' '*) command+=$'\n'$line ;;
    *)
      run_example "$command" "$output" "$messages"
      command=$line output='' messages=''
      ;;
  esac
done < <(plain_examples "$page" "$section")

echo "$count examples, $failures failed"
[ $count -gt 0 ] && [ $failures = 0 ]
