# needs terminal
# One line while it runs, with what is known; it is gone at the end, without a trace.
$ pty show expect 'cpr: 0.' expect ' of 5 s, stdout 6 B, stderr 0 B, 2 processes, idle for 0.' -- cpr spawn --progress --timeout 5s sh -c 'echo ready; sleep 1; exit 3'
ready
exit 3

# It gives way to the child, and never writes into a line that the child has begun.
$ pty show expect 'cpr: ' expect 'half whole' expect 'cpr: ' -- cpr exec --progress 'sleep 0.7; echo line; printf half; sleep 0.7; echo " whole"; sleep 0.7'
line
half whole
exit 0

# What comes after it is not disturbed: the words of cpr itself, the result.
$ pty show expect 'cpr: ' -- cpr spawn --progress --timeout 600ms child forever
cpr: 'child forever' timed out after 600 ms; sent SIGTERM to 1 process
exit 124

$ pty expect 'cpr: ' expect '"stdout":"hi\n"' -- cpr exec --json --progress 'echo hi; sleep 0.5'
exit 0

# The processes of the tree, and a terminal that is narrow.
$ pty expect '3 processes' -- cpr exec --progress 'sleep 0.6 & sleep 0.6 & wait'
exit 0

$ pty show columns 20 expect 'cpr: 0.' -- cpr exec --progress --timeout 10s 'sleep 0.6'
exit 0

# It is gone while cpr is stopped.
$ pty expect 'cpr: ' type '\x1a' stopped continue type 'x\n' -- cpr spawn --progress child read-byte exit 5
exit 5

# Nothing of it in a pipe or a file: the options of the streams are what they were, too.
$ cpr spawn --progress sh -c 'printf hi; sleep 0.5'
hi\c

$ cpr spawn --progress --dry-run true | grep stdio
stdio: ["0","1","2"]

$ cpr spawn --progress --unref true
! cpr: --unref does not wait, so --progress can do nothing; leave one of them out, or use --detached
[125]
