# Read by the shell of an end-to-end case (BASH_ENV): the programs that cases use to look at JSON keep
# a copy of what they read, in JSON_DIR. Files that still exist at the end of a case are kept by run.sh.
# shellcheck shell=bash

# The children of the case do not read this file.
unset BASH_ENV

keep_input_of() {  # COMMAND [ARG...]
  local word file=''
  for word in "${@:2}"; do
    [ -f "$word" ] && [ -s "$word" ] || continue
    file=$word
    command cp "$word" "$(mktemp "$JSON_DIR/XXXXXXXX")" 2>/dev/null
  done
  if [ -z "$file" ] && [ -p /dev/stdin ]; then
    command tee "$(mktemp "$JSON_DIR/XXXXXXXX")" | command "$@"
  else
    command "$@"
  fi
}

for program in awk cmp grep jq sed tail wc; do
  eval "$program() { keep_input_of $program \"\$@\"; }"
done
unset program
