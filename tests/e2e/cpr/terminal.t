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

# Ctrl-C gets the user out of every run: what the child has left running, and what ignores INT as each `&`
# job of a script does, is killed at once, and so is what it had left running before.
$ for how in exec 'exec --stdio pipe' 'exec --leaks warn' 'exec --leaks kill' 'exec --timeout 20s' 'exec --json' 'exec --no-orphans'; do pty expect ready type '\x03' -- cpr $how -q -- '(trap "" INT; echo ready >/dev/tty; exec child forever) & exec child forever' | sed 's/^{.*"verdict":\("[a-z]*"\).*/\1/'; survivors; done
signal 2
signal 2
signal 2
signal 2
signal 2
signal 2
signal 2

$ pty expect ready type '\x03' -- cpr spawn -q sh -c '(trap "" INT; echo ready; exec child forever) & exec child forever'; survivors
signal 2

$ for key in 03 1c; do for how in '' '--leaks warn' '--no-orphans'; do pty expect gone type "\\x$key" -- cpr exec --stdio pipe $how -q 'p=$$; (trap "" INT QUIT; while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child forever) &'; done; done; survivors
signal 2
signal 2
signal 2
signal 3
signal 3
signal 3

# Once more is SIGKILL; after a second cpr says what it waits for.
$ pty show expect ready type '\x03' expect 'waiting for 1 process' type '\x03' -- cpr exec --kill-after none '(trap "" INT TERM; echo ready; exec child forever) & exec child forever' | sed 's/pid [0-9]*/pid N/'; survivors
ready
^Ccpr: waiting for 1 process still running (pid N 'child forever'); no SIGKILL, because --kill-after is none; Ctrl-C kills at once
^Ccpr: '(trap "" INT TERM; echo ready; exec child forever) & exec child forever': cpr received SIGINT; sent SIGTERM to 1 process, then SIGKILL to 1 process
signal 2

$ pty show expect ready type '\x03' expect 'SIGKILL in' -- cpr exec --kill-after 2s '(trap "" INT TERM; echo ready; exec sleep 60) & exec child forever' | sed 's/pid [0-9]*/pid N/; s/SIGKILL in [^;]*;/SIGKILL in T;/'
ready
^Ccpr: waiting for 1 process still running (pid N 'sleep 60'); SIGKILL in T; Ctrl-C kills at once
cpr: '(trap "" INT TERM; echo ready; exec sleep 60) & exec child forever' left 1 process running; sent SIGTERM to 1 process, then SIGKILL to 1 process
signal 2

# One that handles it is left alone, and its status is its own, also when something of it is left to be killed.
$ pty expect ready type '\x03' -- cpr exec -q '(trap "" INT; exec child forever) & exec child handle INT say ready await exit 7'; survivors
exit 7

$ pty show expect ready type '\x03' expect 'still running' type '\x1c' -- cpr spawn --timeout 20s child ignore INT say ready forever
ready
^Ccpr: 'child' has received SIGINT and is still running; Ctrl-\ sends SIGQUIT
^\cpr: 'child ignore INT say ready forever' was killed by SIGQUIT
signal 3

$ pty show expect ready type '\x1c' expect 'still running' kill 15 -- cpr spawn --timeout 20s child ignore QUIT say ready forever | sed "s/kill [0-9]*'/kill N'/"
ready
^\cpr: 'child' has received SIGQUIT and is still running; 'kill N' kills its process tree
cpr: 'child ignore QUIT say ready forever': cpr received SIGTERM; sent SIGTERM to 1 process
signal 15

$ pty show expect ready type '\x03' expect 'still waiting' type '\x1c' -- cpr spawn -v --timeout 20s child ignore INT say ready forever 2>&1 | grep -o 'cpr:.*typed.*'
cpr: SIGINT typed at the terminal; still waiting

# With --kill-mode process what is left is none of cpr's business, which returns all the same.
$ pty expect gone type '\x03' -- cpr exec --stdio pipe --kill-mode process -q 'p=$$; (trap "" INT HUP; while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child forever) &'; survivors; end_survivors
signal 2
child forever 

# Ctrl-Z stops cpr also when the child is gone.
$ pty expect gone type '\x1a' stopped continue type '\x03' -- cpr exec --stdio pipe -q 'p=$$; (trap "" INT; while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child forever) &'; survivors
signal 2

$ pty expect gone type '\x1a' stopped continue type '\x03' -- cpr exec --stdio pipe --no-orphans -q 'p=$$; (trap "" INT; while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child forever) &'; survivors
signal 2
