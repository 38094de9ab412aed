# When any process of cpr is killed by SIGKILL, the whole tree is killed, including daemons. The started
# process is the parent of the guardian, which is the parent of the worker.
$ cat >kill-one <<' END'
> cpr exec --no-orphans $3 'child daemonize forever -- ignore TERM forever & child setsid forever & child say ready forever' >out &
> started=$!
> until grep -q ready out 2>/dev/null; do :; done
> guardian=$(cat /proc/$started/task/*/children); guardian=${guardian% }
> real=$(cat /proc/$guardian/task/*/children); real=${real% }
> case $1 in started) kill -$2 $started ;; guardian) kill -$2 $guardian ;; real) kill -$2 $real ;; both) kill -$2 $started $real ;; esac
> wait $started 2>/dev/null
> echo "$1 $2 $?"
> late_leftovers
> rm out
> END
> for who in started guardian real both; do bash kill-one $who KILL; done 2>/dev/null; for who in started guardian real; do ASAN_OPTIONS=handle_segv=0 bash kill-one $who SEGV; done 2>/dev/null; leftovers
started KILL 137
guardian KILL 137
real KILL 137
both KILL 137
started SEGV 139
guardian SEGV 139
real SEGV 139

# A guardian that the child stops is continued at once: limits apply, and the tree is still killed with cpr.
$ cat >stop-guardian <<' END'
> g=$(sed "s/.*) //" /proc/$PPID/stat | cut -d" " -f2); kill -STOP $g
> END
$ cpr exec --no-orphans --timeout 300ms --kill-after 300ms '. ./stop-guardian; child ignore TERM forever' 2>/dev/null; echo "$?"; leftovers
124

$ (cpr exec --no-orphans '. ./stop-guardian; child daemonize ignore TERM forever -- exit 0; kill -KILL $PPID; child ignore TERM forever'; echo "$?") 2>/dev/null; late_leftovers
137

# The guardian survives a signal to cpr's whole process group.
$ rm -f out; setsid sh -c 'exec cpr exec --no-orphans "child daemonize forever -- say ready forever" >out' & until grep -q ready out 2>/dev/null; do :; done; kill -KILL -- -$!; wait $! 2>/dev/null; echo "$?"; late_leftovers
137

# It changes nothing else: status, signals, output, descendants that keep running.
$ cpr exec --no-orphans 'echo out; exit 3'
out
[3]

$ cpr spawn --no-orphans child die KILL
! cpr: 'child die KILL' was killed by SIGKILL
[137]

$ rm -f out; cpr spawn --no-orphans child handle TERM say ready await exit 9 >out & until grep -q ready out 2>/dev/null; do :; done; kill -TERM $!; wait $!; echo "$?"; cat out
143
ready
got 15
! cpr: 'child handle TERM say ready await exit 9': cpr received SIGTERM; sent SIGTERM to 1 process

$ rm -f out; cpr spawn --no-orphans child handle USR1 say ready await exit 9 >out & until grep -q ready out 2>/dev/null; do :; done; kill -USR1 $!; wait $!; echo "$?"; cat out
9
ready
got 10

$ cpr exec --no-orphans 'child close 1 close 2 forever & exit 3'; echo "$?"; leftovers; kill_leftovers
3
child close 1 close 2 forever 

$ cpr exec --no-orphans --timeout $SOON 'child forever'
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 2 processes
[124]

$ (trap '' CHLD; cpr spawn --no-orphans child signals)
17 ignored

$ cpr spawn --no-orphans --json child exit 4 | grep -o '"code":4'; for p in /proc/[0-9]*; do [ "$(readlink $p/cwd)" = "$PWD" ] && cat $p/comm; done 2>/dev/null | grep -c guardian
"code":4
"code":4
0
[1]

# If the guardian cannot be created, nothing runs.
$ cpr spawn --unref --no-orphans --stdio ignore true
! cpr: --no-orphans cannot be used with --unref: omit one of them
[125]
