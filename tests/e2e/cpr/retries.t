# An attempt that fails is followed by another one; the status is that of the last.
$ cpr exec --retries 2 --retry-delay 10ms 'echo "attempt $CPR_ATTEMPT"; exit $((CPR_ATTEMPT + 3))'
attempt 1
attempt 2
attempt 3
! cpr: attempt 1 of 3: 'echo "attempt $CPR_ATTEMPT"; exit $((CPR_ATTEMPT + 3))' exited with code 4; trying again in 10 ms
! cpr: attempt 2 of 3: 'echo "attempt $CPR_ATTEMPT"; exit $((CPR_ATTEMPT + 3))' exited with code 5; trying again in 10 ms
[6]

$ cpr exec --retries 5 --retry-delay 10ms 'echo "attempt $CPR_ATTEMPT"; [ $CPR_ATTEMPT = 2 ]'
attempt 1
attempt 2
! cpr: attempt 1 of 6: 'echo "attempt $CPR_ATTEMPT"; [ $CPR_ATTEMPT = 2 ]' exited with code 1; trying again in 10 ms

$ cpr exec --retries 5 --retry-delay 10ms 'echo "attempt $CPR_ATTEMPT"'
attempt 1

# The user's own variable counts; without --retries there is none.
$ CPR_ATTEMPT=7; export CPR_ATTEMPT; cpr exec -q --retries 0 'echo $CPR_ATTEMPT'; cpr exec -q --retries 1 --retry-delay 0 --env CPR_ATTEMPT=x 'echo $CPR_ATTEMPT; exit 1'; cpr exec 'echo $CPR_ATTEMPT'
1
x
x
7

# A signal that the child sends itself is not a timeout, and SIGSEGV is not a success.
$ cpr exec --retries 1 --retry-delay 0 'kill -TERM $$'
! cpr: attempt 1 of 2: 'kill -TERM $$' was killed by SIGTERM; trying again at once
! cpr: 'kill -TERM $$' was killed by SIGTERM
[143]

$ cpr exec --retries 1 --retry-delay 0 --result r 'kill -SEGV $$' 2>&1 | sed 's/ (core dumped)//'; echo "${PIPESTATUS[0]}"; grep -o '"attempts":.*' r | sed 's/"durationMs":[0-9.]*/"durationMs":N/g'
cpr: attempt 1 of 2: 'kill -SEGV $$' was killed by SIGSEGV; trying again at once
cpr: 'kill -SEGV $$' was killed by SIGSEGV
139
"attempts":[{"verdict":"signal","code":null,"signal":"SIGSEGV","durationMs":N,"delayMs":0.000},{"verdict":"signal","code":null,"signal":"SIGSEGV","durationMs":N,"delayMs":0.000}],"readyAtMs":null}

# Each attempt has its own timeout, and reports what it waited for.
$ cpr exec-file --retries 1 --retry-delay 5 --timeout 150ms child forever
! cpr: attempt 1 of 2: 'child forever' timed out after 150 ms; sent SIGTERM to 1 process; trying again in 5 ms (5 means 5 ms; for seconds write 5s)
! cpr: 'child forever' timed out after 150 ms; sent SIGTERM to 1 process
[124]

$ cpr exec --retries 1 --retry-delay 0 --idle-timeout 100ms 'exec child forever'
! cpr: attempt 1 of 2: 'exec child forever' produced no output for 100 ms; sent SIGTERM to 1 process; trying again at once
! cpr: 'exec child forever' produced no output for 100 ms; sent SIGTERM to 1 process
[124]

$ cpr timeout --retries 1 --retry-delay 0.05 0.15 child forever
! cpr: attempt 1 of 2: 'child forever' timed out after 150 ms; sent SIGTERM to 1 process; trying again in 50 ms
[124]

$ mkfifo up; cpr exec --retries 1 --retry-delay 0 --leaks fail 'child say up close 1 close 2 forever >up & read word <up; exit 0' 2>&1 | sed 's/pid [0-9]*/pid N/; s/(.* old)/(N old)/'; echo "${PIPESTATUS[0]}"; leftovers
cpr: attempt 1 of 2: 'child say up close 1 close 2 forever >up & read word <up; exit 0' left 1 process running; sent SIGTERM to 1 process; trying again at once
cpr: 'child say up close 1 close 2 forever >up & read word <up; exit 0' left 1 process running; sent SIGTERM to 1 process
cpr: terminated: pid N 'child say up close 1 close 2 forever' (N old)
125

