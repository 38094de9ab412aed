# A timeout is 124, however the child reacts.
$ cpr spawn --timeout $SOON child forever 2>&1 | sed 's/; sent.*//'; echo "${PIPESTATUS[0]}"
cpr: 'child forever' timed out after 100 ms
124

$ cpr exec --timeout $SOON --kill-after 100ms 'child forever' 2>&1 | sed 's/; sent.*//'; echo "${PIPESTATUS[0]}"
cpr: 'child forever' timed out after 100 ms
124

# A program that ignores Ctrl-Break; wine has no console here, so that nothing else is seen of it (real/windows.t).
$ cpr spawn -q --timeout 1s --kill-after 100ms child ignore say ready forever; echo $?; late_leftovers
ready
124

$ cpr spawn --json --timeout 1s --kill-after 100ms child ignore say ready forever | grep -o '"verdict":"[^"]*"\|"timedOut":[a-z]*\|"by":"job"\|"stdout":"[^"]*"'
"verdict":"timeout"
"timedOut":true
"stdout":"ready\n"
"by":"job"

# --kill-after 0 is the end at once.
$ cpr spawn -q --timeout 1s --kill-after 0 child handle say ready await exit 5; echo $?
ready
124

# Signals that Windows does not know are refused.
$ cpr spawn --kill-signal SIGUSR1 --timeout 1s child create ran 2>err; echo $?; grep -o 'kill-signal: SIGUSR1' err; ls ran 2>/dev/null
125
kill-signal: SIGUSR1
[2]

$ for signal in SIGTERM SIGINT SIGQUIT SIGKILL; do cpr spawn -q --kill-signal $signal --timeout $SOON --kill-after 100ms child forever; echo $?; done
124
124
124
124

# No output for a while.
$ cpr spawn -q --idle-timeout 1s child say one forever; echo $?
one
124

$ cpr spawn -q --idle-timeout 20s child out a sleep 50 out b sleep 50 out c exit 3; echo " $?"
abc 3

# Exactly as many bytes as are allowed, and one more.
$ cpr spawn --max-buffer 1000 child spew 1000 | wc -c; echo "${PIPESTATUS[0]}"
1000
0

$ cpr spawn -q --max-buffer 1000 child spew 1001 forever | wc -c; echo "${PIPESTATUS[0]}"
1000
125

$ cpr spawn -q --max-buffer 1000 child flood | wc -c; late_leftovers
1000

$ cpr spawn --max-buffer 10 --max-buffer-action tail child out 0123456789abcdef
[cpr: 6 bytes omitted]
6789abcdef\c

$ cpr exec-file --json --max-buffer 3 child out abcdef forever | grep -o '"verdict":"[^"]*"\|"stdout":"[^"]*"'
"verdict":"max-buffer"
"stdout":"abc"

# A process that holds the output open.
$ cpr spawn -q --stdio pipe --timeout 1s child start detached [ forever ] exit 0; echo $?; late_leftovers
124

$ cpr spawn -q --stdio pipe --drain 100ms child start detached [ forever ] exit 6; echo $?; leftovers; kill_leftovers
6
HERE\child.exe forever

$ cpr spawn -q --leaks kill child start plain [ forever ] exit 6; echo $?; late_leftovers
6

# Retries.
$ cpr spawn -q --retries 2 child variable CPR_ATTEMPT exit 4
CPR_ATTEMPT=1
CPR_ATTEMPT=2
CPR_ATTEMPT=3
[4]
