# --before-kill runs a command, the hook, before the first signal of a kill.
$ cpr exec --timeout $SOON --before-kill 'echo "$CPR_REASON"; ps -o args= -p "$CPR_PIDS"; [ "${CPR_PIDS%% *}" = "$CPR_PID" ] && echo child first' 'child say ready forever & child forever; :'
ready
! timeout
! /bin/sh -c child say ready forever & child forever; :
! child say ready forever
! child forever
! child first
! cpr: 'child say ready forever & child forever; :' timed out after 100 ms; sent SIGTERM to 3 processes
[124]

# For every reason; not when the run ends by itself, or when nothing was started.
$ hook='echo $CPR_REASON; echo "${CPR_PID:+child}"'
> cpr spawn -q --stdio pipe --timeout $SOON --before-kill "$hook" child forever
> cpr spawn -q --idle-timeout $SOON --before-kill "$hook" child forever
> cpr spawn -q --max-buffer 3 --before-kill "$hook" child say 1234 forever >out
> rm -f out; cpr spawn -q --before-kill "$hook" child say ready forever >out & until grep -q ready out 2>/dev/null; do :; done; kill -HUP $!; wait $! 2>/dev/null
> cpr spawn -q --leaks kill --stdio ignore,pipe,pipe --before-kill "$hook" child fork forever -- exit 0
> cpr spawn -q --leaks fail --stdio ignore,pipe,pipe --before-kill "$hook" child fork forever -- exit 0
> mkfifo gone; exec 3<>gone 4>gone 3>&-; cpr spawn -q --kill-after 200ms --stdio ignore,pipe,pipe --before-kill "$hook" child ignore PIPE say lost forever >&4
> cpr spawn -q --stdio ignore,pipe,pipe --timeout $SOON --before-kill "$hook" child fork forever -- exit 0
! timeout
! child
! idle-timeout
! child
! max-buffer
! child
! interrupted
! child
! leak
! 
! leak
! 
! output-lost
! child
! timeout
! 
[124]

$ cpr spawn --timeout 9s --leaks warn --before-kill 'echo ran' child exit 3
[3]

$ mkfifo fifo; cpr exec --json --timeout 100ms --env-file fifo --before-kill 'echo ran' true | grep -o '"hook":[^}]*'
"hook":null

# Also when the child has not executed its program, and blocks every signal but SIGKILL.
$ mkfifo no-writer; cpr spawn --timeout $SOON --stdin '<no-writer' --before-kill 'echo $CPR_REASON; [ "$CPR_PID" = "$CPR_PIDS" ] && echo the child' child forever
! timeout
! the child
! cpr: 'child forever' timed out after 100 ms; sent SIGKILL to 1 process
[124]

# Once in a run: a second kill, for a reader that has stalled, has no process to look at.
$ mkfifo stalled; exec 9<>stalled; cpr spawn -q --leaks kill --timeout $SOON --stdio ignore,pipe,inherit --before-kill 'echo $CPR_REASON' child fork forever -- spew 100000 exit 0 >&9; echo "$?"
124
! leak

# The result: how the hook ended. Its output is never captured, and it changes neither status nor verdict.
$ result() { cpr spawn --json --timeout $SOON --before-kill "$1" child say out forever | sed -E 's/.*("verdict":"[^"]*").*("stdout":.*)"output".*"hook":(.*)\},"leaked".*/\1 \2\3/; s/(durationMs":)[0-9.]+/\1N/'; echo "${PIPESTATUS[0]}"; }
> result 'echo hook out; echo hook err >&2; exit 3'
> result 'kill -SEGV $$'
> result 'no-such-program'
"verdict":"timeout" "stdout":"out\n","stderr":"",{"code":3,"signal":null,"durationMs":N}
124
"verdict":"timeout" "stdout":"out\n","stderr":"",{"code":null,"signal":"SIGSEGV","durationMs":N}
124
"verdict":"timeout" "stdout":"out\n","stderr":"",{"code":127,"signal":null,"durationMs":N}
124
! hook out
! hook err
! /bin/sh: 1: no-such-program: not found

