# Events in the order in which cpr saw them; exactly one close, always last.
$ cpr spawn --events - --fd 4=pipe child out hi err oops to 4 four exit 3 | sed 's/"atMs":[0-9.]*,//; s/"pid":[0-9]*/"pid":1/; s/"result":.*/"result":.../' | sort; echo "${PIPESTATUS[0]}"
{"event":"close","result":...
{"event":"exit","code":3,"signal":null}
{"event":"fd","fd":4,"data":"four"}
{"event":"spawn","pid":1}
{"event":"stderr","data":"oops"}
{"event":"stdout","data":"hi"}
3

$ cpr exec --events - 'echo a; exit 1' | sed 's/.*"event":"\([a-z]*\)".*/\1/'
spawn
stdout
exit
close

# exit and close are different events.
$ cpr exec --events late '(until grep -q "\"exit\"" late; do :; done; echo late) & exit 0'; sed 's/.*"event":"\([a-z]*\)".*/\1/' late
late
spawn
exit
stdout
close

# A failed start is an error and a close.
$ cpr spawn --events - no-such-program | sed 's/"atMs":[0-9.]*,//; s/"result":.*/"result":.../'; echo "${PIPESTATUS[0]}"
{"event":"error","error":{"message":"spawn no-such-program ENOENT","code":"ENOENT","signal":null,"killed":false,"cmd":"no-such-program","errno":-2,"syscall":"spawn no-such-program","path":"no-such-program","spawnargs":[],"step":"exec"}}
{"event":"close","result":...
127
! cpr: cannot start 'no-such-program': no such program in PATH

# Signals and their reason.
$ cpr execFile --events - --timeout $SOON --kill-after 100ms child ignore TERM forever 2>/dev/null | grep -o '"event":"signal".*' | sed 's/"atMs":[0-9.]*,//'
"event":"signal","signal":"SIGTERM","reason":"timeout"}
"event":"signal","signal":"SIGKILL","reason":"timeout"}

# With events in a file the output is relayed as usual; the last line contains the result.
$ cpr exec --events e 'echo flows; exit 2'; tail -1 e | grep -o '"code":2,"signal":null\|"stdout":null'; wc -l <e
flows
"code":2,"signal":null
"code":2,"signal":null
"stdout":null
4

$ cpr exec --events fd:3 --json 'echo captured' 3>e3 | grep -o '"stdout":"[^"]*"'; tail -1 e3 | grep -o '"stdout":"[^"]*"'
"stdout":"captured\n"
"stdout":"captured\n"

# No character is cut between chunks; chunks of other encodings can be concatenated.
$ cpr execFile --events - child out $'\xc3' say $'\xa4' exit 0 | grep -o '"data":.*'
"data":"ä\n"}

$ cpr exec --events - 'printf "\303"; sleep 0.1; printf "\244"; sleep 0.1; printf "\360\237"; sleep 0.1; printf "\230\200\303"' | sed -n 's/.*"data":"\(.*\)"}/\1/p' | tr -d '\n'
ä😀�\c

$ cpr exec --events - --encoding base64 'printf a; sleep 0.1; printf bcd; sleep 0.1; printf e' | grep -o '"data":.*' | tr -d '"}\n' | sed 's/data://g' | base64 -d
abcde\c

# The bytes are those of the child, in order.
$ cpr execFile --max-buffer none --events - --encoding hex child spew 2000000 | sed -n 's/.*"event":"stdout".*"data":"\([0-9a-f]*\)".*/\1/p' | tr -d '\n' | sed 's/../\\x&/g' | { read -r -d '' x; printf "$x"; } | cmp - <(child spew 2000000) && echo same
same

# They are those that are kept: exactly the bytes within --max-buffer, and no marker.
$ for action in kill head tail ends; do cpr exec --events - --max-buffer 10 --max-buffer-action $action 'printf 0123456789abcdef' 2>/dev/null | sed -n 's/.*"event":"stdout".*"data":"\(.*\)"}/\1/p' | tr -d '\n'; echo; done
0123456789
0123456789
6789abcdef
01234bcdef

# A slow reader delays the child, not the timeout, and costs no memory.
$ (cpr execFile --max-buffer none --events - --timeout $SOON yes 2>err; echo $? >status) | until [ -s status ]; do sleep 0.1; done; cat status; sed 's/[0-9]* bytes/N bytes/' err
124
cpr: 'yes' timed out after 100 ms; sent SIGTERM to 1 process
cpr: cannot write the events: the reader stalled

$ cpr execFile --max-buffer none --events - child spew 3000000 | (sleep 0.3; tail -1) | grep -o '"verdict":"[^"]*"'
"verdict":"exit"

# When the reader is gone the run ends as with any stream.
$ cpr execFile --max-buffer none --kill-after 9s --events - yes | head -1 | grep -o '"event":"[a-z]*"'; echo "${PIPESTATUS[0]}"
"event":"spawn"
141
! cpr: 'yes' was killed by SIGPIPE

$ cpr exec --events /dev/full 'echo x'
x
! cpr: cannot write the events: No space left on device
[125]

# Only one of them can have stdout.
$ cpr exec --json --events - true
! cpr: --json and --events - both write to stdout: omit --json (the last event contains the result)
[125]

$ cpr spawn --events - --stdout inherit true
! cpr: --events - needs stdout for itself, but the child's fd 1 is cpr's stdout: make it pipe, 2 or a file
[125]

$ cpr exec --events /no/such/dir/file true
! cpr: --events: cannot write into directory '/no/such/dir': No such file or directory
[125]
