# The log has the output of all streams that cpr relays, which goes where it goes without it.
$ cpr spawn --log log child out one out two; echo; cat log
onetwo
onetwo\c

$ cpr exec --log log --fd 3=pipe 'echo out; echo err >&2; echo third >&3' 3>third; sort log; cat third
out
err
out
third
third
! err

# The same bytes: to a pipe (by tee), a file, nowhere, into JSON, with events, and into a FIFO.
$ child spew 3000000 >file; cpr spawn --log log child spew 3000000 | cmp - file && cmp log file && echo same
same

$ cpr spawn --log log child spew 3000000 >out; cmp out file && cmp log file && echo same
same

$ : >out; cpr spawn --log log child spew 3000000 >>out; cmp out file && cmp log file && echo same
same

$ cpr exec --log log --fd 3=pipe 'child spew 3000000 >&3'; cmp log file && echo same
same

$ cpr execFile --log log --json --max-buffer none --encoding base64 child spew 3000000 | sed 's/.*"stdout":"\([^"]*\).*/\1/' | base64 -d | cmp - file && cmp log file && echo same
same

$ cpr spawn --log log --events /dev/null child spew 3000000 | cmp - file && cmp log file && echo same
same

$ mkfifo fifo; cat fifo >from-fifo & cpr spawn --log fifo child spew 3000000 | cmp - file && wait && cmp from-fifo file && echo same
same

$ cpr spawn --log fd:3 child spew 3000000 3>log | cmp - file && cmp log file && echo same
same

$ cpr spawn --log log child packets spew 3000000 | cat | cmp - file && cmp log file && echo same
same

$ cpr spawn --log log child spew 3000000 | (sleep 0.3; cat) | cmp - file && cmp log file && echo same
same

# A kernel or a sandbox without tee(2) or splice(2), and a file that is open for appending.
$ deny tee:ENOSYS -- cpr spawn --log log child spew 3000000 | cmp - file && cmp log file && echo same
same

$ deny splice:EINVAL -- cpr spawn --log log child spew 3000000 | cmp - file && cmp log file && echo same
same

$ cpr spawn --log '>>appended' child spew 1000000 | cat >out; cpr spawn --log '>>appended' child spew 3000000 | cmp - file && cat out file | cmp - appended && echo same
same

# It is truncated, or appended to.
$ for log in log log '>>log' '>log' '>>log'; do cpr spawn --log "$log" echo $log; done >/dev/null; cat log
>log
>>log

$ rm -f log; (umask 027; cpr spawn --log log true); stat -c %a log
640

# The whole output, also what a limit omits; the marker names the log. With kill it ends at the limit.
$ for action in head tail ends; do cpr spawn --max-buffer 20 --max-buffer-action $action --log log seq 1000; seq 1000 | cmp - log; done
1
2
3
4
5
6
7
8
9
[cpr: 3875 bytes omitted, see log]
[cpr: 3876 bytes omitted, see log]
997
998
999
1000
1
2
3
4
5
[cpr: 3874 bytes omitted, see log]
999
1000

$ cpr spawn --max-buffer 4 --max-buffer-action head --log log --json seq 9 | grep -o '"stdout":"[^"]*"'; cat log | tr '\n' ' '
"stdout":"1\n2\n[cpr: 14 bytes omitted, see log]\n"
1 2 3 4 5 6 7 8 9 \c

$ cpr spawn --max-buffer 4 --max-buffer-action head --log $'a\nb' seq 9; rm a?b
1
2
[cpr: 14 bytes omitted, see a\nb]

$ cpr spawn --max-buffer 6 --log log child out 0123456789 forever; echo; cat log
012345
012345\c
! cpr: 'child out 0123456789 forever' wrote more than 6 bytes to stdout (--max-buffer); sent SIGTERM to 1 process

# Lines, with time and stream: whole ones, in the order in which they were complete.
$ printf '#!/bin/sh\nexec sed -E "s/^\\+[0-9]+[.][0-9]{3} //" "$@"\n' >lines; chmod +x lines

$ cpr exec --log log --log-format lines 'printf "one "; until grep -q two log; do echo two >&2; sleep 0.05; done; echo one; printf three' >/dev/null 2>&1; ./lines log | uniq; ! grep -vE '^\+[0-9]+\.[0-9]{3} [OE] ' log
E two
O one one
O three

$ cpr exec --log log --log-format lines 'printf "10%%\r20%%\r\nb\303\244\377\033[31mred\033[0m\n\n"' | od -c | sed -n '$p'; ./lines log
0000033
O 10%
O 20%
O bä�red
O 

$ cpr fork --silent --exec-path child --log log --log-format lines out hidden err words; ./lines log | sort
E words
O hidden

$ cpr spawn --log log --log-format lines --fd 3=pipe child to 3 third; ./lines log
3 third

$ cpr exec --log log --log-format lines --timeout 300ms 'echo before; sleep 60'; ./lines log | grep -v '^I  '; ! grep -q '^+0\.[0-2].. I' log
before
O before
I 'echo before; sleep 60' timed out after 300 ms; sent SIGTERM to 2 processes
! cpr: 'echo before; sleep 60' timed out after 300 ms; sent SIGTERM to 2 processes

