# A terminating signal to cpr is sent to the whole tree, then cpr dies of it.
$ rm -f ready; cpr spawn child handle TERM say ready await exit 0 >ready & until grep -q ready ready 2>/dev/null; do :; done; kill -TERM $!; wait $!; echo "$?"; cat ready
143
ready
got 15
! cpr: 'child handle TERM say ready await exit 0': cpr received SIGTERM; sent SIGTERM to 1 process

$ for s in HUP INT QUIT; do rm -f ready; child default INT default QUIT exec cpr spawn --kill-after 9s child handle $s fork setsid handle $s say ready await exit 0 -- await exit 0 >ready & until grep -q ready ready 2>/dev/null; do :; done; kill -$s $!; wait $! 2>/dev/null; echo "$s $?"; done; leftovers
HUP 129
INT 130
QUIT 131
! cpr: 'child handle HUP fork setsid handle HUP say ready await exit 0 -- await ...': cpr received SIGHUP; sent SIGHUP to 2 processes
! cpr: 'child handle INT fork setsid handle INT say ready await exit 0 -- await ...': cpr received SIGINT; sent SIGINT to 2 processes
! cpr: 'child handle QUIT fork setsid handle QUIT say ready await exit 0 -- awai...': cpr received SIGQUIT; sent SIGQUIT to 2 processes

# It does not exit with 128 plus the number instead, which a shell cannot tell apart from that.
$ for s in HUP INT QUIT TERM; do child default INT default QUIT exec cpr execFile --json cpr exec -q --stdio ignore "kill -$s \$PPID; exec child forever" >r; grep -o '"verdict":"signal","code":null,"signal":"[A-Z]*"' r; done
"verdict":"signal","code":null,"signal":"SIGHUP"
"verdict":"signal","code":null,"signal":"SIGINT"
"verdict":"signal","code":null,"signal":"SIGQUIT"
"verdict":"signal","code":null,"signal":"SIGTERM"

$ cpr execFile --json sh -c 'sleep 1 & exec cpr exec -q --stdio ignore "kill -TERM \$PPID; exec child forever"' >r; grep -o '"verdict":"signal","code":null,"signal":"[A-Z]*"' r
"verdict":"signal","code":null,"signal":"SIGTERM"

# The processes of the tree are signalled through pidfds: a number may be that of another process by now.
$ strace -f -e trace=kill,pidfd_send_signal -o trace cpr spawn --timeout $SOON --kill-after 100ms child fork ignore TERM forever -- ignore TERM forever; grep -q 'pidfd_send_signal(.*SIGKILL' trace && ! grep ' kill(' trace && echo no signal by number
no signal by number
! cpr: 'child fork ignore TERM forever -- ignore TERM forever' timed out after 100 ms; sent SIGTERM to 2 processes, then SIGKILL to 2 processes

# A second one skips the grace period, but two that come together count as one: timeout(1) signals its
# child and then the group.
$ timeout $SOON_S cpr execFile child handle TERM say ready await-quietly nap 300 say cleaned exit 0; echo "$?"
ready
cleaned
124
! cpr: 'child handle TERM say ready await-quietly nap 300 say cleaned exit 0': cpr received SIGTERM; sent SIGTERM to 1 process

$ rm -f out; cpr spawn --kill-after none child handle TERM say ready await forever >out & until grep -q ready out 2>/dev/null; do :; done; kill -TERM $!; until grep -q got out; do :; done; sleep 0.06; kill -TERM $!; wait $!; echo "$?"
143
! cpr: 'child handle TERM say ready await forever': cpr received SIGTERM; sent SIGTERM to 1 process, then SIGKILL to 1 process

# With --preserve-status the status is the child's own, even after a signal to cpr.
$ for end in 'exit 7' 'default TERM die TERM'; do rm -f ready; cpr spawn -q --preserve-status child handle TERM say ready await $end >ready & until grep -q ready ready 2>/dev/null; do :; done; kill -TERM $!; wait $!; echo "$?"; done
7
143

