# The timeout counts from the start of cpr, so it also bounds what is read or opened before the child starts.
$ mkfifo fifo; cpr exec --timeout 100ms --env-file fifo 'echo ran'
! cpr: 'echo ran' timed out after 100 ms before it was started, while reading --env-file 'fifo'
[124]

$ exec 3<>fifo; cpr exec --timeout 100ms - <&3; echo 'half a script' >&3; CPR_TIMEOUT=100ms cpr exec - <&3; cpr spawn -q --timeout 100ms --env-file fifo echo ran; echo $?
124
! cpr: '-' timed out after 100 ms before it was started, while reading the script on stdin
! cpr: '-' timed out after 100 ms before it was started, while reading the script on stdin

$ cpr spawn --timeout 100ms --events fifo echo ran
! cpr: 'echo ran' timed out after 100 ms before it was started, while waiting for a reader of --events 'fifo'
[124]

$ for address in unix-socket:socket tcp-socket:127.0.0.1; do case $address in tcp*) where=tcp ;; *) where=socket ;; esac; child listen-in-vain $where forever >where & until [ -s where ]; do :; done; [ $where = socket ] || address=$address:$(cat where); cpr fork --exec-path child --timeout 100ms --send 1 --send-handle $address say ran 2>&1 | sed 's/127.0.0.1:[0-9]*/127.0.0.1:N/'; echo "${PIPESTATUS[0]}"; kill $!; rm where; done
cpr: 'child say ran' timed out after 100 ms before it was started, while connecting to unix-socket:socket (--send-handle)
124
cpr: 'child say ran' timed out after 100 ms before it was started, while connecting to tcp-socket:127.0.0.1:N (--send-handle)
124

# Nothing has run, and every report says so.
$ cpr exec --json --timeout 100ms --env-file fifo 'echo ran' | sed 's/"cwd":"[^"]*"/"cwd":"C"/; s/"durationMs":[0-9.]*/"durationMs":N/; s/,"startedAt":.*/}/'; echo "${PIPESTATUS[0]}"
{"cpr":1,"method":"exec","cmd":"echo ran","file":"/bin/sh","args":["/bin/sh","-c","echo ran"],"cwd":"C","pid":null,"verdict":"timeout","code":null,"signal":null,"killed":false,"timedOut":true,"error":{"message":"spawn /bin/sh ETIMEDOUT","code":"ETIMEDOUT","signal":null,"killed":false,"cmd":"echo ran"},"stdout":"","stderr":"","output":[],"truncated":null,"durationMs":N,"resourceUsage":null,"kill":{"reason":"timeout","signals":[],"forced":false,"emptyAtMs":null,"by":"process","snapshot":[],"hook":null},"leaked":[]}
124

$ cpr spawn --preserve-status --timeout 100ms --env-file fifo --result r --events e --pid-file p echo ran; echo $?; grep -o '"pid":null,"verdict":"timeout","code":null,"signal":null' r e; grep -o '"event":"[a-z]*"' e; ls p
124
r:"pid":null,"verdict":"timeout","code":null,"signal":null
e:"pid":null,"verdict":"timeout","code":null,"signal":null
"event":"close"
! cpr: 'echo ran' timed out after 100 ms before it was started, while reading --env-file 'fifo'
! ls: cannot access 'p': No such file or directory
[2]

$ cpr spawn --timeout 100ms --env-file fifo --events fifo echo ran
! cpr: 'echo ran' timed out after 100 ms before it was started, while reading --env-file 'fifo'
[124]

$ cpr exec --dry-run --timeout 100ms --env-file fifo 'echo ran'
! cpr: 'echo ran' timed out after 100 ms before it was started, while reading --env-file 'fifo'
[124]

# Time spent before the start is not added to the timeout.
$ (sleep 2; echo A=late >fifo) & start=$(date +%s%N); cpr exec --timeout 4s --env-file fifo 'echo $A; exec child forever'; echo $?; [ $((($(date +%s%N) - start) / 1000000)) -lt 5500 ] && echo in time
late
124
in time
! cpr: 'echo $A; exec child forever' timed out after 4 s; sent SIGTERM to 1 process

# Input that comes in time is read, with and without a timeout.
$ for limit in '--timeout 20s' '--timeout none'; do (sleep 0.2; echo A=fifo >fifo) & cpr exec $limit --env-file fifo --env-file <(echo B=pipe) 'echo $A $B'; (echo 'echo $0 one'; sleep 0.2; echo 'echo two') | cpr exec $limit -; done
fifo pipe
/bin/sh one
two
fifo pipe
/bin/sh one
two

$ (sleep 0.3; echo A=unref >fifo) & CPR_TIMEOUT=100ms cpr spawn --unref --env-file fifo --stdio ignore,'>out',ignore sh -c 'echo $A' >pid; until [ -s out ]; do :; done; cat out
unref

# Bad usage is reported before anything is read.
$ cpr exec --env-file fifo --uid no-such-user true
! cpr: --uid: /etc/passwd has no user 'no-such-user': use an existing name or a number
[125]

# A socket instead of a FIFO can never have a reader.
$ cpr spawn --events socket echo ran
! cpr: --events: cannot write 'socket': it has no reader
[125]
