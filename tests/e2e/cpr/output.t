# Output is relayed byte for byte to the same stream.
$ cpr exec --stdio pipe 'printf "a\000b"; printf "\377\376" >&2' 2>err | od -An -c; od -An -tx1 err
   a  \0   b
 ff fe

# No newline is added.
$ cpr exec --stdio pipe 'printf no-newline'
no-newline\c

# The same bytes on every kind of stdout.
$ cpr spawn --stdio pipe child spew 3000000 >file; child spew 3000000 | cmp - file && echo same
same

$ : >appended; cpr spawn --stdio pipe child spew 3000000 >>appended; cmp file appended && echo same
same

$ cpr spawn --stdio pipe child spew 3000000 | cmp - file && echo same
same

$ cpr spawn --stdio pipe child spew 3000000 | (sleep 0.3; cat) | cmp - file && echo same
same

$ cpr spawn --stdio pipe child spew 3000000 >/dev/null

# A child that puts its pipe into packet mode loses no byte, with any limit.
$ cpr spawn --stdio pipe child packets spew 3000000 | cat | cmp - file && echo same
same

$ cpr execFile --json --max-buffer none child packets out 0123456789abcdef out ghij | grep -o '"stdout":"[^"]*"'
"stdout":"0123456789abcdefghij"

$ for action in head tail ends; do cpr execFile --max-buffer 10 --max-buffer-action $action child packets out 0123456789abcdef out ghij; echo "($action)"; done
0123456789
[cpr: 10 bytes omitted]
(head)
[cpr: 10 bytes omitted]
abcdefghij(tail)
01234
[cpr: 10 bytes omitted]
fghij(ends)

$ cpr execFile --max-buffer 10 child packets out 0123456789abcdef forever
0123456789\c
! cpr: 'child packets out 0123456789abcdef forever' wrote more than 10 bytes to stdout (--max-buffer); sent SIGTERM to 1 process
[125]

# A FIFO that is open for appending does not support splice(2).
$ mkfifo fifo; cat fifo >from-fifo & cpr spawn --stdio pipe child spew 3000000 >>fifo; wait; cmp from-fifo file && echo same
same

# The last bytes of a child that has exited are not lost.
$ cpr exec --stdio pipe 'child spew 60000 & exit 0' | wc -c
60000

# A background job does not delay cpr where cpr relays no output: the job has cpr's own fds.
$ cpr exec --kill-after 1s --leaks ignore --result r 'child forever & echo up'; grep -o '"verdict":"[^"]*"' r; leftovers; kill_leftovers
up
"verdict":"exit"
child forever 

# cpr waits for a grandchild that holds the pipe open, as Node's exec does.
$ cpr exec --stdio pipe '(sleep 0.2; echo late) & echo early'
early
late

# The reader exits: the child gets SIGPIPE, and cpr dies of SIGPIPE.
$ cpr execFile --stdio pipe yes | head -1; echo "${PIPESTATUS[0]}"
y
141

$ cpr execFile --stdio pipe child ignore PIPE flood | head -c 1 >/dev/null; echo "${PIPESTATUS[0]}"
141

# No message either where nothing is relayed and the child dies of SIGPIPE itself.
$ for verb in spawn execFile; do cpr $verb yes | head -1; echo "${PIPESTATUS[0]}"; done; cpr exec 'exec yes' | head -1
y
141
y
141
y

$ mkfifo gone; exec 3<>gone 4>gone 3>&-; cpr spawn --stdout 4 yes; echo "$?"
141

# A message where no reader is gone.
$ cpr spawn child die PIPE | cat; echo "${PIPESTATUS[0]}"
141
! cpr: 'child die PIPE' was killed by SIGPIPE

# Output that cannot be written is never a silent 0.
$ cpr exec --stdio pipe 'echo lost' >/dev/full
! cpr: cannot write to stdout: No space left on device
[125]

$ cpr exec --stdio pipe 'echo lost >&2; exit 3' 2>/dev/full
[125]

$ cpr exec --json true >/dev/full
! cpr: cannot write to stdout: No space left on device
[125]

$ cpr exec --stdio pipe 'echo lost' >&-
! cpr: cannot write to stdout: Bad file descriptor
[125]

$ cpr --version >/dev/full
! cpr: cannot write to stdout: No space left on device
[125]

$ cpr help >/dev/full
! cpr: cannot write to stdout: No space left on device
[125]

# A full pipe on stderr delays nothing: the message is written after the end, or dropped.
$ (cpr execFile --stdio pipe --timeout $SOON child forever) 2>&1 | cat
cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process

# A reader that has stalled cannot delay a timeout; the number of lost bytes is reported.
$ rm -f status; (cpr execFile --stdio pipe --timeout $SOON yes 2>err; echo $? >status) | until [ -s status ]; do sleep 0.1; done; cat status; sed 's/[0-9]* bytes/N bytes/' err
124
cpr: 'yes' timed out after 100 ms; sent SIGTERM to 1 process
cpr: cannot write to stdout: the reader stalled; N bytes not delivered

# /dev/stdout can be reopened: it is a pipe, not a socket.
$ cpr execFile --stdio pipe child reopen-stdout through-dev-stdout
through-dev-stdout\c

$ cpr exec --stdio pipe 'echo to-dev-stdout >/dev/stdout; echo to-dev-stderr >/dev/stderr'
to-dev-stdout
! to-dev-stderr

# No flag of a shared fd is changed.
$ echo in | { cpr spawn --stdio pipe child cat; child fds | head -3; } 2>&1 | cat
in
0 pipe read
1 pipe write
2 pipe write

# The same when the caller ignores SIGPIPE.
$ mkfifo lost; exec 3<>lost 4>lost 3>&-; (trap '' PIPE; cpr exec --stdio pipe 'echo x' >&4); echo "$?"
141

# A reader of stderr that is gone does not change the status: only cpr's messages are lost.
$ mkfifo deserted; exec 3<>deserted 4>deserted 3>&-; cpr exec -v --timeout $SOON 'exec child forever' 2>&4; echo "$?"; cpr exec -v 'exit 3' 2>&4; echo "$?"; cpr exec --bogus true 2>&4; echo "$?"
124
3
125

# Closed standard fds, in all combinations: output that cannot be delivered is never a silent 0.
$ for c in '' '<&-' '>&-' '<&- >&-'; do for e in '' '2>&-'; do eval "cpr exec --stdio pipe 'echo x; exit 0' $c $e"; echo "exec $c $e: $?"; done; done 2>/dev/null
x
exec  : 0
x
exec  2>&-: 0
x
exec <&- : 0
x
exec <&- 2>&-: 0
exec >&- : 125
exec >&- 2>&-: 125
exec <&- >&- : 125
exec <&- >&- 2>&-: 125

$ for c in '' '<&-' '>&-' '<&- >&-'; do for e in '' '2>&-'; do eval "cpr spawn child to 1 x to 2 y exit 3 $c $e"; echo " spawn $c $e: $?"; done; done 2>/dev/null
x spawn  : 3
x spawn  2>&-: 3
x spawn <&- : 3
x spawn <&- 2>&-: 3
 spawn >&- : 3
 spawn >&- 2>&-: 3
 spawn <&- >&- : 3
 spawn <&- >&- 2>&-: 3
