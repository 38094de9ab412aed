# needs root
# needs namespaces
# needs no sanitizer
# Where /proc is missing or belongs to another pid namespace, cpr signals no pid found there. It
# reaches the child itself and reports what it cannot see.
$ unshare -m sh -c 'umount -l /proc; exec cpr exec --timeout $SOON --kill-after 200ms "exec child forever"'
! cpr: 'exec child forever' timed out after 100 ms; sent SIGTERM to 1 process
[124]

# Other descendants are reached once they are children of cpr, which as a subreaper inherits them.
$ unshare -m sh -c 'umount -l /proc; exec cpr exec --timeout $SOON --kill-after 200ms --result r "child ignore TERM daemonize ignore TERM forever -- fork ignore TERM forever -- forever"' 2>/dev/null; echo "$?"; grep -o '"by":"[a-z]*",' r; leftovers
124
"by":"subreaper",

# A limit of memory that could not be enforced is refused.
$ unshare -m sh -c 'umount -l /proc; exec cpr spawn --max-memory 100M child say ran'
! cpr: --max-memory: cannot read the memory of processes: mount /proc (mount -t proc proc /proc), or omit the option
[125]

$ unshare -m sh -c 'umount -l /proc; exec cpr exec --leaks kill --timeout 5s --kill-after 200ms "child ignore TERM daemonize forever -- exit 4"' 2>&1 | sed 's/pid [0-9]*/pid N/'; echo "${PIPESTATUS[0]}"; leftovers
cpr: 'child ignore TERM daemonize forever -- exit 4' left 1 process running; sent SIGTERM to 1 process, then SIGKILL to 1 process
cpr: terminated: pid N (not visible in /proc)
4

# Processes that /proc hides because they are not dumpable are killed as well.
$ cp "$(command -v cpr)" "$(command -v child)" .; chmod 755 . ..; cat >hidden <<' END'
> mount -t proc -o hidepid=2 proc /proc
> PATH=$PWD:$PATH exec setpriv --reuid 65534 --regid 65534 --clear-groups sh -c "$1"
> END
$ unshare -m sh hidden 'cpr spawn --leaks kill --timeout 5s --kill-after 200ms child undumpable daemonize ignore TERM undumpable close 1 close 2 forever -- exit 3' 2>/dev/null; echo "$?"; leftovers
3

$ unshare -m sh hidden 'cpr spawn --timeout $SOON --kill-after 200ms child undumpable daemonize ignore TERM undumpable forever -- fork undumpable ignore TERM forever -- forever' 2>/dev/null; echo "$?"; leftovers
124

$ unshare -pf sh -c 'child forever & cpr execFile --timeout $SOON --kill-after 200ms child ignore TERM forever; kill -0 $! && echo the bystander lives; kill -9 $!'
the bystander lives
! cpr: 'child ignore TERM forever' timed out after 100 ms; sent SIGTERM to 1 process, then SIGKILL to 1 process

$ leftovers

# As PID 1: signals are handled, orphans are reaped, the status is the usual one.
$ unshare -pf --mount-proc cpr exec 'child daemonize exit 0 -- exit 3'
[3]

$ unshare -pf --mount-proc cpr execFile --timeout $SOON child forever
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
[124]

$ unshare -pf --kill-child cpr spawn child die KILL
! cpr: 'child die KILL' was killed by SIGKILL
[137]

# A graceful stop is not a failure: TERM alone stops the run, with the child's own status. HUP, INT and
# QUIT are forwarded to the child any number of times.
$ rm -f out; unshare -pf --mount-proc --kill-child cpr spawn child handle TERM say ready await exit 0 >out & until grep -q ready out 2>/dev/null; do :; done; kill -TERM $(cat /proc/$!/task/*/children); wait $!; echo "$?"
0
! cpr: 'child handle TERM say ready await exit 0': cpr received SIGTERM; sent SIGTERM to 1 process

$ for s in HUP INT QUIT; do rm -f out; child default INT default QUIT exec unshare -pf --mount-proc --kill-child cpr spawn --kill-after 100ms child handle $s say ready await await await exit 6 >out & until grep -q ready out 2>/dev/null; do :; done; for i in 1 2 3; do kill -$s $(cat /proc/$!/task/*/children); until [ "$(grep -c got out)" = $i ]; do :; done; done; wait $!; echo "$s $?"; done
HUP 6
INT 6
QUIT 6

# HUP replaces the workers of --accept.
$ rm -f out; unshare -pf --mount-proc --kill-child cpr spawn --fd 3=ipc --accept unix:pid1 sh -c 'echo ready; read -r line <&3; exit 0' >out & until grep -q ready out 2>/dev/null; do :; done; kill -HUP $(cat /proc/$!/task/*/children); until [ "$(grep -c ready out)" = 2 ]; do :; done; kill -TERM $(cat /proc/$!/task/*/children); wait $!; echo "$?"
0

# Few file descriptors: the start is refused, or killing the tree works.
$ for n in 8 10 12 14 16 18 20 24; do bash -c "ulimit -n $n; exec cpr spawn --timeout 100ms --kill-after 100ms -- sh -c 'child ignore TERM forever & child ignore TERM forever'" 2>/dev/null; r=$?; [ $r = 124 ] || [ $r = 125 ] || echo "$n: $r"; leftovers; done

# A reused pid is not taken for the child.
$ unshare -pf --mount-proc cpr exec --stdio pipe 'p=$$; (sleep 0.2; (echo $((p - 1)) >/proc/sys/kernel/ns_last_pid; (sleep 0.1; exit 7) & ); sleep 0.4) & exit 3'
[3]

$ for n in 8 $(seq 10 20) 24 32; do bash -c "ulimit -n $n; exec cpr exec --stdio inherit,pipe,pipe --result r --timeout 100ms --kill-after 100ms -- 'child daemonize ignore TERM forever -- ignore TERM forever'" 2>err; r=$?; [ $r = 124 ] || { [ $r = 125 ] && [ -s err ]; } || echo "$n: $r"; leftovers; kill_leftovers; done

# The hook of --before-kill as well: by PID 1, without /proc, without /bin/sh, without descriptors.
$ unshare -pf --mount-proc --kill-child cpr spawn --timeout $SOON --before-kill 'child daemonize forever -- exit 0; echo "$CPR_REASON"; ps -o args= -p "$CPR_PIDS"' child forever; leftovers
! timeout
! child forever
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process

$ unshare -m sh -c 'umount -l /proc; exec cpr spawn --timeout $SOON --kill-after 200ms --before-kill "[ \$CPR_PID = \$CPR_PIDS ] && echo \$CPR_REASON; child fork forever -- exit 0" child forever' 2>&1; leftovers
timeout
cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process

$ unshare -m sh -c 'exec 3</bin/sh; mount --bind /dev/null "$(realpath /bin/sh)"; exec cpr spawn --timeout $SOON --before-kill "echo ran" child forever' 2>&1
cpr: --before-kill: cannot start 'echo ran': Permission denied
cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
[124]

$ strace -f -e trace=pipe2 -e inject=pipe2:error=EMFILE:when=3 -o /dev/null cpr spawn --timeout $SOON --before-kill 'echo ran' child forever
! cpr: --before-kill: cannot start 'echo ran': Too many open files
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
[124]
