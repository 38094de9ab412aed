# Every key, in order, on one line.
$ cpr exec --json 'echo hi; echo err >&2; exit 3' | sed 's/"cwd":"[^"]*"/"cwd":"C"/; s/"pid":[0-9]*/"pid":1/; s/"durationMs":[0-9.]*/"durationMs":1/; s/"userCPUTime":[0-9]*,"systemCPUTime":[0-9]*,"maxRSS":[a-z0-9]*/.../; s/"startedAt":"[^"]*"/"startedAt":"T"/; s/"tree":{[^}]*}/"tree":{...}/'; echo "${PIPESTATUS[0]}"
{"cpr":1,"method":"exec","cmd":"echo hi; echo err >&2; exit 3","file":"/bin/sh","args":["/bin/sh","-c","echo hi; echo err >&2; exit 3"],"cwd":"C","pid":1,"verdict":"exit","code":3,"signal":null,"killed":false,"timedOut":false,"error":{"message":"Command failed: echo hi; echo err >&2; exit 3\nerr\n","code":3,"signal":null,"killed":false,"cmd":"echo hi; echo err >&2; exit 3"},"stdout":"hi\n","stderr":"err\n","output":[],"truncated":null,"durationMs":1,"resourceUsage":{...},"kill":null,"leaked":[],"startedAt":"T","status":3,"tree":{...},"attempts":null,"readyAtMs":null}
3

$ cpr exec --json true | wc -l
1

# The method has Node's name.
$ cpr exec-file --json true | grep -o '"method":"[^"]*"'; cpr exec-file --dry-run true | grep method
"method":"execFile"
method: execFile

# After a failed start pid and resourceUsage are null.
$ cpr spawn --json no-such-program x y | grep -o '"pid":null,"verdict":"spawn-error","code":null,"signal":null.*"stdout":"","stderr":"","output":\[\]'; echo "${PIPESTATUS[0]}"
"pid":null,"verdict":"spawn-error","code":null,"signal":null,"killed":false,"timedOut":false,"error":{"message":"spawn no-such-program ENOENT","code":"ENOENT","signal":null,"killed":false,"cmd":"no-such-program x y","errno":-2,"syscall":"spawn no-such-program","path":"no-such-program","spawnargs":["x","y"],"step":"exec"},"stdout":"","stderr":"","output":[]
127

$ cpr spawn --json --cwd /nope ls | grep -o '"error":{[^}]*}'
"error":{"message":"spawn ls ENOENT","code":"ENOENT","signal":null,"killed":false,"cmd":"ls","errno":-2,"syscall":"spawn ls","path":"ls","spawnargs":[],"step":"cwd"}

# Limits.
$ cpr exec --json --timeout $SOON 'echo before; sleep 60' | grep -o '"verdict":"[^"]*","code":[^,]*,"signal":[^,]*,"killed":true,"timedOut":true,"error":{[^}]*},"stdout":"before\\n"'
"verdict":"timeout","code":null,"signal":"SIGTERM","killed":true,"timedOut":true,"error":{"message":"spawn /bin/sh ETIMEDOUT","code":"ETIMEDOUT","signal":"SIGTERM","killed":true,"cmd":"echo before; sleep 60"},"stdout":"before\n"

$ cpr execFile --json --timeout $SOON --kill-after 100 child ignore TERM forever | grep -o '"kill":.*' | sed 's/"atMs":[0-9.]*/"atMs":1/g; s/"emptyAtMs":[0-9.]*/"emptyAtMs":1/; s/,"leaked":.*//'
"kill":{"reason":"timeout","signals":[{"signal":"SIGTERM","atMs":1,"pids":1},{"signal":"SIGKILL","atMs":1,"pids":1}],"forced":true,"emptyAtMs":1,"by":"subreaper","snapshot":[...],"hook":null}