$ cpr spawn --retries 1 --retry-delay 0 --retry-on spawn-error no-such-program
! cpr: attempt 1 of 2: cannot start 'no-such-program': no such program in PATH; trying again at once
! cpr: cannot start 'no-such-program': no such program in PATH
[127]

# Silent with -q and with --json.
$ cpr exec -q --retries 1 --retry-delay 0 'exit 3'
[3]

$ cpr exec --retries 1 --retry-delay 0 --json 'echo $CPR_ATTEMPT; exit 3' | grep -o '"stdout":"[^"]*"'; echo "${PIPESTATUS[0]}"
"stdout":"2\n"
3

$ cpr exec -v --retries 1 --retry-delay 0 'exit 3' 2>&1 | grep 'attempt'
cpr: finished attempt 1 of 2, verdict exit; the next one follows after 0 us
cpr: attempt 1 of 2: 'exit 3' exited with code 3; trying again at once

# Not retried by default.
$ attempts() { cpr "$1" -q --retries 2 --retry-delay 10ms --result r "${@:2}" >/dev/null; echo "$?: $(grep -o '"durationMs":[0-9.]*,"delayMs"' r | wc -l)"; }; attempts spawn no-such-program; attempts spawn --max-buffer 3 child out 12345 forever; attempts spawn --max-memory 30M child take 60 forever; attempts spawn true
127: 1
125: 1
125: 1
0: 1

# Retried where that is asked for, and nothing else then.
$ attempts() { cpr "$1" -q --retries 2 --retry-delay 10ms --result r "${@:2}" >/dev/null; echo "$?: $(grep -o '"durationMs":[0-9.]*,"delayMs"' r | wc -l)"; }; attempts spawn --retry-on spawn-error no-such-program; attempts spawn --retry-on max-buffer --max-buffer 3 child out 12345 forever; attempts spawn --retry-on max-memory --max-memory 30M child take 60 forever; attempts exec --retry-on 7,100-110 'exit 105'; attempts exec --retry-on 7,100-110 'exit 111'; attempts exec --retry-on SIGSEGV 'kill -SEGV $$'; attempts exec --retry-on SIGSEGV 'kill -BUS $$'; attempts exec --retry-on 0 true; attempts spawn --retry-on SIGTERM,signal --timeout 100ms child forever; attempts spawn --retry-on timeout --timeout 100ms child forever
127: 3
125: 3
125: 3
105: 3
111: 1
139: 3
135: 1
0: 3
124: 1
124: 3

# A signal to cpr ends the attempt and the run.
$ cpr spawn --retries 3 --retry-delay 10ms --events e child forever & until grep -qs '"event":"spawn"' e; do sleep 0.01; done; kill $!; wait $!; echo $?; grep -c '"event":"spawn"' e; leftovers
143
1
! cpr: 'child forever': cpr received SIGTERM; sent SIGTERM to 1 process

# Between two attempts it ends the run at once: within 50 ms, unless the machine is busy each time.
$ for signal in TERM INT HUP QUIT; do rm -f e; (trap - INT QUIT; exec cpr exec --retries 3 --retry-delay 1h --events e --result r 'exit 3') & until grep -qs '"retry"' e; do sleep 0.01; done; from=$(date +%s%N); kill -$signal $!; wait $! 2>/dev/null; echo $?; echo $((($(date +%s%N) - from) / 1000000)) >>took; grep -o '"verdict":"interrupted","code":3' r; grep -o '"kill":{"reason":"interrupted","signals":\[\]' r; grep -o '"delayMs":.*' r; done; [ $(sort -n took | head -1) -lt 50 ] || cat took
143
"verdict":"interrupted","code":3
"kill":{"reason":"interrupted","signals":[]
"delayMs":0.000}],"readyAtMs":null}
130
"verdict":"interrupted","code":3
"kill":{"reason":"interrupted","signals":[]
"delayMs":0.000}],"readyAtMs":null}
129
"verdict":"interrupted","code":3
"kill":{"reason":"interrupted","signals":[]
"delayMs":0.000}],"readyAtMs":null}
131
"verdict":"interrupted","code":3
"kill":{"reason":"interrupted","signals":[]
"delayMs":0.000}],"readyAtMs":null}
! cpr: attempt 1 of 4: 'exit 3' exited with code 3; trying again in 3600 s
! cpr: 'exit 3': cpr received SIGTERM before attempt 2
! cpr: attempt 1 of 4: 'exit 3' exited with code 3; trying again in 3600 s
! cpr: 'exit 3': cpr received SIGINT before attempt 2
! cpr: attempt 1 of 4: 'exit 3' exited with code 3; trying again in 3600 s
! cpr: 'exit 3': cpr received SIGHUP before attempt 2
! cpr: attempt 1 of 4: 'exit 3' exited with code 3; trying again in 3600 s
! cpr: 'exit 3': cpr received SIGQUIT before attempt 2

