# needs terminal
# The terminal works as without cpr. The child reads from it and sees end of file.
$ pty type 'typed\n' type '\x04' expect typed expect typed -- cpr spawn child cat
exit 0

$ pty type 'typed\n' expect typed expect typed type '\x04' -- cpr exec cat
exit 0

$ pty type 'typed\n' expect typed expect typed type '\x04' -- cpr exec --stdio inherit,pipe,pipe cat
exit 0

# The child has a terminal on stdout, so colours and line buffering are unchanged.
$ pty show -- cpr exec --timeout 9s --kill-after 1s --leaks warn --result r 'test -t 0 && test -t 1 && test -t 2 && echo on a terminal'
on a terminal
exit 0

# Ctrl-C reaches the child exactly once; a child that handles it continues.
$ pty expect ready type '\x03' expect 'got 2' type '\x03' expect 'got 2' type 'x\n' -- cpr spawn child handle INT say ready await await read-byte exit 7
exit 7

# If the child dies of it, cpr dies of it as well, so that a shell's loop stops.
$ pty expect ready type '\x03' -- cpr spawn child say ready forever
signal 2

$ pty expect ready type '\x1c' -- cpr spawn child say ready forever
signal 3

# The same for a child whose output is relayed to the terminal.
$ pty expect ready type '\x03' -- cpr exec --stdio inherit,pipe,pipe 'echo ready; exec child forever'
signal 2

# Ctrl-Z stops both, and the time limits are paused until they continue.
$ pty expect ready type '\x1a' stopped continue type 'x\n' expect x expect x type '\x04' -- cpr spawn child say ready cat
exit 0

[1]

$ pty expect ready type '\x1a' stopped continue type 'x\n' -- cpr spawn --timeout 5s child say ready read-byte exit 5
exit 5

# If the child does not stop, cpr does not stop.
$ pty expect ready type '\x1a' type 'x\n' expect x -- cpr spawn child ignore TSTP say ready read-byte exit 5
exit 5

# Before the program runs, cpr itself handles Ctrl-C.
$ mkfifo fifo; pty expect started type '\x03' -- sh -c 'echo started; exec cpr spawn --stdin "<fifo" cat'
signal 2

# A signal from a process is sent to the tree, and the terminal is restored.
$ pty expect ready kill 15 -- cpr spawn child say ready forever
signal 15

# When a program that has changed the terminal is killed, cpr restores settings and foreground.
$ pty -- cpr spawn --timeout $SOON child raw forever
exit 124

$ pty -- cpr spawn --timeout $SOON --kill-after 100ms child foreground raw ignore TERM forever
exit 124

$ pty expect ready kill 15 -- cpr spawn child raw say ready forever
signal 15

# Changes by a program that exits by itself are kept.
$ pty -- cpr spawn child raw exit 0
the terminal settings have changed
exit 0

# cpr itself changes nothing, even when it is killed; the guardian restores what a program has
# changed.
$ pty expect ready kill 9 -- cpr spawn child say ready forever
signal 9

$ pty expect ready kill 9 -- cpr spawn --no-orphans child raw say ready forever
signal 9

$ pty expect ready type '\x03' -- cpr spawn --no-orphans child say ready forever
signal 2

# Ctrl-Z works with a guardian as well.
$ pty expect ready type '\x1a' stopped continue type 'x\n' expect x type '\x04' -- cpr spawn --no-orphans child say ready cat
exit 0

# `cpr timeout` is not, since timeout(1) is not: the time limit ends the command.
$ pty background -- cpr timeout .2 cat
exit 124

# A background job that reads from the terminal is stopped until it is in the foreground, and its time
# limits are paused.
$ pty background type 'x\n' stopped continue expect x expect x type '\x04' -- cpr spawn cat
exit 0

# The same when cpr is notified of the stop before it knows that the program runs.
$ pty background type 'x\n' stopped continue expect x expect x type '\x04' -- strace -DDD -o /dev/null -e inject=epoll_ctl:delay_enter=100000 cpr spawn cat
exit 0

$ pty background type 'x\n' stopped continue expect x expect x type '\x04' -- cpr spawn --timeout 5s --stdin pipe cat
exit 0

# A child in a new session gets nothing from the terminal but through cpr.
$ pty expect ready type '\x03' expect 'got 2' -- cpr spawn --detached --default-signals -q child handle INT say ready await exit 7
signal 2

$ pty expect ready type '\x1a' stopped continue type '\x03' -- cpr spawn --detached -q child say ready forever
signal 2

# The terminal is hung up: no process is left.
$ pty expect ready hang-up -- cpr spawn --detached -q child daemonize forever -- say ready forever; leftovers
signal 1

# Ctrl-C ends every run: descendants that the child left running are killed at once, including those that
# ignore INT, as each `&` job of a script does.
$ for how in exec 'exec --stdio pipe' 'exec --leaks warn' 'exec --timeout 20s' 'exec --json'; do pty expect ready type '\x03' -- cpr $how -q -- '(trap "" INT; echo ready >/dev/tty; exec child forever) & exec child forever' | sed 's/^{.*"verdict":\("[a-z]*"\).*/\1/'; leftovers; done
signal 2
signal 2
signal 2
signal 2
signal 2

$ for how in '--leaks kill' --no-orphans; do pty expect ready type '\x03' -- cpr exec $how -q -- '(trap "" INT; echo ready >/dev/tty; exec child forever) & exec child forever'; leftovers; done
signal 2
signal 2