$ cpr execFile --json --max-buffer 3 child out abcdef forever | grep -o '"verdict":"[^"]*"\|"error":{[^}]*}\|"stdout":"[^"]*"'
"verdict":"max-buffer"
"error":{"message":"stdout maxBuffer length exceeded","code":"ERR_CHILD_PROCESS_STDIO_MAXBUFFER","signal":"SIGTERM","killed":true,"cmd":"child out abcdef forever"}
"stdout":"abc"

$ cpr execFile --json child die USR1 | grep -o '"verdict":"[^"]*","code":[^,]*,"signal":[^,]*,"killed":[^,]*,'
"verdict":"signal","code":null,"signal":"SIGUSR1","killed":false,

$ cpr execFile --json child die 35 | grep -o '"signal":"[^"]*"' | head -1
"signal":"SIGRTMIN+1"

# Streams: null when not relayed, output from 3 on.
$ cpr spawn --json --stdout '>f' child out x | grep -o '"stdout":null,"stderr":""'
"stdout":null,"stderr":""

$ cpr spawn --json --fd 4=pipe child to 4 four | grep -o '"output":\[[^]]*\]'
"output":[null,null,null,null,"four"]

# Encodings.
$ for e in utf8 buffer hex base64 base64url latin1 ascii utf16le; do cpr exec --json --encoding $e 'printf "\377a\303\244\""' | grep -o '"stdout":.*,"stderr"'; done
"stdout":"�aä\"","stderr"
"stdout":{"base64":"/2HDpCI="},"stderr"
"stdout":"ff61c3a422","stderr"
"stdout":"/2HDpCI=","stderr"
"stdout":"_2HDpCI","stderr"
"stdout":"ÿaÃ¤\"","stderr"
"stdout":"aC$\"","stderr"
"stdout":"懿꓃","stderr"

# Leftover processes are listed.
$ cpr exec --json 'child close 1 close 2 close 0 forever & echo $!' >r; sed -n 's/.*"stdout":"\([0-9]*\).*/\1/p' r >pid; grep -o '"leaked":\[.*\]' r | sed "s/$(cat pid)/PID/; s/\"ageMs\":[0-9.]*/\"ageMs\":1/"; kill -9 "$(cat pid)"
"leaked":[{"pid":PID,"argv":["child","close","1","close","2","close","0","forever"],"ageMs":1,"holds":[]}]

# --result writes the object to a file; the output is relayed as usual.
$ cpr exec --result r.json 'echo flows; exit 2'; grep -o '"code":2,"signal":null\|"stdout":null,"stderr":null' r.json; ls -A | grep json
flows
"code":2,"signal":null
"code":2,"signal":null
"stdout":null,"stderr":null
r.json

$ cpr exec --result fd:3 'echo flows' 3>r3 && grep -c '"verdict":"exit"' r3
flows
1

$ cpr exec --result /dev/full true
! cpr: cannot write the result to '/dev/full': No space left on device
[125]

# With --json the object replaces the messages.
$ cpr exec --json --timeout 100 'sleep 9' >/dev/null
[124]

# A result is written through a link; an existing file is replaced and keeps its mode.
$ ln -s /proc/self/fd/1 link; cpr exec --result link 'true' >through; readlink link; grep -c '"verdict"' through
/proc/self/fd/1
1

$ : >private; chmod 600 private; ln private second; cpr exec --result private true; stat -c %a private; wc -c <second
600
0

$ rm second; cpr exec --result private true; stat -c %a private; ls | grep -c cpr-
600
0
[1]

# A reader of the result that is gone or has stalled causes a message, and the verdict stays.
$ mkfifo result-fifo; exec 3<>result-fifo 4>result-fifo 3>&-; cpr exec --result fd:4 'exit 5'
! cpr: cannot write the result to fd:4: Broken pipe
[125]

$ mkfifo silent-fifo; cpr exec --timeout $SOON --result silent-fifo 'child forever' 2>&1
cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 2 processes
cpr: cannot write the result to 'silent-fifo': it has no reader
[125]