$ cpr exec --log log --log-format lines --retries 2 --retry-delay 0 'echo try $CPR_ATTEMPT; exit 3'; ./lines log
try 1
try 2
try 3
O try 1
I attempt 1 of 3: 'echo try $CPR_ATTEMPT; exit 3' exited with code 3; trying again at once
O try 2
I attempt 2 of 3: 'echo try $CPR_ATTEMPT; exit 3' exited with code 3; trying again at once
O try 3
! cpr: attempt 1 of 3: 'echo try $CPR_ATTEMPT; exit 3' exited with code 3; trying again at once
! cpr: attempt 2 of 3: 'echo try $CPR_ATTEMPT; exit 3' exited with code 3; trying again at once

$ cpr exec --log log --log-format lines -q --timeout 300ms 'echo quiet; sleep 60'; ./lines log
quiet
O quiet

$ cpr exec --log log --retries 1 --retry-delay 0 'echo raw $CPR_ATTEMPT; exit 3'; cat log
raw 1
raw 2
raw 1
raw 2
! cpr: attempt 1 of 2: 'echo raw $CPR_ATTEMPT; exit 3' exited with code 3; trying again at once

# A log that cannot be written is reported, and the output of the child is not lost.
$ cpr spawn --log /dev/full child spew 3000000 | cmp - file; echo "${PIPESTATUS[0]}"
125
! cpr: cannot write the log to '/dev/full': No space left on device

$ cpr spawn --log /dev/full --log-format lines echo out
out
! cpr: cannot write the log to '/dev/full': No space left on device
[125]

$ (ulimit -f 100; cpr spawn --log log child spew 3000000 | cat; echo "${PIPESTATUS[0]}" >status) | cmp - file; cat status; cmp -n 102400 log file && stat -c %s log
125
102400
! cpr: cannot write the log to 'log': File too large

$ mkfifo gone; exec 3<>gone 4>gone 3>&-; cpr spawn --log fd:4 echo out; echo $?
out
125
! cpr: cannot write the log to fd:4: Broken pipe

$ cpr spawn --log /dev/full -q echo quiet
quiet
[125]

$ cpr spawn --log /dev/full --json echo out | grep -o '"status":[0-9]*'
"status":125
! cpr: cannot write the log to '/dev/full': No space left on device

$ cpr spawn --log /dev/full --timeout 300ms child out before forever
before\c
! cpr: 'child out before forever' timed out after 300 ms; sent SIGTERM to 1 process
! cpr: cannot write the log to '/dev/full': No space left on device
[124]

$ cpr spawn --log /dev/full --max-buffer 4 --max-buffer-action head echo 0123456789
0123
[cpr: 7 bytes omitted]
! cpr: cannot write the log to '/dev/full': No space left on device
[125]

# A reader that does not read delays the child, and the end of a run by a second at most.
$ mkfifo stalled; exec 4<>stalled; cpr spawn --timeout 500ms --log stalled child flood >/dev/null; echo $?; exec 4>&-
124
! cpr: 'child flood' timed out after 500 ms; sent SIGTERM to 1 process
! cpr: cannot write the log to 'stalled': the reader stalled

$ exec 4<>stalled; cpr spawn --timeout 500ms --log stalled child spew 60000 err late forever >out; cmp -n 60000 out file && wc -c <out; exec 4>&-
60000
! latecpr: 'child spew 60000 err late forever' timed out after 500 ms; sent SIGTERM to 1 process

$ cpr spawn --timeout 300ms --log fifo echo never
! cpr: 'echo never' timed out after 300 ms before it was started, while waiting for a reader of --log 'fifo'
[124]

# The reader of stdout goes: what was written until then is in the log, and the run ends as without one.
$ cpr spawn --log log child spew 3000000 | head -c 1 >/dev/null; echo "${PIPESTATUS[0]}"; head -c "$(stat -c %s log)" file | cmp - log && [ -s log ] && echo same
141
same

$ cpr exec --log log 'trap "" PIPE; while echo more; do :; done; echo err >&2; exit 1' >/dev/full 2>err; echo $?; tail -1 log; tail -1 err
125
err
cpr: cannot write to stdout: No space left on device

# Nothing to log, and what else is refused.
$ cpr spawn --log log --stdio inherit true
! cpr: --log: no output is relayed through cpr: make a stream a pipe, as in --stdio pipe, or omit the option
[125]

$ cpr spawn --log-format lines true
! cpr: --log-format requires --log
[125]

$ cpr spawn --log log --log-format json true
! cpr: --log-format: 'json' is not one of raw, lines
[125]

$ cpr spawn --log '>>' true
! cpr: --log: the value is empty: specify a file
[125]

$ cpr spawn --log /nope/log true
! cpr: --log: cannot write into directory '/nope': No such file or directory
[125]

$ cpr spawn --log . true
! cpr: --log: '.' is a directory: use a file
[125]

$ cpr spawn --log log --unref true
! cpr: --unref cannot be used with --log: omit one of them
[125]

$ cpr spawn --dry-run --log '>>log' --log-format lines true | tail -2; cpr spawn --dry-run --log fd:2 true | tail -2
log: >>log
log-format: lines
log: fd:2
log-format: raw
