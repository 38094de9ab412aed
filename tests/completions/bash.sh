#!/usr/bin/env bash
# Completes command lines of cpr in bash, as the Tab key does, and compares the candidates.
#
#   bash.sh BIN_DIR SOURCE_DIR
set -uo pipefail
bin=$1 source=$2
library=/usr/share/bash-completion/bash_completion
[ -f $library ] || { echo 'SKIPPED: bash-completion is not installed'; exit 77; }
bash -n "$source/completions/cpr.bash" || exit 1

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/here/folder"
touch "$scratch/here/file.txt"
cat >"$scratch/complete" <<'END'
shopt -s extglob progcomp
source "$1" 2>/dev/null
source "$2"
# A command with its own completion.
_child() { COMPREPLY=($(compgen -W '--of-child --other' -- "$2")); }
complete -F _child cpr-test-child
shift 2
COMP_LINE=$1 COMP_POINT=${#1}
# Split as by readline: at blanks, = and :.
COMP_WORDS=()
for word in $1; do
  while [[ $word == *[=:]* && -n $word ]]; do
    head=${word%%[=:]*} mark=${word:${#head}:1}
    [ -n "$head" ] && COMP_WORDS+=("$head")
    COMP_WORDS+=("$mark")
    word=${word#"$head$mark"}
  done
  [ -n "$word" ] && COMP_WORDS+=("$word")
done
[[ $1 == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMPREPLY=()
_cpr cpr "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
END
printf '#!/bin/sh\n' >"$scratch/cpr-test-child"
chmod +x "$scratch/cpr-test-child"
export PATH=$scratch:$bin:$PATH CPR_RUNTIME_DIR=$scratch/runs

complete_line() {
  (cd "$scratch/here" && CPR_TEST_VARIABLE=1 bash "$scratch/complete" $library "$source/completions/cpr.bash" "$1")
}
# Readline replaces the text behind the last colon.
shown() { local typed=${2:-}; if [[ $typed == *:* ]]; then echo "${1#*:}"; else echo "$1"; fi; }
described() { COMP_TYPE=63 complete_line 'cpr wait ' | grep "^$1  $2\$" >/dev/null; }
# shellcheck source=cases.sh
source "$(dirname "$0")/cases.sh"