$ mkfifo full-fifo; exec 3<>full-fifo; cpr exec --json --timeout $SOON --max-buffer 1M 'child spew 200000 forever' >&3
! cpr: cannot write to stdout: the reader stalled
[125]

# maxRSS is that of the child or null: never that of cpr, which the kernel counts as well, nor that of the caller.
$ peak() { cpr spawn --json "$@" 2>/dev/null | grep -o '"maxRSS":[^}]*' | sed 's/[0-9]*$/ &/' | awk '{ print ($2 == "" ? $1 : $1 ($2 > 131072 && $2 < 147456 ? "about 130 MiB" : $2)) }'; }
> peak true; peak dd if=/dev/zero of=/dev/null bs=128M count=1; x=$(head -c 200000000 /dev/zero | tr '\0' x); peak dd if=/dev/zero of=/dev/null bs=128M count=1; peak no-such-program
"maxRSS":null
"maxRSS":about 130 MiB
"maxRSS":about 130 MiB

$ cpr spawn --result r --events e dd if=/dev/zero of=/dev/null bs=128M count=1 status=none; grep -c '"maxRSS":[0-9]' r e; cpr spawn --result r --events e true; grep -c '"maxRSS":null' r e
r:1
e:1
r:1
e:1

# `startedAt` is the wall clock at the start of cpr, not at its end.
$ before=$(date +%s%3N); cpr exec --json 'child nap 300' >r; after=$(date +%s%3N); started=$(date -d "$(sed 's/.*"startedAt":"\([^"]*\)".*/\1/' r)" +%s%3N); [ $before -le $started ] && [ $started -le $((after - 300)) ] && echo between; grep -o '"startedAt":"[^"]*"' r | tr 0-9 N
between
"startedAt":"NNNN-NN-NNTNN:NN:NN.NNNZ"

# `status` is the exit status of cpr, also when a report cannot be written: the later reports say so.
$ cpr exec --events /dev/full --json --result r 'exit 3' >json 2>err; echo "$? $(cat err)"; grep -ho '"status":[0-9]*' json r
125 cpr: cannot write the events: No space left on device
"status":125
"status":125

$ cpr exec --json --result r --events e 'exit 3' >/dev/full 2>err; echo "$? $(cat err)"; grep -ho '"status":[0-9]*' e r
125 cpr: cannot write to stdout: No space left on device
"status":3
"status":125

$ mkfifo gone; exec 3<>gone 4>gone 3>&-; cpr exec --json --result r --events e 'exit 3' >&4; echo "$?"; grep -ho '"status":[0-9]*' e r
141
"status":3
"status":141

$ cpr exec --json --events e --result /dev/full 'exit 3' >json 2>err; echo "$? $(cat err)"; grep -ho '"status":[0-9]*' e json
125 cpr: cannot write the result to '/dev/full': No space left on device
"status":3
"status":3

# A pid file that cannot be written is known early, but an exit code other than 0 comes first.
$ for code in 0 3; do cpr exec --pid-file /dev/full --json --events e "exit $code" >json 2>err; echo "$? $(cat err)"; grep -ho '"status":[0-9]*' e json; done
125 cpr: cannot write the pid to '/dev/full': No space left on device
"status":125
"status":125
3 cpr: cannot write the pid to '/dev/full': No space left on device
"status":3
"status":3

# The events do not fit into the pipe of a reader that goes away after the JSON was written.
$ mkfifo slow; exec 3<>slow 4>slow; cpr exec --events fd:4 --result r --json --max-buffer none 'child spew 60000' 4>&4 3>&- >late 2>err & exec 4>&-; until [ -s late ]; do :; done; exec 3>&-; wait $!; echo "$? $(cat err)"; grep -ho '"status":[0-9]*' late r
125 cpr: cannot write the events: Broken pipe
"status":0
"status":125
