# After a normal end descendants keep running; the result always lists them.
$ mkfifo up; cpr exec --result r 'child say up close 1 close 2 forever >up & read word <up; exit 4'; echo "$?"; sed 's/.*"leaked"/"leaked"/; s/,"startedAt".*//; s/"pid":[0-9]*/"pid":N/; s/"ageMs":[0-9.]*/"ageMs":N/' r; leftovers; kill_leftovers
4
"leaked":[{"pid":N,"argv":["child","say","up","close","1","close","2","forever"],"ageMs":N,"holds":[]}]
child say up close 1 close 2 forever 

# warn: one line each, after close.
$ cpr exec --leaks warn 'child say up close 1 close 2 forever >up & read word <up; exit 4' 2>&1 | sed 's/pid [0-9]*/pid N/; s/(.* old)/(N old)/'; echo "${PIPESTATUS[0]}"; leftovers; kill_leftovers
cpr: still running: pid N 'child say up close 1 close 2 forever' (N old)
4
child say up close 1 close 2 forever 

# A process that exits before close is not a leak.
$ cpr exec --stdio pipe --leaks warn 'child nap 200 & exit 0'

# kill: killed when the child exits, although they hold its pipes open; the status is that of the child.
$ cpr exec --shell=/bin/bash --stdio pipe --leaks kill --result r 'child daemonize forever -- close 1 close 2 forever & child forever & until [ $(leftovers | grep -c "forever $") = 3 ]; do :; done; echo out; exit 5' 2>&1 | sed 's/pid [0-9]*/pid N/; s/(.* old)/(N old)/' | sort; echo "${PIPESTATUS[0]}"; leftovers; grep -o '"verdict":"exit","code":5,"signal":null,"killed":false' r; grep -o '"kill":{"reason":"leak"' r; grep -o '"holds":\[[^]]*\]' r | sort
cpr: 'child daemonize forever -- close 1 close 2 forever & child forever & unt...' left 3 processes running; sent SIGTERM to 3 processes
cpr: terminated: pid N 'child daemonize forever -- close 1 close 2 forever' (N old)
cpr: terminated: pid N 'child daemonize forever -- close 1 close 2 forever' (N old), holding stdout and stderr open
cpr: terminated: pid N 'child forever' (N old), holding stdout and stderr open
out
5
"verdict":"exit","code":5,"signal":null,"killed":false
"kill":{"reason":"leak"
"holds":["stdout","stderr"]
"holds":["stdout","stderr"]
"holds":[]

$ cpr exec --leaks kill --json 'child close 1 close 2 forever & exit 0' | grep -o '"error":null'; leftovers
"error":null

# Processes that ignore the signal are killed as well.
$ cpr exec --stdio pipe --leaks kill --kill-after 100ms --result r 'mkfifo fifo; child ignore TERM to 3 x close 3 forever 3>fifo & cat fifo >&2; exit 0' 2>/dev/null; grep -o '"forced":[a-z]*' r; leftovers
"forced":true

# And so is a fork-and-exit chain, which has another pid each time cpr looks.
$ for i in {1..30}; do cpr spawn -q --kill-after 100ms --leaks fail child daemonize hop -- exit 0 || echo $?; done | sort | uniq -c | tr -s ' '; leftovers
 30 125

# The first 256 are listed, the others are counted.
$ cpr exec --leaks kill --result r 'child bomb 299 close 1 close 2 forever & until [ $(cat /proc/$!/task/*/children | wc -w) = 299 ]; do :; done; exit 3' 2>err; echo "$?"; leftovers; sed "s/pid [0-9]*.*/pid N/; s/'.*'/X/" err | sort | uniq -c | tr -s ' '; grep -o '"holds"' r | wc -l
3
 1 cpr: X left 300 processes running; sent SIGTERM to 300 processes
 1 cpr: terminated: 44 more processes
 256 cpr: terminated: pid N
256

# fail: the same, and the run has failed.
$ cpr exec --leaks fail --result r 'child close 1 close 2 forever & exit 0' 2>&1 | sed "s/pid [0-9]*.*/pid N/"; echo "${PIPESTATUS[0]}"; leftovers; grep -o '"verdict":"leak","code":0,"signal":null' r; grep -o '"message":"Command left[^"]*","code":"[A-Z_]*"' r
cpr: 'child close 1 close 2 forever & exit 0' left 1 process running; sent SIGTERM to 1 process
cpr: terminated: pid N
125
"verdict":"leak","code":0,"signal":null
"message":"Command left processes running: 1","code":"ERR_CPR_LEAK"

$ cpr exec --leaks fail 'exit 3'
[3]

# --leaks does not change the verdict of a failed start, a limit or a signal.
$ cpr spawn --leaks fail no-such-program
! cpr: cannot start 'no-such-program': no such program in PATH
[127]

$ cpr exec --leaks fail --timeout $SOON 'child forever'
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 2 processes
[124]

# Output for a slow reader is not lost when leaks are killed.
$ cpr exec --stdio pipe --leaks kill 'child forever & child spew 300000; exit 0' 2>/dev/null | (sleep 1.5; wc -c)
300000

# With --kill-mode process as well.
$ cpr exec --kill-mode process --leaks kill 'child close 1 close 2 forever & exit 0' 2>/dev/null; leftovers

$ cpr exec --leaks maybe true
! cpr: --leaks: 'maybe' is not one of ignore, warn, kill, fail
[125]

$ cpr spawn --unref --leaks kill --stdio ignore true
! cpr: --leaks cannot be used with --unref: omit one of them
[125]

# --drain expired: the child's own status; the result lists leftover processes.
$ cpr exec --stdio pipe --drain 100ms --result r 'child forever & echo out; exit 6'; echo "$?"; grep -o '"holds":\[[^]]*\]' r; kill_leftovers
out
6
"holds":["stdout","stderr"]

# --kill-mode process: only the child is signalled; the result lists the others.
$ cpr exec --stdio pipe --kill-mode process --timeout $SOON --result r 'child forever & child forever & wait'; grep -o '"by":"[a-z]*",' r; grep -o '"holds"' r | wc -l; kill_leftovers
"by":"process",
2
! cpr: 'child forever & child forever & wait' timed out after 100 ms; sent SIGTERM to 1 process

# A dead child that a tracer keeps as a zombie still has an exit status.
$ cpr spawn --kill-mode process --timeout $SOON --kill-after 200ms --result r trick traced-exit 7; echo "$?"; grep -o '"verdict":"timeout","code":7' r; grep -o '"leaked":\[{"pid":[0-9]*,"argv":\["trick"' r | tr -d 0-9; kill -KILL $(grep -o '"leaked":\[{"pid":[0-9]*' r | tr -dc 0-9)
124
"verdict":"timeout","code":7
"leaked":[{"pid":,"argv":["trick"
! cpr: 'trick traced-exit 7' timed out after 100 ms; sent SIGTERM to 1 process
