# needs terminal
# A status line during the run, removed at the end.
$ pty show expect 'cpr: 0.' expect ' of 5 s, stdout 6 B, stderr 0 B, 2 processes, idle for 0.' -- cpr spawn --progress --timeout 5s sh -c 'echo ready; sleep 1; exit 3'
ready
exit 3

# It is removed before output of the child, and never overwrites an unfinished line of the child.
$ pty show expect 'cpr: ' expect 'half whole' expect 'cpr: ' -- cpr exec --progress 'sleep 0.7; echo line; printf half; sleep 0.7; echo " whole"; sleep 0.7'
line
half whole
exit 0

# It is removed before messages of cpr and the result.
$ pty show expect 'cpr: ' -- cpr spawn --progress --timeout 600ms child forever
cpr: 'child forever' timed out after 600 ms; sent SIGTERM to 1 process
exit 124

$ pty expect 'cpr: ' expect '"stdout":"hi\n"' -- cpr exec --json --progress 'echo hi; sleep 0.5'
exit 0

# The number of processes, and a narrow terminal.
$ pty expect '3 processes' -- cpr exec --progress 'sleep 0.6 & sleep 0.6 & wait'
exit 0

$ pty show columns 20 expect 'cpr: 0.' -- cpr exec --progress --timeout 10s 'sleep 0.6'
exit 0

# It is removed while cpr is stopped.
$ pty expect 'cpr: ' type '\x1a' stopped continue type 'x\n' -- cpr spawn --progress child read-byte exit 5
exit 5

# It does not appear in a pipe or a file, and the stream options are unchanged as well.
$ cpr spawn --progress sh -c 'printf hi; sleep 0.5'
hi\c

$ cpr spawn --progress --dry-run true | grep stdio
stdio: ["0","1","2"]

$ cpr spawn --progress --unref true
! cpr: --unref cannot be used with --progress: omit one of them
[125]
