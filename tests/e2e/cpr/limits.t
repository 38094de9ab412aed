# A timeout is 124, whatever the child makes of the signal.
$ cpr exec --timeout 100 'sleep 60'
! cpr: 'sleep 60' timed out after 100 ms; SIGTERM to 2 processes
[124]

$ cpr exec --timeout 1s 'child handle TERM say ready await exit 0'
ready
got 15
! cpr: 'child handle TERM say ready await exit 0' timed out after 1 s; SIGTERM to 2 processes
[124]

$ cpr exec --timeout 100ms --json 'trap "exit 7" TERM; while :; do sleep 1; done' | grep -o '"verdict":"timeout","code":7,"signal":null,"killed":true,"timedOut":true'
"verdict":"timeout","code":7,"signal":null,"killed":true,"timedOut":true

# With --preserve-status the child's own.
$ cpr execFile --timeout 100ms --preserve-status sleep 60
! cpr: 'sleep 60' timed out after 100 ms; SIGTERM to 1 process
[143]

# A child that ignores the signal gets SIGKILL after --kill-after.
$ cpr execFile --timeout 100ms --kill-after 100 child ignore TERM forever
! cpr: 'child ignore TERM forever' timed out after 100 ms; SIGTERM to 1 process, then SIGKILL to 1 process
[124]

# --kill-after 0 is SIGKILL at once.
$ cpr execFile --timeout 100ms --kill-after 0 child ignore TERM forever
! cpr: 'child ignore TERM forever' timed out after 100 ms; SIGKILL to 1 process
[124]

# Another signal; names in any form.
$ cpr execFile --timeout 100ms --kill-signal int child handle INT await
got 2
! cpr: 'child handle INT await' timed out after 100 ms; SIGINT to 1 process
[124]

$ cpr execFile --timeout 100ms --killSignal RTMIN+1 child forever
! cpr: 'child forever' timed out after 100 ms; SIGRTMIN+1 to 1 process
[124]

# A stopped child takes the signal, too.
$ cpr execFile --timeout 100ms child stop
! cpr: 'child stop' timed out after 100 ms; SIGTERM to 1 process
[124]

# The whole tree goes: background jobs, new sessions, new groups, daemons without an environment.
$ cpr exec --timeout 300 'child forever & child setsid forever & child setpgid forever & child daemonize forever & wait'
! cpr: 'child forever & child setsid forever & child setpgid forever & child dae...' timed out after 300 ms; SIGTERM to 5 processes
[124]

$ survivors

# A bare number under 100 looks like seconds.
$ cpr execFile --timeout 90 sleep 60
! cpr: 'sleep 60' timed out after 90 ms; SIGTERM to 1 process (90 means 90 ms; for seconds write 90s)
[124]

# 0 and none are no limit.
$ cpr execFile --timeout 0 true; cpr execFile --timeout none true

# Exactly maxBuffer bytes are allowed, one more is not; exactly as many are handed on.
$ cpr execFile --max-buffer 1000 child spew 1000 | wc -c; echo "${PIPESTATUS[0]}"
1000
0

$ cpr execFile --max-buffer 1000 child spew 1001 forever | wc -c; echo "${PIPESTATUS[0]}"
1000
125
! cpr: 'child spew 1001 forever' wrote more than 1000 bytes to stdout (--max-buffer); SIGTERM to 1 process

$ cpr execFile --max-buffer 1000 child flood | wc -c
1000
! cpr: 'child flood' wrote more than 1000 bytes to stdout (--max-buffer); SIGTERM to 1 process

$ cpr execFile --max-buffer 0 child exit 0

$ cpr execFile --max-buffer 0 child out x forever
! cpr: 'child out x forever' wrote more than 0 bytes to stdout (--max-buffer); SIGTERM to 1 process
[125]

# The limit holds for each stream by itself.
$ cpr execFile --max-buffer 4 child out abcd err efgh
abcd\c
! efgh\c

$ cpr execFile --maxBuffer 4 child out abcd err efghi forever
abcd\c
! efghcpr: 'child out abcd err efghi forever' wrote more than 4 bytes to stderr (--max-buffer); SIGTERM to 1 process
[125]

# exec and execFile have the limit of Node's first years, spawn has none.
$ cpr execFile child spew 204800 | wc -c
204800

$ cpr execFile child spew 204801 forever | wc -c
204800
! cpr: 'child spew 204801 forever' wrote more than 204800 bytes to stdout (--max-buffer); SIGTERM to 1 process

$ cpr spawn --stdio pipe child spew 300000 | wc -c
300000

# At the limit of a stream the other one is still delivered in full.
$ cpr execFile --max-buffer 3 child handle TERM out abcd await err end
abc\c
! endcpr: 'child handle TERM out abcd await err end' wrote more than 3 bytes to stdout (--max-buffer); SIGTERM to 1 process
[125]

# The kill path waits until the tree is empty, not for the child alone.
$ cpr exec --timeout 100ms --kill-after 200ms 'child ignore TERM forever & exit 0'; survivors
! cpr: 'child ignore TERM forever & exit 0' timed out after 100 ms; SIGTERM to 1 process, then SIGKILL to 1 process

# Survivors of a normal end are left alone.
$ cpr exec 'child close 1 close 2 forever & echo $!' >pid; kill -0 "$(cat pid)" && kill -9 "$(cat pid)" && echo was alive
was alive

# A child that ended before the deadline has not timed out, although cpr was stopped and sees it later.
$ rm -f out; cpr spawn --timeout 1s child say ready nap 200 exit 7 >out & until grep -q ready out 2>/dev/null; do :; done; kill -STOP $!; sleep 1.3; kill -CONT $!; wait $!; echo "$?"
7

# The command that a handler of the signal runs is not signalled, however busy the machine is: eight
# trees at once, three times.
$ clean_up() { cpr exec -q 'trap "sleep 0.1 && echo cleaned; exit 0" TERM; for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done; echo up; wait' >out-$1 & until grep -q up out-$1 2>/dev/null; do sleep 0.01; done; kill -TERM $!; wait $!; }
> for round in 1 2 3; do for n in 1 2 3 4 5 6 7 8; do clean_up $round-$n & done; wait; done; cat out-* | sort | uniq -c | tr -s ' '
 24 cleaned
 24 up