# TSTP sent to cpr stops the child and cpr, with or without a terminal, and pauses the time limits.
$ rm -f out r; setsid bash -c 'set -m; cpr spawn --timeout 2s --result r child handle USR1 say ready await exit 5 >out & until grep -q ready out 2>/dev/null; do :; done; read -r child </proc/$!/task/$!/children; kill -TSTP $!; for pid in $! $child; do until grep -q "State:.T" /proc/$pid/status; do :; done; done; sleep 2.1; kill -CONT $!; kill -USR1 $!; until [ -s r ]; do :; done' 2>/dev/null; grep -o '"verdict":"exit","code":5' r
"verdict":"exit","code":5

# Other signals are forwarded to the child alone, once.
$ rm -f ready; cpr spawn child handle USR1 say ready await exit 5 >ready & until grep -q ready ready 2>/dev/null; do :; done; kill -USR1 $!; wait $!; echo "$?"; cat ready
5
ready
got 10

# Every signal that can be caught, exactly once: a second one would kill the child.
$ for n in 6 10 12 13 14 16 18 $(seq 23 30) $(seq 34 64); do rm -f ready; cpr spawn child handle $n say ready await default $n nap 5 exit 5 >ready & until grep -q ready ready 2>/dev/null; do :; done; kill -$n $!; wait $!; s=$?; [ "$s $(tail -1 ready)" = "5 got $n" ] || echo "$n: $s $(tail -1 ready)"; done

# SIGABRT from another process is forwarded as well, and cpr reports how the child ended.
$ rm -f out; cpr spawn --json --stdio ignore,pipe,2 --fd 3=2 -- child to 3 ready forever 2>out >json & until grep -q ready out 2>/dev/null; do :; done; kill -ABRT $!; wait $!; echo "$?"; grep -o '"verdict":"signal","code":null,"signal":"SIGABRT"' json; cat out
134
"verdict":"signal","code":null,"signal":"SIGABRT"
ready\c

# The child inherits the signal mask and dispositions that cpr inherited.
$ (trap '' HUP USR2; cpr spawn child signals)
1 ignored
12 ignored

$ (trap '' CHLD; cpr spawn child signals; echo "$?"; cpr spawn child exit 7; echo "$?")
17 ignored
0
7

$ cpr spawn child signals

# Limits apply even if the caller has blocked every signal.
$ child block-all exec cpr execFile --timeout $SOON --kill-after 100ms sleep 60
! cpr: 'sleep 60' timed out after 100 ms; sent SIGTERM to 1 process, then SIGKILL to 1 process
[124]

$ child block-all exec cpr spawn child signals | wc -l
60

# The SIGPIPE of cpr's own failed write is not forwarded: the child has to notice by itself, and is
# killed when it does not.
$ mkfifo fifo; exec 3<>fifo 4>fifo 3>&-; cpr execFile --stdio pipe --kill-after 300ms --result r child handle PIPE out x await-quietly exit 9 >&4; echo "$?"; grep -o '"code":[^,]*,"signal":[^,]*,' r | head -1
141
"code":null,"signal":"SIGKILL",
! cpr: 'child handle PIPE out x await-quietly exit 9' was still running after the reader of its output had gone; sent SIGKILL to 1 process

# Signals that the caller ignores are ignored: nohup, the background job of a script.
$ rm -f out; (trap '' HUP TERM; exec cpr spawn child say ready nap 300 exit 6 >out) & until grep -q ready out 2>/dev/null; do :; done; kill -HUP $!; kill -TERM $!; wait $!; echo "$?"
6

# Children that the caller had before it executed cpr are never signalled, and neither are their orphans.
$ sh -c 'child forever & (sleep $((${SOON%ms} * 2))e-3; child forever &) & exec cpr exec --timeout $((${SOON%ms} * 5))ms "child ignore TERM forever"' 2>err; echo "$?"; sed 's/after [^;]*;/after T;/' err; leftovers | sort; kill_leftovers
124
cpr: 'child ignore TERM forever' timed out after T; sent SIGTERM to 2 processes, then SIGKILL to 1 process
child forever 
child forever 

$ sh -c 'child forever & exec cpr exec "exit 3"'; echo "$?"; kill_leftovers
3

$ rm -f out; sh -c 'sleep 1 & exec cpr execFile child handle TERM say ready await exit 9' >out & until grep -q ready out 2>/dev/null; do :; done; kill -TERM $!; wait $!; echo "$?"; cat out
143
ready
got 15
! cpr: 'child handle TERM say ready await exit 9': cpr received SIGTERM; sent SIGTERM to 1 process
