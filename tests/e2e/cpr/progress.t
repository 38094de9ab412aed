# needs terminal
# A status line during the run, removed at the end.
$ pty show columns 100 expect 'cpr: ' expect ' of 20 s, stdout 6 B, stderr 0 B, 2 processes, ' expect 'iB, idle for ' type '\x04' -- cpr spawn --progress --timeout 20s sh -c 'echo ready; cat; exit 3'
ready
exit 3

# It is removed before output of the child. Below an unfinished line of the child, which goes on where it
# was, also at the end.
$ pty show expect 'cpr: ' type '\x04' expect half expect 'cpr: ' type '\x04' expect ' whole' expect 'cpr: ' type '\x04' expect end expect 'cpr: ' type '\x04' -- cpr exec --progress 'cat; echo line; printf half; cat; echo " whole"; cat; printf "the end"; cat'
line
half whole
the endexit 0

$ pty show expect half expect 'cpr: ' -- cpr exec --progress --timeout $((7 * ${SOON%ms}))ms 'printf half; sleep 60' | sed 's/after [^;]*;/after T;/'
halfcpr: 'printf half; sleep 60' timed out after T; sent SIGTERM to 2 processes
exit 124

# It is removed before messages of cpr and the result.
$ pty show expect 'cpr: ' -- cpr spawn --progress --timeout $((6 * ${SOON%ms}))ms child forever | sed 's/after [^;]*;/after T;/'
cpr: 'child forever' timed out after T; sent SIGTERM to 1 process
exit 124

$ pty expect 'cpr: ' type '\x04' expect '"stdout":"hi\n"' -- cpr exec --json --progress 'echo hi; cat'
exit 0

# The number of processes, and a narrow terminal.
$ pty expect '3 processes' type '\x04' -- cpr exec --progress 'sleep 60 & cat; kill $!'
exit 0

$ pty show columns 20 expect 'cpr: idle for ' type '\x04' -- cpr exec --progress --timeout 20s cat
exit 0

# A terminal whose width changes: the line is drawn again, also between two updates.
$ pty show columns 24 expect 'cpr: idle for ' columns 60 expect 'iB' columns 100 expect 'stdout 0 B' columns 24 expect 'cpr: idle for ' kill 15 -- cpr spawn --progress=9s child forever
cpr: 'child forever': cpr received SIGTERM; sent SIGTERM to 1 process
signal 15

# Elsewhere there is a line every DURATION, if one is given.
# It is removed while cpr is stopped.
$ pty expect 'cpr: ' type '\x1a' stopped continue type 'x\n' -- cpr spawn --progress child read-byte exit 5
exit 5

# It does not appear in a pipe or a file, and the stream options are unchanged as well.
$ cpr spawn --progress sh -c 'printf hi; sleep 0.5'
hi\c

$ cpr spawn --progress=200ms sh -c 'printf hi; until [ -s err ] && sleep 0.5 && [ $(wc -l <err) -gt 1 ]; do sleep 0.1; done; exit 3' 2>err; echo ", $?"; grep -vE '^cpr: [0-9.]+ s, stdout [02] B, stderr 0 B, [0-9]+ process(es)?, [0-9.]+ ([KM]i)?B, idle for [0-9.]+ s$' err
hi, 3
[1]

# In the same place as the output, it begins a new line.
$ cpr spawn --progress=200ms sh -c 'printf half; sleep $((${SOON%ms} * 3))e-3' 2>&1 | sed -E 's/[0-9.]+ s\b/T/g; s/[0-9]+ process(es)?, [0-9.]+ ([KM]i)?B,/N processes, N MiB,/' | uniq
half
cpr: T, stdout 4 B, stderr 0 B, N processes, N MiB, idle for T

$ cpr spawn --progress --dry-run true | grep stdio
stdio: ["0","1","2"]

$ cpr spawn --progress=1s --dry-run true | grep stdio
stdio: ["0","pipe","pipe"]

# The peak of what was seen is in the result.
$ cpr spawn --progress=100ms --result r --leaks kill child bomb 1 take 30 nap $((5 * ${SOON%ms})) 2>err; grep -o '"peakMemory":[0-9]*,"peakProcesses":2,.*"by":"watch"' r | sed 's/:3[0-9]\{7\},/:3NNNNNNN,/; s/"oomKills":[a-z0-9]*/"oomKills":N/'
"peakMemory":3NNNNNNN,"peakProcesses":2,"oomKills":N,"by":"watch"

$ for word in 30 99ms 0 none; do cpr spawn --progress=$word true; done
! cpr: --progress: '30' is not at least 100 ms: write 30s
! cpr: --progress: '99ms' is not at least 100 ms: write 1s
! cpr: --progress: '0' is not at least 100 ms: write 1s
! cpr: --progress: 'none' is not at least 100 ms: write 1s
[125]

$ cpr spawn --progress 30s true
! cpr: --progress: '30s' would be the command: write the duration after '=': write cpr spawn --progress=30s true
[125]

$ cpr spawn --progress --unref true
! cpr: --unref cannot be used with --progress: omit one of them
[125]
