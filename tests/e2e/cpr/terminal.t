# needs terminal
# The terminal works as if cpr were not there. The child reads from it, and its end is seen.
$ pty type 'typed\n' type '\x04' expect typed expect typed -- cpr spawn child cat
exit 0

$ pty type 'typed\n' expect typed expect typed type '\x04' -- cpr exec cat
exit 0

$ pty type 'typed\n' expect typed expect typed type '\x04' -- cpr exec --stdio inherit,pipe,pipe cat
exit 0

# Its colours and line buffering are those of a program on a terminal.
$ pty show -- cpr exec --timeout 9s --kill-after 1s --leaks warn --result r 'test -t 0 && test -t 1 && test -t 2 && echo on a terminal'
on a terminal
exit 0

# Ctrl-C reaches the child exactly once; one that handles it goes on.
$ pty expect ready type '\x03' expect 'got 2' type '\x03' expect 'got 2' type 'x\n' -- cpr spawn child handle INT say ready await await read-byte exit 7
exit 7

# A child that dies of it takes cpr along in the same way, so that a shell's loop ends.
$ pty expect ready type '\x03' -- cpr spawn child say ready forever
signal 2

$ pty expect ready type '\x1c' -- cpr spawn child say ready forever
signal 3

# Typed at a pipe-fed child as well, whose output is relayed to the terminal.
$ pty expect ready type '\x03' -- cpr exec --stdio inherit,pipe,pipe 'echo ready; exec child forever'
signal 2

# Ctrl-Z stops both, and the clock stands still until they go on.
$ pty expect ready type '\x1a' stopped continue type 'x\n' expect x expect x type '\x04' -- cpr spawn child say ready cat
exit 0

[1]

$ pty expect ready type '\x1a' stopped continue type 'x\n' -- cpr spawn --timeout 5s child say ready read-byte exit 5
exit 5

# A child that does not stop keeps cpr going.
$ pty expect ready type '\x1a' type 'x\n' expect x -- cpr spawn child ignore TSTP say ready read-byte exit 5
exit 5

# Before the program runs nobody could handle a Ctrl-C: cpr does.
$ mkfifo fifo; pty expect started type '\x03' -- sh -c 'echo started; exec cpr spawn --stdin "<fifo" cat'
signal 2

# A signal from a process goes to the tree, and the terminal is as it was.
$ pty expect ready kill 15 -- cpr spawn child say ready forever
signal 15

# A program that had changed the terminal and is ended leaves it as it was: settings and foreground.
$ pty -- cpr spawn --timeout 300ms child raw forever
exit 124

$ pty -- cpr spawn --timeout 300ms --kill-after 100ms child foreground raw ignore TERM forever
exit 124

$ pty expect ready kill 15 -- cpr spawn child raw say ready forever
signal 15

# One that ends by itself may have meant it.
$ pty -- cpr spawn child raw exit 0
the terminal is not as it was
exit 0

# Cpr has changed nothing itself, also when it is killed; what a program had changed is put back by the
# guardian.
$ pty expect ready kill 9 -- cpr spawn child say ready forever
signal 9

$ pty expect ready kill 9 -- cpr spawn --no-orphans child raw say ready forever
signal 9

$ pty expect ready type '\x03' -- cpr spawn --no-orphans child say ready forever
signal 2

# Ctrl-Z goes through the guardian, too.
$ pty expect ready type '\x1a' stopped continue type 'x\n' expect x type '\x04' -- cpr spawn --no-orphans child say ready cat
exit 0

# A job in the background that wants input from the terminal is stopped until it has it, clocks included.
$ pty background type 'x\n' stopped continue expect x expect x type '\x04' -- cpr spawn cat
exit 0

# Also when cpr hears of the stop before it hears that the program runs.
$ pty background type 'x\n' stopped continue expect x expect x type '\x04' -- strace -DDD -o /dev/null -e inject=epoll_ctl:delay_enter=100000 cpr spawn cat
exit 0

$ pty background type 'x\n' stopped continue expect x expect x type '\x04' -- cpr spawn --timeout 5s --stdin pipe cat
exit 0

# A child in a session of its own gets nothing from the terminal but through cpr.
$ pty expect ready type '\x03' expect 'got 2' -- cpr spawn --detached --signals default -q child handle INT say ready await exit 7
signal 2

$ pty expect ready type '\x1a' stopped continue type '\x03' -- cpr spawn --detached -q child say ready forever
signal 2

# The terminal goes away: nobody is left.
$ pty expect ready hang-up -- cpr spawn --detached -q child daemonize forever -- say ready forever; survivors
signal 1
