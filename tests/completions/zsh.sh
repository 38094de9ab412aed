#!/usr/bin/env bash
# Completes command lines of cpr in an interactive zsh on a pseudo-terminal, by the Tab key, and compares
# the candidates.
#
#   zsh.sh BIN_DIR SOURCE_DIR
set -uo pipefail
bin=$1 source=$2
command -v zsh >/dev/null || { echo 'SKIPPED: zsh is not installed'; exit 77; }
zsh -fc 'zmodload zsh/zpty' 2>/dev/null || { echo 'SKIPPED: zsh has no zpty'; exit 77; }
zsh -n "$source/completions/_cpr" || exit 1

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/here/folder" "$scratch/functions"
touch "$scratch/here/file.txt"
cp "$source/completions/_cpr" "$scratch/functions"
printf '#!/bin/sh\n' >"$scratch/cpr-test-child"
chmod +x "$scratch/cpr-test-child"
printf '#compdef cpr-test-child\n_arguments --of-child --other\n' >"$scratch/functions/_cpr-test-child"
export PATH=$scratch:$bin:$PATH CPR_RUNTIME_DIR=$scratch/runs CPR_TEST_VARIABLE=1 SCRATCH=$scratch

# A zsh that completes a line and prints the candidates.
cat >"$scratch/inner" <<'END'
PROMPT='' RPROMPT=''
fpath=($SCRATCH/functions $fpath)
autoload -Uz compinit
compinit -u -d $SCRATCH/dump
cd $SCRATCH/here
# Candidates are the arguments of compadd, except with -O and similar options.
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a offered
  builtin compadd -O offered "$@"
  print -rl -- $offered >>$SCRATCH/offered
  builtin compadd "$@"
}
zle_complete() { zle complete-word; print done >>$SCRATCH/offered; zle kill-buffer; }
zle -N zle_complete
bindkey '^I' zle_complete
zstyle ':completion:*' list-prompt ''
LISTMAX=10000
print ready >$SCRATCH/ready
END
cat >"$scratch/outer" <<'END'
zmodload zsh/zpty
zpty -b inner "ZDOTDIR=$SCRATCH TERM=dumb zsh -f -i"
zpty -w inner "source $SCRATCH/inner"
for ((i = 0; i < 600; i++)); do [[ -s $SCRATCH/ready ]] && break; sleep 0.05; done
while IFS= read -r line; do
  : >$SCRATCH/offered
  zpty -n -w inner "$line"$'\t'
  for ((i = 0; i < 200; i++)); do
    [[ $(tail -n 1 $SCRATCH/offered) == done ]] && break
    sleep 0.05
    # Read its output, or it blocks.
    while zpty -r -t inner text '*' 2>/dev/null; do :; done
  done
  cp $SCRATCH/offered $SCRATCH/answer.tmp && mv $SCRATCH/answer.tmp $SCRATCH/answer
done
zpty -d inner
END
mkfifo "$scratch/lines"
zsh -f "$scratch/outer" <"$scratch/lines" >/dev/null 2>&1 &
outer=$!
exec 7>"$scratch/lines"
trap 'exec 7>&-; wait $outer; rm -rf "$scratch"' EXIT
complete_line() {
  rm -f "$scratch/answer"
  printf '%s\n' "$1" >&7
  for _ in $(seq 300); do
    [ -f "$scratch/answer" ] && break
    sleep 0.05
  done
  sed '$d' "$scratch/answer"
}
shown() { echo "$1"; }
# The candidates are seen without their descriptions.
described() { true; }
# shellcheck source=cases.sh
source "$(dirname "$0")/cases.sh"
