# The cases for all three shells. Sourced; `complete_line LINE` prints the candidates, one on each line.
count=0 failures=0
seen=''
complain() {
  failures=$((failures + 1))
  printf '%s\n  wanted: %s\n  offered: %s\n' "$1" "$2" "$(head -c 400 <<<"$seen" | tr '\n' ' ')"
}
look_at() { seen=$(complete_line "$1") count=$((count + 1)); }
# Two runs in the background, one of which has ended.
running=$("$bin/cpr" spawn --background --timeout 10m --stdio ignore sleep 500)
ended=$("$bin/cpr" exec --background --stdio ignore 'exit 3')
until "$bin/cpr" ps | grep -q ended:3; do sleep 0.01; done
# A shell may append a suffix to a candidate.
is_offered() { grep -qE -- "^$1[=/ ]?([[:blank:]]|\$)" <<<"$seen"; }
# offers LINE WORD... : every word is a candidate.
offers() {
  local line=$1 word
  shift
  look_at "$line"
  for word in "$@"; do
    is_offered "$word" || complain "$line" "$word"
  done
}
# not_offers LINE WORD... : no word is a candidate.
not_offers() {
  local line=$1 word
  shift
  look_at "$line"
  for word in "$@"; do
    is_offered "$word" && complain "$line" "not $word"
  done
  true
}

offers 'cpr ' exec-file execFile exec spawn help
offers 'cpr sp' spawn
offers 'cpr --' --help --version
offers 'cpr help ' exec spawn
offers 'cpr exec --' --timeout --kill-signal --max-buffer --json --help
not_offers 'cpr exec --' --killSignal --no-shell --signals --silent --send
offers 'cpr spawn --send 1 cpr-test-ch' cpr-test-child
offers 'cpr fork --' --send --silent --exec-path
not_offers 'cpr fork --' --shell
offers 'cpr fork --serialization ' json advanced
offers 'cpr fork --messages f' file.txt
offers 'cpr fork f' file.txt
offers 'cpr fork file.txt f' file.txt
offers 'cpr exec-file --default-s' --default-signals
offers 'cpr execFile --default-s' --default-signals
offers 'cpr exec --killS' --killSignal
offers 'cpr exec --kill-signal ' SIGTERM SIGKILL SIGUSR1
offers 'cpr exec --kill-signal SIGK' SIGKILL
offers 'cpr exec --killSignal SIGK' SIGKILL
offers 'cpr exec -s SIGK' SIGKILL
offers 'cpr exec -qs SIGK' SIGKILL
offers 'cpr exec --leaks ' ignore warn kill fail
offers 'cpr exec --kill-mode t' tree
offers 'cpr exec --encoding base' base64 base64url
offers 'cpr exec --timeout ' 5s none
offers 'cpr spawn --stdio p' pipe
offers 'cpr spawn --cwd f' folder
not_offers 'cpr spawn --cwd f' file.txt
offers 'cpr spawn --env-file f' file.txt folder
offers 'cpr spawn --uid ro' root
offers 'cpr spawn --gid ro' root
offers 'cpr spawn --unset-env CPR_TEST_V' CPR_TEST_VARIABLE
offers 'cpr spawn --timeout 5s --' --kill-after
offers 'cpr spawn cpr-test-ch' cpr-test-child
offers 'cpr execFile -- cpr-test-ch' cpr-test-child
offers 'cpr spawn --timeout 5s cpr-test-ch' cpr-test-child
offers 'cpr spawn -t5s -q cpr-test-ch' cpr-test-child
offers 'cpr timeout --' --foreground --kill-after --signal --version --cwd
not_offers 'cpr timeout --' --timeout --kill-signal
offers 'cpr timeout --signal SIGK' SIGKILL
not_offers 'cpr timeout cpr-test-ch' cpr-test-child
offers 'cpr timeout 5 cpr-test-ch' cpr-test-child
offers 'cpr timeout -k 5 10 cpr-test-child --' --of-child
# From the program on, the completion of the command is used for all words.
offers 'cpr spawn cpr-test-child --' --of-child --other
not_offers 'cpr spawn cpr-test-child --' --timeout
offers 'cpr execFile --timeout=5s --env A=1 -- cpr-test-child --of' --of-child
offers 'cpr spawn --kill-signal TERM cpr-test-child --ot' --other

offers 'cpr ' kill wait ps
offers 'cpr kill --' --signal --kill-after --help
not_offers 'cpr kill --' --kill-signal --timeout --cwd
offers 'cpr kill -s SIGK' SIGKILL
offers 'cpr wait --' --timeout --quiet
not_offers 'cpr wait --' --kill-after --json
offers 'cpr ps --' --json
offers 'cpr kill ' "$(shown "$running")"
not_offers 'cpr kill ' "$(shown "$ended")"
offers 'cpr wait ' "$(shown "$running")" "$(shown "$ended")"
offers "cpr wait $ended " "$(shown "$running")"
offers 'cpr ps --json ' "$(shown "$running")" "$(shown "$ended")"
offers "cpr kill -s KILL ${running:0:2}" "$(shown "$running")"
offers "cpr kill ${running%?}" "$(shown "$running" "${running%?}")"
# With its command, where that is shown.
look_at 'cpr wait '
described "$running" 'sleep 500' || complain 'cpr wait ' 'the command of the run'
"$bin/cpr" kill "$running"

echo "$count lines completed, $failures failed"
[ $failures = 0 ]
