# What the child writes arrives byte for byte on the stream where it was written.
$ cpr exec --stdio pipe 'printf "a\000b"; printf "\377\376" >&2' 2>err | od -An -c; od -An -tx1 err
   a  \0   b
 ff fe

# No newline is invented.
$ cpr exec --stdio pipe 'printf no-newline'
no-newline\c

# The same bytes through every kind of stdout.
$ cpr spawn --stdio pipe child spew 3000000 >file; child spew 3000000 | cmp - file && echo same
same

$ : >appended; cpr spawn --stdio pipe child spew 3000000 >>appended; cmp file appended && echo same
same

$ cpr spawn --stdio pipe child spew 3000000 | cmp - file && echo same
same

$ cpr spawn --stdio pipe child spew 3000000 | (sleep 0.3; cat) | cmp - file && echo same
same

$ cpr spawn --stdio pipe child spew 3000000 >/dev/null

# A child that puts its pipe into packet mode loses no byte, whatever the limit.
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
! cpr: 'child packets out 0123456789abcdef forever' wrote more than 10 bytes to stdout (--max-buffer); SIGTERM to 1 process
[125]

# A FIFO that both sides append to takes no splice.
$ mkfifo fifo; cat fifo >from-fifo & cpr spawn --stdio pipe child spew 3000000 >>fifo; wait; cmp from-fifo file && echo same
same

# The last bytes of a child that is gone are not lost.
$ cpr exec --stdio pipe 'child spew 60000 & exit 0' | wc -c
60000

# A background job holds nothing up where cpr has no need of its output: it has cpr's own descriptors.
$ cpr exec --kill-after 1s --leaks ignore --result r 'child forever & echo up'; grep -o '"verdict":"[^"]*"' r; survivors; end_survivors
up
"verdict":"exit"
child forever 

# A grandchild that holds the pipe is waited for, as Node's exec does.
$ cpr exec --stdio pipe '(sleep 0.2; echo late) & echo early'
early
late

# The reader has seen enough: the child gets SIGPIPE, cpr dies of it.
$ cpr execFile --stdio pipe yes | head -1; echo "${PIPESTATUS[0]}"
y
141

$ cpr execFile --stdio pipe child ignore PIPE flood | head -c 1 >/dev/null; echo "${PIPESTATUS[0]}"
141

# As little is said where nothing is relayed and the child dies of SIGPIPE itself.
$ for verb in spawn execFile; do cpr $verb yes | head -1; echo "${PIPESTATUS[0]}"; done; cpr exec 'exec yes' | head -1
y
141
y
141
y

$ mkfifo gone; exec 3<>gone 4>gone 3>&-; cpr spawn --stdout 4 yes; echo "$?"
141

# But where no reader has gone.
$ cpr spawn child die PIPE | cat; echo "${PIPESTATUS[0]}"
141
! cpr: 'child die PIPE' was ended by SIGPIPE

# Output that cannot be written is never a silent 0.
$ cpr exec --stdio pipe 'echo lost' >/dev/full
! cpr: cannot write stdout: No space left on device
[125]

$ cpr exec --stdio pipe 'echo lost >&2; exit 3' 2>/dev/full
[125]

$ cpr exec --json true >/dev/full
! cpr: cannot write to stdout: No space left on device
[125]

$ cpr exec --stdio pipe 'echo lost' >&-
! cpr: cannot write stdout: Bad file descriptor
[125]

$ cpr --version >/dev/full
! cpr: cannot write to stdout: No space left on device
[125]

$ cpr help >/dev/full
! cpr: cannot write to stdout: No space left on device
[125]

# A full pipe of stderr holds up nobody: the message comes after the end, or not at all.
$ (cpr execFile --stdio pipe --timeout 200ms child forever) 2>&1 | cat
cpr: 'child forever' timed out after 200 ms; SIGTERM to 1 process

# A reader that has stalled cannot stop a timeout; what is lost is said.
$ rm -f status; (cpr execFile --stdio pipe --timeout 200ms yes 2>err; echo $? >status) | until [ -s status ]; do sleep 0.1; done; cat status; sed 's/[0-9]* bytes/N bytes/' err
124
cpr: 'yes' timed out after 200 ms; SIGTERM to 1 process
cpr: the reader of stdout has stalled; N bytes could not be delivered

# /dev/stdout can be opened anew: it is a pipe, not a socket.
$ cpr execFile --stdio pipe child reopen-stdout through-dev-stdout
through-dev-stdout\c

$ cpr exec --stdio pipe 'echo to-dev-stdout >/dev/stdout; echo to-dev-stderr >/dev/stderr'
to-dev-stdout
! to-dev-stderr

# No flag of a shared descriptor is changed.
$ echo in | { cpr spawn --stdio pipe child cat; child fds | head -3; } 2>&1 | cat
in
0 pipe read
1 pipe write
2 pipe write

# Also where the caller has ignored SIGPIPE.
$ mkfifo lost; exec 3<>lost 4>lost 3>&-; (trap '' PIPE; cpr exec --stdio pipe 'echo x' >&4); echo "$?"
141

# A reader of stderr that has gone changes no status: cpr's own words are lost, and that is all.
$ mkfifo deserted; exec 3<>deserted 4>deserted 3>&-; cpr exec -v --timeout 200ms 'exec child forever' 2>&4; echo "$?"; cpr exec -v 'exit 3' 2>&4; echo "$?"; cpr exec --bogus true 2>&4; echo "$?"
124
3
125

# Closed standard descriptors, in all combinations: what cannot be delivered is never a silent 0.
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