$ cpr timeout --retries 3 --retry-delay 3600 --events e2 5 sh -c 'exit 3' & until grep -qs '"retry"' e2; do sleep 0.01; done; kill $!; wait $!; echo $?
143
! cpr: attempt 1 of 4: 'sh -c exit 3' exited with code 3; trying again in 3600 s

# While cpr is stopped, the clock of the delay stands still.
$ from=$(date +%s%N); setsid bash -c 'set -m; cpr exec -q --retries 1 --retry-delay 3s --events e3 --result r7 "exit 3" 2>err & until grep -qs "\"retry\"" e3; do sleep 0.01; done; kill -TSTP $!; until grep -q "^State:.T" /proc/$!/status; do sleep 0.01; done; sleep 0.5; kill -CONT $!; until [ -s r7 ]; do sleep 0.01; done' 2>/dev/null; cat err >&2; grep -o '"status":[0-9]*' r7; [ $((($(date +%s%N) - from) / 1000000)) -ge 3500 ] || echo early; grep -c '"event":"spawn"' e3
"status":3
2

# A file on stdin is read from the same offset by each attempt; other input is /dev/null.
$ printf 'a\nb\nc\n' >in; { read -r first; cpr exec -q --retries 1 --retry-delay 0 'cat; exit 1'; } <in; cpr exec -q --retries 1 --retry-delay 0 --stdin pipe 'cat; exit 1' <in | tr '\n' ' '
b
c
b
c
a b c a b c \c

$ echo x | cpr exec -q --retries 1 --retry-delay 0 'cat; exit 1'; cpr exec -q --retries 1 --retry-delay 0 --input 'text ' 'cat; exit 1'; cpr exec -q --retries 1 --retry-delay 0 --input-file in 'head -1; exit 1'
text text a
a
[1]

$ echo x | cpr exec --retries 1 --input-file - 'cat; exit 1'
! cpr: --input-file -: with --retries, stdin must be a file, since each attempt reads it from the start
[125]

# Messages from a file go to each attempt.
$ echo '{"to":"child"}' >lines; cpr spawn -q --retries 1 --retry-delay 0 --fd 3=ipc --messages lines -- sh -c 'read -r line <&3; echo "$line"; exit 1'; cpr fork -q --retries 1 --retry-delay 0 --exec-path /bin/sh ./module.sh <lines
{"to":"child"}
{"to":"child"}
! /bin/sh: 0: cannot open ./module.sh: No such file
! /bin/sh: 0: cannot open ./module.sh: No such file
[2]

$ mkfifo pipe; cpr spawn --retries 1 --fd 3=ipc --messages pipe true
! cpr: --messages pipe: with --retries, it must be a regular file, since each attempt reads it from the start
[125]

# The pid file is written for each attempt; a hook runs for each attempt.
$ cpr exec -q --retries 1 --retry-delay 0 --pid-file pid 'until [ "$(cat pid 2>/dev/null)" = $$ ]; do :; done; echo same; exit 1'
same
same
[1]

$ cpr exec --retries 1 --retry-delay 0 --timeout 100ms --before-kill 'echo hook $CPR_REASON' 'exec child forever' 2>&1 | grep hook
hook timeout
hook timeout

