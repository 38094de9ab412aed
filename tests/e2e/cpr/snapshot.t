# What the processes of a run were doing before cpr ended it: lines on stderr, and kill.snapshot.
# shows snapshots

# Who is at the other end of a pipe, and who is the parent.
$ cpr exec --timeout 200ms 'sleep 9 | cat; :' 2>&1 | sed -E 's/\b[0-9]{2,7} (sleep|cat|.bin.sh)/PID \1/g' | grep -v bin.sh
cpr: 'sleep 9 | cat; :' timed out after 200 ms; sent SIGTERM to 3 processes
cpr:   PID cat: waiting in read on fd 0, a pipe from PID sleep 9
cpr:   PID sleep 9: sleeping in clock_nanosleep

$ cpr exec --idle-timeout 200ms 'echo a; child forever' 2>&1 | sed -E 's/^(cpr:   )[0-9]+/\1PID/; s/its child [0-9]+/its child PID/'
a
cpr: 'echo a; child forever' produced no output for 200 ms; sent SIGTERM to 2 processes
cpr:   PID child forever: waiting in rt_sigsuspend
cpr:   PID /bin/sh -c echo a; child forever: waiting in wait4 for its child PID child forever

# The command itself had exited.
$ cpr exec --stdio pipe --timeout 200ms 'sleep 9 & exit 3' 2>&1 | sed -E 's/^(cpr:   )[0-9]+/\1PID/'
cpr: 'sleep 9 & exit 3' timed out after 200 ms; it had exited, but its output was held open; sent SIGTERM to 1 process
cpr:   PID sleep 9: holds stdout and stderr open; sleeping in clock_nanosleep

$ cpr exec --stdio pipe --idle-timeout 200ms 'sleep 9 2>/dev/null & exit 0' 2>&1 | sed -E 's/^(cpr:   )[0-9]+/\1PID/'
cpr: 'sleep 9 2>/dev/null & exit 0' produced no output for 200 ms; it had exited, but its output was held open; sent SIGTERM to 1 process
cpr:   PID sleep 9: holds stdout open; sleeping in clock_nanosleep

# At most ten lines; all of them with -v, none with -q, and none for other reasons.
$ cpr exec --timeout 300ms 'for i in 1 2 3 4 5 6 7 8 9 10 11; do sleep 9 & done; wait' 2>&1 | sed -E 's/^(cpr:   )[0-9]+/\1PID/' | uniq -c | sed 's/^ *//'
1 cpr: 'for i in 1 2 3 4 5 6 7 8 9 10 11; do sleep 9 & done; wait' timed out after 300 ms; sent SIGTERM to 12 processes
1 cpr:   PID /bin/sh -c for i in 1 2 3 4 5 6 7 8 9 10 11; do sleep 9 &...: waiting in rt_sigsuspend
8 cpr:   PID sleep 9: sleeping in clock_nanosleep
1 cpr:   and 3 more processes

$ cpr exec -v --timeout 300ms 'for i in 1 2 3 4 5 6 7 8 9 10 11; do sleep 9 & done; wait' 2>&1 | grep -c '^cpr:   [0-9]* '
12

$ cpr exec -q --timeout 100ms 'sleep 9'
[124]

$ cpr exec --max-buffer 3 --stdio pipe 'echo 1234; exec sleep 9' 2>&1 >/dev/null
cpr: 'echo 1234; exec sleep 9' wrote more than 3 bytes to stdout (--max-buffer); sent SIGTERM to 1 process
[125]

# Control characters in arguments are escaped.
$ cpr spawn --timeout 100ms -- sh -c ': "$0"; sleep 9; :' $'a\nb\e' 2>&1 | sed -E 's/^(cpr:   )[0-9]+/\1PID/; s/its child [0-9]+/its child PID/'
cpr: 'sh -c : "$0"; sleep 9; : a\nb\x1b' timed out after 100 ms; sent SIGTERM to 2 processes
cpr:   PID sleep 9: sleeping in clock_nanosleep
cpr:   PID sh -c : "$0"; sleep 9; : a\nb\x1b: waiting in wait4 for its child PID sleep 9

# JSON: for every reason, before the first signal.
$ processes() { grep -o '"kill":.*' | grep -oE '"reason":"[a-z-]*"|"snapshot":|"argv":\["sleep","9"\],"state"|"hook":null' | tr '\n' ' '; echo; }
> cpr execFile --json --timeout 100ms sleep 9 | processes
> cpr execFile --json --idle-timeout 100ms sleep 9 | processes
> cpr exec --json --max-buffer 3 'sleep 9 & sleep 0.2; echo 1234; wait' | processes
> cpr execFile --json sleep 9 >out & sleep 0.2; kill -TERM $!; wait $!; processes <out
> cpr exec --json --leaks kill 'sleep 9 >/dev/null 2>&1 & sleep 0.2; exit 0' | processes
> cpr execFile --json --timeout 100ms --kill-signal KILL sleep 9 | processes
"reason":"timeout" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"idle-timeout" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"max-buffer" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"interrupted" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"leak" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"timeout" "snapshot": "argv":["sleep","9"],"state" "hook":null 

# The keys of an element.
$ cpr execFile --json --timeout 300ms sleep 9 | grep -o '"snapshot":.*"hook"' | sed -E 's/(pid|Ms|KiB)":[0-9.]+/\1":N/g; s/"wchan":[^}]*/"wchan":W/g'
"snapshot":[{"pid":N,"ppid":N,"argv":["sleep","9"],"state":"S","ageMs":N,"cpuMs":N,"rssKiB":N,"threads":1,"waits":{"call":"clock_nanosleep","fd":null,"on":{"kind":"sleep","name":null},"peers":[],"wchan":W}}],"hook"

# Once in a kill path: the process was not yet 1 s old.
$ cpr execFile --json --timeout 100ms --kill-after 900ms child ignore TERM forever | grep -oE '"snapshot":.*"ageMs":[0-9]+' | grep -oE '[0-9]+$' | awk '{ print ($1 < 900) }'
1

# With --kill-mode process only the child.
$ cpr exec --json --timeout 100ms --kill-mode process 'sleep 0.3 & wait' | grep -o '"snapshot":.*"hook"' | grep -o '"ppid"' | wc -l
1

# Nothing was running.
$ mkfifo fifo; cpr exec --json --timeout 100ms --env-file fifo 'echo ran' | grep -o '"snapshot":.*,"leaked":..'
"snapshot":[],"hook":null},"leaked":[]