# Where the child exits meanwhile, nothing is signalled, and the hook may finish.
$ cpr spawn --result r --timeout $SOON --before-kill 'kill -KILL $CPR_PID; sleep 0.1; echo done' child forever; grep -o '"signals":[^]]*\]' r; grep -o '"hook":{"code":0' r; grep -o '"killed":[a-z]*' r
"signals":[]
"hook":{"code":0
"killed":false
"killed":false
! done
! cpr: 'child forever' timed out after 100 ms

# Its processes are killed, daemons included; they are not part of the tree of the run.
$ cpr spawn --result r --timeout $SOON --leaks warn --before-kill 'child setsid forever & child daemonize ignore TERM forever -- exit 4' child forever; grep -o '"pids":[0-9]*\|"leaked":[^]]*\]\|"hook":{"code":[0-9]*' r; leftovers
"pids":1
"hook":{"code":4
"leaked":[]
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process

$ rm -f r; cpr spawn --result r --progress --timeout $SOON --before-kill 'child fork forever -- nap 200 exit 0' child forever 2>/dev/null; grep -o '"pids":[0-9]*' r
"pids":1

# It gets fds 0 to 2 alone, default signals, and cpr's own environment and directory.
$ cpr spawn -q --timeout $SOON --cwd / --clear-env --before-kill 'pwd; echo ${HOME+home}; exec child fds' "$(command -v child)" forever 7</dev/null 2>&1 </dev/zero | cat
HERE
home
0 device read
1 pipe write
2 pipe write

$ rm -f out; child ignore INT block-all exec cpr spawn -q --timeout $SOON --before-kill 'exec child signals err done' child forever
! done\c
[124]

# The output of the child is relayed meanwhile: the hook waits for a reader that has received it.
$ mkfifo seen; cpr spawn -q --stdio ignore,pipe,inherit --timeout $SOON --before-kill 'kill -USR1 $CPR_PID; read line <seen; echo "the hook has seen: $line"' child handle USR1 await say more forever | { read -r line; echo "$line" >seen; cat >/dev/null; }
! the hook has seen: got 10

# The end of the input as well: no other process holds cpr's end of the pipe.
$ mkfifo closing ended; { read -r line <closing; } | cpr spawn -q --stdio pipe,pipe,inherit --timeout $SOON --before-kill 'echo >closing; read line <ended; echo "the child has read to the $line"' child cat say end forever | { read -r line; echo "$line" >ended; cat >/dev/null; }
! the child has read to the end

# Limits that are reached meanwhile change nothing, and the grace period begins after the hook.
$ rm -f r; soon=${SOON%ms}; cpr spawn -q --result r --stdio ignore,pipe,pipe --idle-timeout $SOON --timeout $((soon * 5 / 2))ms --kill-after 300ms --drain 1ms --before-kill "sleep $((soon * 5))e-3" child ignore TERM forever; echo "$?"; grep -o '"verdict":"[a-z-]*"' r; sed -E 's/.*"SIGTERM","atMs":([0-9.]+).*"SIGKILL","atMs":([0-9.]+).*/\1 \2/' r | awk '{ print ($1 >= 6 * '$soon'), ($2 - $1 >= 300) }'
124
"verdict":"idle-timeout"
1 1

# A second signal ends the hook, and the processes get their signal with a grace period; a third skips that.
$ cat >signals <<' END'
> mkfifo started 2>/dev/null
> rm -f out
> cpr spawn --result r --kill-after none --before-kill 'trap "" TERM INT HUP; echo hook >started; child ignore TERM forever; :' child handle TERM say ready await say got-it $2 >out &
> until grep -q ready out 2>/dev/null; do :; done
> kill -TERM $!
> read -r line <started
> sleep 0.06
> kill -$1 $!
> until grep -q got-it out 2>/dev/null; do :; done
> case $2 in forever) sleep 0.06; kill -TERM $! ;; esac
> wait $!
> echo "$?"
> grep -o '"signals":.*"forced"\|"hook":{"code":[^,]*,"signal":[^,]*' r | sed -E 's/"atMs":[0-9.]+/"atMs":N/g; s/,"forced"//'
> leftovers
> END
$ bash signals TERM 'exit 0' 2>&1
cpr: 'child handle TERM say ready await say got-it exit 0': cpr received SIGTERM; sent SIGTERM to 1 process
143
"signals":[{"signal":"SIGTERM","atMs":N,"pids":1}]
"hook":{"code":null,"signal":"SIGKILL"

$ bash signals HUP 'exit 0' 2>/dev/null | head -1; bash signals TERM forever 2>&1
143
cpr: 'child handle TERM say ready await say got-it forever': cpr received SIGTERM; sent SIGTERM to 1 process, then SIGKILL to 1 process
143
"signals":[{"signal":"SIGTERM","atMs":N,"pids":1},{"signal":"SIGKILL","atMs":N,"pids":1}]
"hook":{"code":null,"signal":"SIGKILL"

# The first signal ends the hook of a limit.
$ mkfifo started2; cpr spawn --timeout $SOON --before-kill 'echo hook >started2; child forever' child forever & read -r line <started2; kill -TERM $!; wait $!; echo "$?"; leftovers
124
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process

# Two that come together are one request.
$ rm -f out; timeout $SOON_S cpr spawn --before-kill 'sleep 0.3; echo the hook has finished' child say ready forever; echo "$?"
ready
124
! the hook has finished
! cpr: 'child say ready forever': cpr received SIGTERM

# A hook that kills the process between it and cpr: what it started is then part of the tree.
$ cpr spawn --result r --timeout $SOON --before-kill 'child daemonize forever -- exit 0; kill -KILL $PPID; sleep 9' child forever 2>&1 | sed 's/to [0-9]* process.*/to N/'; grep -o '"hook":{"code":[^,]*,"signal":[^,]*' r; leftovers
cpr: 'child forever' timed out after 100 ms; sent SIGTERM to N
"hook":{"code":null,"signal":"SIGKILL"

# When cpr is killed the hook and all of its processes are killed.
$ killed() { mkfifo started3 2>/dev/null; cpr spawn $1 --timeout $SOON --before-kill 'child daemonize ignore TERM forever -- exit 0; echo hook >started3; child forever' child forever & read -r line <started3; pid=$!; [ -z "$1" ] || { pid=$(cat /proc/$pid/task/*/children); pid=$(cat /proc/${pid% }/task/*/children); }; kill -KILL $pid; wait $! 2>/dev/null; late_leftovers; }
> (killed '') 2>/dev/null; (killed --no-orphans) 2>/dev/null

# It stops with cpr, and its time limit as well.
$ rm -f out started4 ticks; mkfifo started4; setsid bash -c 'set -m; cpr spawn -q --timeout $SOON --before-kill "echo hook >started4; while :; do echo tick >>ticks; child nap 20; done" child forever & read -r line <started4; until [ -s ticks ]; do :; done; kill -TSTP $!; until grep -q "State:.T" /proc/$!/status; do :; done; until before=$(wc -l <ticks); sleep 0.3; [ "$before" = "$(wc -l <ticks)" ]; do :; done; echo stopped; kill -CONT $!; until [ "$(wc -l <ticks)" -gt "$before" ]; do :; done; echo continued; kill -TERM $!; wait $!; echo "$?"' 2>/dev/null; leftovers
stopped
continued
124

# A stopped hook is killed with cpr.
$ rm -f started5; mkfifo started5; setsid bash -c 'set -m; cpr spawn -q --timeout $SOON --before-kill "echo hook >started5; child daemonize forever -- forever" child forever & read -r line <started5; kill -TSTP $!; until grep -q "State:.T" /proc/$!/status; do :; done; kill -KILL $!; wait $!' 2>/dev/null; late_leftovers

# If it cannot be started a message says so, and the kill goes on. With --json also, with -q not.
$ for options in '' '--json' '-q'; do strace -f -e trace=clone -e inject=clone:error=EAGAIN:when=2 -o /dev/null cpr spawn $options --timeout $SOON --before-kill 'echo ran' child forever 2>&1 | sed -E 's/.*("verdict":"[a-z]*").*("hook":.*)\},"leaked.*/\1 \2/'; done
cpr: --before-kill: cannot start 'echo ran': Resource temporarily unavailable
cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
"verdict":"timeout" "hook":null
cpr: --before-kill: cannot start 'echo ran': Resource temporarily unavailable

# Nothing is read from a full stderr: the hook alone blocks, and the run goes on.
$ mkfifo full; exec 8<>full; rm -f out; cpr spawn --result r --stdio ignore,pipe,inherit --timeout $SOON --before-kill 'child spew-err 8000000' child handle USR1 say ready await say relayed forever 2>&8 >out & until grep -q ready out 2>/dev/null; do :; done; until grep -q pipe_write $(leftover_pids | sed 's,.*,/proc/&/wchan,') 2>/dev/null; do :; done; pkill -USR1 -P $! child; until grep -q relayed out 2>/dev/null; do :; done; kill -TERM $!; wait $!; echo "$?"; grep -o '"hook":{"code":[^,]*,"signal":[^,]*' r; leftovers
124
"hook":{"code":null,"signal":"SIGKILL"

# -v says that it runs and how it ended.
$ cpr spawn -v --timeout $SOON --before-kill 'exit 3' child forever 2>&1 | grep -A1 'running the' | sed -E 's/after .*/after N/'; cpr spawn -v --timeout $SOON --before-kill 'kill -TERM $$' child forever 2>&1 | grep 'command killed' | sed -E 's/after .*/after N/'
cpr: running the --before-kill command
cpr: --before-kill command exited with code 3 after N
cpr: --before-kill command killed by SIGTERM after N

# With --kill-mode process only the child is in CPR_PIDS.
$ cpr spawn -q --timeout $SOON --kill-mode process --before-kill 'ps -o args= -p $CPR_PIDS; [ $CPR_PID = "$CPR_PIDS" ] && echo the child' child fork forever -- forever; kill_leftovers
! child fork forever -- forever
! the child

# Usage.
$ cpr spawn --before-kill '' true
! cpr: --before-kill: the value is empty: specify a command
[125]

$ cpr spawn --unref --before-kill true true
! cpr: --before-kill cannot be used with --unref: omit one of them
[125]

$ cpr spawn --dry-run --beforeKill 'ps -p $CPR_PIDS' true | grep before-kill; cpr spawn --json --dry-run --before-kill 'ps' true | grep -o '"before-kill":"[^"]*"'
before-kill: ps -p $CPR_PIDS
"before-kill":"ps"