# The events of all attempts, and one close.
$ cpr exec --retries 1 --retry-delay 10ms --events - 'echo $CPR_ATTEMPT; exit 3' 2>/dev/null | sed 's/"atMs":[0-9.]*/"atMs":N/; s/"pid":[0-9]*/"pid":N/; s/"result".*/.../'
{"event":"spawn","atMs":N,"pid":N}
{"event":"stdout","atMs":N,"data":"1\n"}
{"event":"exit","atMs":N,"code":3,"signal":null}
{"event":"retry","atMs":N,"attempt":1,"of":2,"verdict":"exit","code":3,"signal":null,"delayMs":10.000}
{"event":"spawn","atMs":N,"pid":N}
{"event":"stdout","atMs":N,"data":"2\n"}
{"event":"exit","atMs":N,"code":3,"signal":null}
{"event":"close","atMs":N,...

# Nothing of an attempt is left when the next one starts: the lock is held by its whole tree.
$ cpr exec -q --retries 99 --retry-delay 0 --result r 'exec 9>lock; flock -n 9 || echo "attempt $CPR_ATTEMPT: overlap"; [ ! -e daemon ] || [ ! -e /proc/$(cat daemon) ] || echo "attempt $CPR_ATTEMPT: daemon"; rm -f daemon; echo begin >>log; setsid sh -c "echo \$\$ >daemon; exec child forever" </dev/null >/dev/null 2>&1 & until [ -s daemon ]; do :; done; echo end >>log; exit 3'; echo $?; uniq log | sort | uniq -c | tr -s ' '; grep -o '"delayMs"' r | wc -l; leftovers
3
 100 begin
 100 end
100

# What is left in spite of --leaks warn is killed as well, after the last attempt it is not.
$ cpr exec -q --retries 1 --retry-delay 0 --leaks warn 'exec 9>lock3; flock -n 9 || echo overlap; child close 1 close 2 forever & exit 1'; leftovers; kill_leftovers
child close 1 close 2 forever 

# The reader of the output has gone: another attempt would be of no use.
$ cpr spawn --retries 3 --retry-delay 10ms --result r yes | head -1; grep -o '"durationMs":[0-9.]*,"delayMs"' r | wc -l
y
1

# With --kill-mode process as well the tree is empty before the next attempt.
$ cpr exec --retries 2 --retry-delay 0 --kill-mode process --timeout 200ms --kill-after 0 'exec 9>lock2; flock -n 9 || echo overlap; [ $CPR_ATTEMPT = 3 ] || { child ignore TERM forever & child forever; }' 2>&1 | grep -v sent; echo "${PIPESTATUS[0]}"; leftovers
0

# The status line names the attempt.
$ cpr exec --retries 1 --retry-delay 0 --progress=100ms --timeout 500ms 'exec child forever' 2>&1 | grep -o 'cpr: attempt . of 2, 0[.]. s of 500 ms' | sed 's/0[.]. s of/N s of/' | uniq
cpr: attempt 1 of 2, N s of 500 ms
cpr: attempt 2 of 2, N s of 500 ms

# The delays with jitter.
$ CPR_RETRY_SEED=1 cpr exec --retries 3 --retry-delay 10ms..30ms 'exit 3'
! cpr: attempt 1 of 4: 'exit 3' exited with code 3; trying again in 7.833 ms
! cpr: attempt 2 of 4: 'exit 3' exited with code 3; trying again in 17.46 ms
! cpr: attempt 3 of 4: 'exit 3' exited with code 3; trying again in 29.57 ms
[3]

$ cpr exec --dry-run --retries 3 --retry-delay 1s..30s true | grep -E '^(retr|leaks)'
leaks: kill
retries: 3
retry-delay: 1 s to 30 s

# Bad usage.
$ cpr exec --retries 1001 true
! cpr: --retries: '1001' is not a number of retries: write 0 to 1000
[125]

$ cpr exec --retries 1 --retry-on timeout,foo true
! cpr: --retry-on: 'foo' is not a verdict, an exit code or a signal: write exit, signal, timeout, idle-timeout, max-buffer, max-memory, spawn-error, interrupted, leak, unknown, 75, 100-110 or SIGSEGV
[125]

$ cpr exec --retries 1 --retry-delay none true
! cpr: --retry-delay: 'none' has no end: write 1s, or 1s..30s for a delay that doubles
[125]

$ cpr exec --retries 1 --retry-delay 3s..1s true
! cpr: --retry-delay: '3s..1s' ends below its start: write 1s..3s
[125]

$ cpr exec --retries 1 --leaks ignore true
! cpr: --leaks ignore: --retries kills what an attempt leaves running: use kill, warn or fail
[125]

$ cpr exec --retry-on exit true
! cpr: --retry-on requires --retries
[125]

$ cpr exec --retries 1 --unref true
! cpr: --retries cannot be used with --unref: omit one of them
[125]

$ cpr fork --retries 1 --accept unix:x worker.js
! cpr: --retries cannot be used with --accept: omit one of them
[125]
