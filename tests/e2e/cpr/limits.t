# A timeout is 124, however the child reacts to the signal.
$ cpr exec --timeout $SOON 'sleep 60'
! cpr: 'sleep 60' timed out after 100 ms; sent SIGTERM to 2 processes
[124]

$ cpr exec --timeout $SOON 'child handle TERM say ready await exit 0'
ready
got 15
! cpr: 'child handle TERM say ready await exit 0' timed out after 100 ms; sent SIGTERM to 2 processes
[124]

$ cpr exec --timeout $SOON --json 'trap "exit 7" TERM; while :; do sleep 1; done' | grep -o '"verdict":"timeout","code":7,"signal":null,"killed":true,"timedOut":true'
"verdict":"timeout","code":7,"signal":null,"killed":true,"timedOut":true

# With --preserve-status, the child's own status.
$ cpr execFile --timeout $SOON --preserve-status sleep 60
! cpr: 'sleep 60' timed out after 100 ms; sent SIGTERM to 1 process
[143]

# A child that ignores the signal gets SIGKILL after --kill-after.
$ cpr execFile --timeout $SOON --kill-after 100ms child ignore TERM forever
! cpr: 'child ignore TERM forever' timed out after 100 ms; sent SIGTERM to 1 process, then SIGKILL to 1 process
[124]

# --kill-after 0 is SIGKILL at once.
$ cpr execFile --timeout $SOON --kill-after 0 child ignore TERM forever
! cpr: 'child ignore TERM forever' timed out after 100 ms; sent SIGKILL to 1 process
[124]

# Another signal; all forms of names.
$ cpr execFile --timeout $SOON --kill-signal int child handle INT await
got 2
! cpr: 'child handle INT await' timed out after 100 ms; sent SIGINT to 1 process
[124]

$ cpr execFile --timeout $SOON --killSignal RTMIN+1 child forever
! cpr: 'child forever' timed out after 100 ms; sent SIGRTMIN+1 to 1 process
[124]

# A stopped child receives the signal as well.
$ cpr execFile --timeout $SOON child stop
! cpr: 'child stop' timed out after 100 ms; sent SIGTERM to 1 process
[124]

# The whole tree is killed: background jobs, new sessions, new groups, daemons without an environment.
$ cpr exec --timeout $SOON 'child forever & child setsid forever & child setpgid forever & child daemonize forever & wait'
! cpr: 'child forever & child setsid forever & child setpgid forever & child dae...' timed out after 100 ms; sent SIGTERM to 5 processes
[124]

$ leftovers

# A bare number below 1000 looks like seconds: when any such limit expires, from an option or a
# variable, the message has a hint.
$ cpr execFile --timeout $SOON_BARE sleep 60
! cpr: 'sleep 60' timed out after 100 ms (100 means 100 ms; for seconds write 100s); sent SIGTERM to 1 process
[124]

$ CPR_TIMEOUT=$SOON_BARE cpr execFile sleep 60
! cpr: 'sleep 60' timed out after 100 ms (100 means 100 ms; for seconds write 100s); sent SIGTERM to 1 process
[124]

$ cpr execFile --idle-timeout $SOON_BARE sleep 60
! cpr: 'sleep 60' produced no output for 100 ms (100 means 100 ms; for seconds write 100s); sent SIGTERM to 1 process
[124]

$ cpr execFile -t $SOON -k 50 child ignore TERM forever; CPR_KILL_AFTER=50 cpr execFile -t 900 child ignore TERM forever 2>&1 | grep -o '([^()]*)'
(900 means 900 ms; for seconds write 900s)
(50 means 50 ms; for seconds write 50s)
! cpr: 'child ignore TERM forever' timed out after 100 ms; sent SIGTERM to 1 process, then SIGKILL to 1 process; --kill-after expired (50 means 50 ms; for seconds write 50s)

$ cpr exec --stdio pipe --drain 60 'child forever & exit 3'; echo "$?"; kill_leftovers
3
! cpr: --drain expired while other processes held the output open (60 means 60 ms; for seconds write 60s)

# No hint when the limit has not expired, has a unit, or is 0.
$ cpr execFile -t $SOON -k 900 sleep 60; cpr execFile -t $SOON -k 0 sleep 60; cpr exec --stdio pipe --drain 999 'sleep 0.1 & exit 3'; cpr exec --stdio pipe --drain 0 'child forever & exit 3'; cpr exec --stdio pipe --drain 60ms 'child forever & exit 3'; kill_leftovers
! cpr: 'sleep 60' timed out after 100 ms; sent SIGTERM to 1 process
! cpr: 'sleep 60' timed out after 100 ms; sent SIGKILL to 1 process

# Nor with --json or -q.
$ cpr execFile -q -t 9 sleep 60; cpr execFile --json -t 9 sleep 60 | grep -o '"verdict":"[^"]*"'
"verdict":"timeout"

