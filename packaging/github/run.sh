#!/usr/bin/env bash
# Second step of action.yml: runs the script of the input `run` with cpr, writes the outputs and the summary of the
# step, and exits with the status of cpr.
#
# Inputs are in INPUT_*, and never become a part of a script other than INPUT_RUN.
set -uo pipefail
fail() {
  printf 'verdict=\nstatus=125\nresult=\n' >>"${GITHUB_OUTPUT:-/dev/null}"
  echo "::error title=cpr::$1"
  exit 125
}
[ -n "${INPUT_RUN:-}" ] || fail 'run: is empty: write the script to run'

directory=$(mktemp -d "$RUNNER_TEMP/cpr-run-XXXXXX") || exit 125
trap 'rm -rf "$directory"' EXIT
script=$directory/script result=$directory/result.json
printf '%s\n' "$INPUT_RUN" >"$script"

# As the runner starts the shells of a step.
case ${INPUT_SHELL:-bash} in
  bash) command=(bash --noprofile --norc -eo pipefail "$script") ;;
  sh) command=(sh -e "$script") ;;
  *'{0}'*)
    read -ra words <<<"$INPUT_SHELL"
    command=("${words[@]//'{0}'/"$script"}")
    ;;
  *) fail 'shell: is not bash, sh, or a command with {0} for the script file' ;;
esac

# The runner kills a cancelled step with SIGKILL after ten seconds; --no-orphans then kills the rest.
options=(--no-orphans "--result=$result")
option() {  # NAME VALUE: not if it is empty
  [ -z "$2" ] || options+=("--$1=$2")
}
option timeout "${INPUT_TIMEOUT:-}"
option idle-timeout "${INPUT_IDLE_TIMEOUT:-}"
option kill-after "${INPUT_KILL_AFTER:-}"
[ -z "${INPUT_RETRY_ON:-}" ] || option retries "${INPUT_RETRIES:-1}"
[ -n "${INPUT_RETRY_ON:-}" ] || option retries "${INPUT_RETRIES:-}"
option retry-on "${INPUT_RETRY_ON:-}"
option cwd "${INPUT_WORKING_DIRECTORY:-}"

# The inputs, and the outputs of this step, are not for the script.
github_output=${GITHUB_OUTPUT:-/dev/null} summary=${GITHUB_STEP_SUMMARY:-/dev/null} title=$INPUT_RUN
unset "${!INPUT_@}"

# In the background, since bash handles a signal only when its child in the foreground has exited; -m, since bash
# would make a background command ignore SIGINT.
set -m
cpr spawn "${options[@]}" -- "${command[@]}" </dev/null &
cpr=$!
interrupted=1
trap 'interrupted=1; kill -TERM $cpr 2>/dev/null' INT TERM HUP
# A signal interrupts wait, which then has not seen the status of cpr.
while [ $interrupted = 1 ]; do
  interrupted=0
  wait $cpr
  status=$?
done
trap '' INT TERM HUP

# --- outputs ------------------------------------------------------------------------------------------------
json='' verdict=''
if [ -s "$result" ]; then
  json=$(cat "$result")
  # A quotation mark inside of a string is escaped, so that this finds the key alone.
  [[ $json =~ ,\"verdict\":\"([a-z-]+)\" ]] && verdict=${BASH_REMATCH[1]}
fi
delimiter=cpr_$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s<<%s\n%s\n%s\n' verdict "$delimiter" "$verdict" "$delimiter" \
  status "$delimiter" "$status" "$delimiter" result "$delimiter" "$json" "$delimiter" >>"$github_output"

# --- summary ------------------------------------------------------------------------------------------------
# Code is indented, so that a text cannot end it.
indented() { sed 's/[^[:print:][:space:]]/?/g; s/\r/?/g; s/^/    /'; }
{
  printf '### cpr: %s, status %s\n\n' "${verdict:-not started}" "$status"
  head -20 <<<"$title" | indented
  if [ -n "$json" ] && command -v jq >/dev/null; then
    jq -r '
      def took: . / 1000 | tostring + " s";
      "\n\(.durationMs | took)" + (if .attempts then ", attempts: " + (.attempts | map("\(.verdict) after \(.durationMs | took)") | join(", ")) else "" end),
      (if .kill and (.kill.snapshot | length) > 0 then "\nWhat was running before the first signal:\n" else empty end)' <<<"$json"
    jq -r '
      (.kill.snapshot // [])[:50][]
      | "\(.pid) \((.argv // ["?"]) | join(" ") | tojson[:200]) \(if .waits.call then "in " + .waits.call else .state end)"
        + (if .waits.fd then " on fd \(.waits.fd)" else "" end) + (if .waits.on.name then ", " + (.waits.on.name | tojson) else "" end)' <<<"$json" | indented
  fi
  echo
} >>"$summary"
[ "$status" = 0 ] || echo "::error title=cpr::${verdict:-not started}, status $status"
exit "$status"
