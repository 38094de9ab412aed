# What the processes of a run were doing before cpr ended it: lines on stderr, and kill.snapshot.
# shows snapshots

# Who is at the other end of a pipe, and who is the parent.
$ . "$E2E/hung.sh"; hung 'cat: .*from PID sleep 9$' cpr exec --timeout TIMEOUT 'sleep 9 | cat; :' | grep -v bin.sh
cpr: 'sleep 9 | cat; :' timed out after T; sent SIGTERM to N
cpr:   PID cat: waiting in read on fd 0, a pipe from PID sleep 9
cpr:   PID sleep 9: sleeping in clock_nanosleep

$ . "$E2E/hung.sh"; hung 'wait4 .* PID child' cpr exec --idle-timeout TIMEOUT 'echo a; child forever'
a
cpr: 'echo a; child forever' produced no output for T; sent SIGTERM to N
cpr:   PID child forever: waiting in rt_sigsuspend
cpr:   PID /bin/sh -c echo a; child forever: waiting in wait4 for its child PID child forever

# The command itself had exited.
$ . "$E2E/hung.sh"; hung 'PID sleep 9: .*clock_nanosleep' cpr exec --stdio pipe --timeout TIMEOUT 'sleep 9 & exit 3'
cpr: 'sleep 9 & exit 3' timed out after T; it had exited, but its output was held open; sent SIGTERM to N
cpr:   PID sleep 9: holds stdout and stderr open; sleeping in clock_nanosleep

$ . "$E2E/hung.sh"; hung 'PID sleep 9: .*clock_nanosleep' cpr exec --stdio pipe --idle-timeout TIMEOUT 'sleep 9 2>/dev/null & exit 0'
cpr: 'sleep 9 2>/dev/null & exit 0' produced no output for T; it had exited, but its output was held open; sent SIGTERM to N
cpr:   PID sleep 9: holds stdout open; sleeping in clock_nanosleep

# At most ten lines; all of them with -v, none with -q, and none for other reasons.
$ . "$E2E/hung.sh"; many='for i in 1 2 3 4 5 6 7 8 9 10 11; do sleep 9 & done; wait'
> hung 'and 3 more processes' cpr exec --timeout TIMEOUT "$many" | uniq -c | sed 's/^ *//'
> hung '(PID sleep 9: .*){11}' sh -c 'cpr exec -v --timeout TIMEOUT "$1" 2>&1 | tr "\n" " "' sh "$many" | grep -o 'cpr:   PID' | wc -l
1 cpr: 'for i in 1 2 3 4 5 6 7 8 9 10 11; do sleep 9 & done; wait' timed out after T; sent SIGTERM to N
1 cpr:   PID /bin/sh -c for i in 1 2 3 4 5 6 7 8 9 10 11; do sleep 9 &...: waiting in rt_sigsuspend
8 cpr:   PID sleep 9: sleeping in clock_nanosleep
1 cpr:   and 3 more processes
12

$ cpr exec -q --timeout $SOON 'sleep 9'
[124]

$ cpr exec --max-buffer 3 --stdio pipe 'echo 1234; exec sleep 9' 2>&1 >/dev/null
cpr: 'echo 1234; exec sleep 9' wrote more than 3 bytes to stdout (--max-buffer); sent SIGTERM to 1 process
[125]

# Control characters in arguments are escaped, and arguments are shortened.
$ . "$E2E/hung.sh"; hung 'wait4 .* PID sleep' cpr spawn --timeout TIMEOUT -- sh -c ': "$0"; sleep 9; :' $'a\nb\e' 2>&1
> hung 'PID child' cpr spawn --timeout TIMEOUT child rename "$(printf 'x%.0s' {1..80})" forever | tail -1
cpr: 'sh -c : "$0"; sleep 9; : a\nb\x1b' timed out after T; sent SIGTERM to N
cpr:   PID sleep 9: sleeping in clock_nanosleep
cpr:   PID sh -c : "$0"; sleep 9; : a\nb\x1b: waiting in wait4 for its child PID sleep 9
cpr:   PID child rename xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...: waiting in rt_sigsuspend

