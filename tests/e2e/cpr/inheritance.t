# --inherit-fds passes on the fds that cpr inherited; the default does not.
$ cpr spawn --inherit-fds child fds 7</etc/passwd 200</etc/group </dev/null | grep -E '^(7|200) '
7 file read
200 file read

$ cpr spawn child fds 7</etc/passwd 200</etc/group </dev/null | grep -cE '^(7|200) '
0
[1]

$ : >in; cpr spawn --inherit-fds --fd 7='<in' child fds 7>out 8</etc/passwd </dev/null | grep -E '^[78] '
7 file read
8 file read

# cpr's own fds are not passed on either.
$ cpr exec --stdio inherit,pipe,pipe --inherit-fds --timeout 9s 'child fds' </dev/null >out; bash -c 'child fds' </dev/null >plain 2>&1; sed 's/ .*//' out >a; sed 's/ .*//' plain >b; diff a b && echo the same descriptors
the same descriptors

# --default-signals resets what cpr found, as Node does.
$ (trap '' HUP USR2 CHLD; cpr spawn --default-signals child signals)

$ child block-all exec cpr spawn --default-signals child signals

$ child block-all exec cpr spawn child signals | wc -l
60

# --compat node: a limit signals the child alone, once, and cpr waits for its exit.
$ cpr execFile --compat node --timeout $SOON --json child fork forever -- forever >r; grep -o '"verdict":"timeout","code":null,"signal":"SIGTERM"\|"by":"process"' r; leftovers | wc -l; kill -KILL "$(sed 's/.*"leaked":\[{"pid":\([0-9]*\).*/\1/' r)"
"verdict":"timeout","code":null,"signal":"SIGTERM"
"by":"process"
1

$ cpr execFile --compat node --timeout $SOON child handle TERM await-quietly exit 0
! cpr: 'child handle TERM await-quietly exit 0' timed out after 100 ms; sent SIGTERM to 1 process
[124]

$ cpr execFile --compat node --kill-after 100ms --timeout $SOON child ignore TERM forever
! cpr: 'child ignore TERM forever' timed out after 100 ms; sent SIGTERM to 1 process, then SIGKILL to 1 process
[124]

# With it an empty element of PATH is the current directory, and arguments are joined for the shell.
$ cp "$(command -v child)" here; cpr spawn --compat node --env PATH= here args
[here]

$ cpr execFile --compat node --shell 'echo' '$0' 'a  b'
/bin/sh a b

$ cpr spawn --compat perl ls
! cpr: --compat: 'perl' is not one of node, env
[125]
