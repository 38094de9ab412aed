# Read by the shell of an end-to-end case (BASH_ENV): the programs that cases use to look at JSON keep
# a copy of what they read, in the directory STREAMS. run.sh keeps the results and events among it.
# shellcheck shell=bash

# The children of the case know nothing of it.
unset BASH_ENV
declare +x STREAMS

keep_input_of() {  # COMMAND [ARG...]
  local word file=''
  for word in "${@:2}"; do
    [ -f "$word" ] && [ -s "$word" ] || continue
    file=$word
    command cp "$word" "$(mktemp "$STREAMS/XXXXXXXX")" 2>/dev/null
  done
  if [ -z "$file" ] && [ -p /dev/stdin ]; then
    command tee "$(mktemp "$STREAMS/XXXXXXXX")" | command "$@"
  else
    command "$@"
  fi
}

for program in awk cmp grep jq sed tail wc; do
  eval "$program() { keep_input_of $program \"\$@\"; }"
done
unset program