# JSON: for every reason, before the first signal.
$ . "$E2E/hung.sh"; processes() { grep -o '"kill":.*' | grep -oE '"reason":"[a-z-]*"|"snapshot":|"argv":\["sleep","9"\],"state"|"hook":null' | tr '\n' ' '; echo; }
> asleep='until [ "$(cut -d" " -f2,3 /proc/$!/stat)" = "(sleep) S" ]; do :; done'
> hung clock_nanosleep cpr execFile --json --timeout TIMEOUT sleep 9 | processes
> hung clock_nanosleep cpr execFile --json --idle-timeout TIMEOUT sleep 9 | processes
> cpr exec --json --max-buffer 3 "sleep 9 & $asleep; echo 1234; wait" | processes
> cpr execFile --json sleep 9 >out & until_asleep sleep $!; kill -TERM $!; wait $!; processes <out
> env --default-signal=INT cpr execFile --json sleep 9 >out & until_asleep sleep $!; kill -INT $!; wait $!; processes <out
> cpr exec --json --leaks kill "sleep 9 >/dev/null 2>&1 & $asleep; exit 0" | processes
> cpr exec --json --leaks fail "sleep 9 >/dev/null 2>&1 & $asleep; exit 0" | processes
> hung clock_nanosleep cpr execFile --json --timeout TIMEOUT --kill-signal KILL sleep 9 | processes
"reason":"timeout" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"idle-timeout" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"max-buffer" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"interrupted" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"interrupted" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"leak" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"leak" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"timeout" "snapshot": "argv":["sleep","9"],"state" "hook":null 

"reason":"leak" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"leak" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"timeout" "snapshot": "argv":["sleep","9"],"state" "hook":null 

"reason":"leak" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"leak" "snapshot": "argv":["sleep","9"],"state" "hook":null 
"reason":"timeout" "snapshot": "argv":["sleep","9"],"state" "hook":null 

# The keys of an element.
$ . "$E2E/hung.sh"; hung clock_nanosleep cpr execFile --json --timeout TIMEOUT sleep 9 | grep -o '"snapshot":.*"hook"' | sed -E 's/(pid|Ms|KiB)":[0-9.]+/\1":N/g; s/"wchan":[^}]*/"wchan":W/g'
"snapshot":[{"pid":N,"ppid":N,"argv":["sleep","9"],"state":"S","ageMs":N,"cpuMs":N,"rssKiB":N,"threads":1,"waits":{"call":"clock_nanosleep","fd":null,"on":{"kind":"sleep","name":null},"peers":[],"wchan":W}}],"hook"

$ . "$E2E/hung.sh"; hung 'pipe:' cpr spawn --json --timeout TIMEOUT child pipe forever -- read-byte | grep -o '"waits":{"call":"read".*"pid"' | sed -E 's/"wchan".*//; s/\b[0-9]{2,}/N/g'
"waits":{"call":"read","fd":0,"on":{"kind":"pipe","name":"pipe:[N]"},"peers":[{"pid":N,"argv":["child","pipe","forever","--","read-byte"]}],

# Once in a kill path: the process was not yet 2 s old.
$ cpr execFile --json --timeout $SOON --kill-after 2s child ignore TERM forever | grep -oE '"snapshot":.*"ageMs":[0-9]+' | grep -oE '[0-9]+$' | awk '{ print ($1 < 2000) }'
1

# With --kill-mode process only the child.
$ cpr exec --json --timeout $SOON --kill-mode process 'sleep 9 & wait' | grep -o '"snapshot":.*"hook"' | grep -o '"ppid"' | wc -l; kill_leftovers
1

# Nothing was running.
$ mkfifo fifo; cpr exec --json --timeout 100ms --env-file fifo 'echo ran' | grep -o '"snapshot":.*"hook"'
"snapshot":[],"hook"

# Workers have one tree, and one snapshot for all of them.
$ . "$E2E/hung.sh"; hung 'got.*got|rt_sigsuspend.*rt_sigsuspend' cpr spawn --json --fd 3=ipc --accept unix:s --workers 2 --timeout TIMEOUT -- child forever | grep -o '"kill":.*' | grep -oE '"reason":"[a-z]*"|"argv":\["child","forever"\],"state"'
"reason":"timeout"
"argv":["child","forever"],"state"
"argv":["child","forever"],"state"