$ pty expect ready type '\x03' -- cpr spawn -q sh -c '(trap "" INT; echo ready; exec child forever) & exec child forever'; leftovers
signal 2

$ for key in 03 1c; do for how in '' '--leaks warn'; do pty expect gone type "\\x$key" -- cpr exec --stdio pipe $how -q 'p=$$; (trap "" INT QUIT; while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child forever) &'; done; done; leftovers
signal 2
signal 2
signal 3
signal 3

$ for key in 03 1c; do pty expect gone type "\\x$key" -- cpr exec --stdio pipe --no-orphans -q 'p=$$; (trap "" INT QUIT; while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child forever) &'; done; leftovers
signal 2
signal 3

# A second Ctrl-C is SIGKILL; after one second cpr reports what it waits for.
$ pty show expect ready expect $'\n' type '\x03' expect 'waiting for 1 process' expect $'\n' type '\x03' -- cpr exec --kill-after none '(trap "" INT TERM; echo ready; exec child forever) & exec child forever' | sed 's/pid [0-9]*/pid N/'; leftovers
ready
^Ccpr: waiting for 1 process to exit (pid N 'child forever'); no SIGKILL, because --kill-after is none; Ctrl-C sends SIGKILL now
^Ccpr: '(trap "" INT TERM; echo ready; exec child forever) & exec child forever': cpr received SIGINT; sent SIGTERM to 1 process, then SIGKILL to 1 process
signal 2

$ pty show expect ready expect $'\n' type '\x03' expect 'SIGKILL in' -- cpr exec --kill-after 3s '(trap "" INT TERM; echo ready; exec sleep 60) & exec child forever' | sed 's/pid [0-9]*/pid N/; s/SIGKILL in [^;]*;/SIGKILL in T;/'
ready
^Ccpr: waiting for 1 process to exit (pid N 'sleep 60'); SIGKILL in T; Ctrl-C sends SIGKILL now
cpr: '(trap "" INT TERM; echo ready; exec sleep 60) & exec child forever' left 1 process running; sent SIGTERM to 1 process, then SIGKILL to 1 process
signal 2

# A child that handles it keeps its own status, even when its leftover processes have to be killed.
$ pty expect ready type '\x03' -- cpr exec -q '(trap "" INT; exec child forever) & exec child handle INT say ready await exit 7'; leftovers
exit 7

$ pty show expect ready expect $'\n' type '\x03' expect 'still running' expect $'\n' type '\x1c' -- cpr spawn --timeout 20s child ignore INT say ready forever
ready
^Ccpr: 'child' has received SIGINT and is still running; Ctrl-\ sends SIGQUIT
^\cpr: 'child ignore INT say ready forever' was killed by SIGQUIT
signal 3

$ pty show expect ready expect $'\n' type '\x1c' expect 'still running' kill 15 -- cpr spawn --timeout 20s child ignore QUIT say ready forever | sed "s/kill [0-9]*'/kill N'/"
ready
^\cpr: 'child' has received SIGQUIT and is still running; 'kill N' kills its process tree
cpr: 'child ignore QUIT say ready forever': cpr received SIGTERM; sent SIGTERM to 1 process
signal 15

$ pty show expect ready expect $'\n' type '\x03' expect 'still waiting' expect $'\n' type '\x1c' -- cpr spawn -v --timeout 20s child ignore INT say ready forever 2>&1 | grep -o 'cpr:.*typed.*'
cpr: SIGINT typed at the terminal; still waiting

# With --kill-mode process cpr returns and leaves the descendants running.
$ pty expect gone type '\x03' -- cpr exec --stdio pipe --kill-mode process -q 'p=$$; (trap "" INT HUP; while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child forever) &'; leftovers; kill_leftovers
signal 2
child forever 

# Ctrl-Z stops cpr even after the child has exited.
$ pty expect gone type '\x1a' stopped continue type '\x03' -- cpr exec --stdio pipe -q 'p=$$; (trap "" INT; while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child forever) &'; leftovers
signal 2

$ pty expect gone type '\x1a' stopped continue type '\x03' -- cpr exec --stdio pipe --no-orphans -q 'p=$$; (trap "" INT; while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child forever) &'; leftovers
signal 2

# Ctrl-C does not reach the hook of --before-kill, but tells cpr to go on without it; the child has received
# the signal as well. A second one is SIGKILL, if the child has exited.
$ pty expect hook type '\x03' -- cpr spawn --timeout $SOON --result r --before-kill 'trap "echo typed" INT; echo hook; child forever; child forever' child ignore INT forever; grep -o '"signals":.*"forced"\|"hook":{"code":[^,]*,"signal":[^,]*' r | sed -E 's/"atMs":[0-9.]+/"atMs":N/g; s/,"forced"//'; leftovers
exit 124
"signals":[{"signal":"SIGTERM","atMs":N,"pids":1}]
"hook":{"code":null,"signal":"SIGKILL"

$ pty expect hook type '\x03' -- cpr spawn --leaks kill --stdio ignore,pipe,pipe --before-kill 'echo hook; child forever' child fork ignore INT handle TERM forever -- exit 3; leftovers
signal 2

# Ctrl-Z stops it with cpr and the child.
$ pty expect tick type '\x1a' stopped continue expect tick expect tick type '\x03' -- cpr spawn --timeout $SOON --before-kill 'while :; do echo tick; child nap 20; done' child ignore INT forever; leftovers
exit 124