# 0 and none mean no limit.
$ cpr execFile --timeout 0 true; cpr execFile --timeout none true

# Exactly maxBuffer bytes are allowed, one more is not; exactly as many are relayed.
$ cpr execFile --max-buffer 1000 child spew 1000 | wc -c; echo "${PIPESTATUS[0]}"
1000
0

$ cpr execFile --max-buffer 1000 child spew 1001 forever | wc -c; echo "${PIPESTATUS[0]}"
1000
125
! cpr: 'child spew 1001 forever' wrote more than 1000 bytes to stdout (--max-buffer); sent SIGTERM to 1 process

$ cpr execFile --max-buffer 1000 child flood | wc -c
1000
! cpr: 'child flood' wrote more than 1000 bytes to stdout (--max-buffer); sent SIGTERM to 1 process

$ cpr execFile --max-buffer 0 child exit 0

$ cpr execFile --max-buffer 0 child out x forever
! cpr: 'child out x forever' wrote more than 0 bytes to stdout (--max-buffer); sent SIGTERM to 1 process
[125]

# The limit applies to each stream separately.
$ cpr execFile --max-buffer 4 child out abcd err efgh
abcd\c
! efgh\c

$ cpr execFile --maxBuffer 4 child out abcd err efghi forever
abcd\c
! efghcpr: 'child out abcd err efghi forever' wrote more than 4 bytes to stderr (--max-buffer); sent SIGTERM to 1 process
[125]

# Without the option there is no limit, relayed or not.
$ cpr exec 'child spew 300000' | wc -c; for stdio in pipe inherit; do cpr execFile --stdio $stdio child spew 300000 | wc -c; cpr spawn --stdio $stdio child spew 300000 | wc -c; done
300000
300000
300000
300000
300000

# exec and execFile have Node's limit where they buffer as Node does; the message says how to remove it.
$ cpr execFile --compat node child spew 204800 | wc -c
204800

$ cpr execFile --compat node child spew 204801 forever | wc -c
204800
! cpr: 'child spew 204801 forever' wrote more than 204800 bytes to stdout (default limit; --max-buffer none removes it); sent SIGTERM to 1 process

$ cpr execFile --compat node --max-buffer none child spew 300000 | wc -c
300000

$ for verb in execFile spawn; do cpr $verb --json child spew 204801 | grep -o '"verdict":"[^"]*"'; done; cpr exec --json --max-buffer none 'child spew 204801' | grep -o '"verdict":"[^"]*"'
"verdict":"max-buffer"
"verdict":"exit"
"verdict":"exit"

# A limit that no stream could reach is refused.
$ cpr exec --max-buffer 10 --stdio inherit true
! cpr: --max-buffer: no output is relayed through cpr: make a stream a pipe, as in --stdio pipe, or omit the option
[125]

$ cpr exec --max-buffer-action ends true
! cpr: --max-buffer-action: no limit is set: add one, as in --max-buffer 1M
[125]

# At the limit of a stream the other one is still delivered in full.
$ cpr execFile --max-buffer 3 child handle TERM out abcd await err end
abc\c
! endcpr: 'child handle TERM out abcd await err end' wrote more than 3 bytes to stdout (--max-buffer); sent SIGTERM to 1 process
[125]

# The kill path waits until the tree is empty, not for the child alone.
$ cpr exec --stdio pipe --timeout $SOON --kill-after 200ms 'child ignore TERM forever & exit 0'; leftovers
! cpr: 'child ignore TERM forever & exit 0' timed out after 100 ms; it had exited, but its output was held open; sent SIGTERM to 1 process, then SIGKILL to 1 process

# After a normal end descendants keep running.
$ cpr exec 'child close 1 close 2 forever & echo $!' >pid; kill -0 "$(cat pid)" && kill -9 "$(cat pid)" && echo was alive
was alive

# A child that exited before the deadline has not timed out, even if cpr was stopped and sees it later.
$ rm -f out; soon=${SOON%ms}; cpr spawn --timeout $((5 * soon))ms child say ready nap 100 exit 7 >out & until grep -q ready out 2>/dev/null; do :; done; kill -STOP $!; sleep $((6 * soon))e-3; kill -CONT $!; wait $!; echo "$?"
7

# A command that a signal handler starts is not signalled, even on a busy machine: eight trees at once,
# three times.
$ clean_up() { cpr exec -q 'trap "sleep 0.1 && echo cleaned; exit 0" TERM; for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done; echo up; wait' >out-$1 & until grep -q up out-$1 2>/dev/null; do sleep 0.01; done; kill -TERM $!; wait $!; }
> for round in 1 2 3; do for n in 1 2 3 4 5 6 7 8; do clean_up $round-$n & done; wait; done; cat out-* | sort | uniq -c | tr -s ' '
 24 cleaned
 24 up
