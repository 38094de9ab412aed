# --ready: an event after spawn and before exit, and readyAtMs in the result.
$ cat >lib <<' END'
> facts() { sed 's/.*"event":"\([a-z]*\)".*/\1/' events | grep -v '^std' | paste -sd' '; }
> at() { tail -1 events | grep -o '"readyAtMs":.*' | sed 's/[0-9.]\+/N/; s/}*$//'; }
> # A run that is ended by TERM as soon as it is ready.
> until_ready() {
>   rm -f events
>   cpr "$@" &
>   until grep -q '"event":"\(ready\|close\)"' events 2>/dev/null; do sleep 0.01; done
>   kill -TERM $! 2>/dev/null
>   wait $!
>   facts
> }
> free_port() { while :; do p=$((20000 + RANDOM % 10000)); (exec 3<>/dev/tcp/127.0.0.1/$p) 2>/dev/null || break; done; echo $p; }
> END

$ . ./lib; until_ready spawn -q --events events --ready fd:3 child to 3 x forever; at
spawn ready signal exit close
"readyAtMs":N

$ . ./lib; until_ready spawn -q --events events --ready fd:9 child close 9 forever
spawn ready signal exit close

$ . ./lib; until_ready spawn -q --events events --ready line:up child out 'is u' out 'p now' say '' forever
is up now
spawn ready signal exit close

$ . ./lib; until_ready spawn -q --events events --ready line:up sh -c 'echo up >&2; exec child forever'
spawn ready signal exit close
! up

$ . ./lib; until_ready spawn -q --events events --ready unix:s child nap 20 listen ./s forever
spawn ready signal exit close

$ . ./lib; p=$(free_port); until_ready spawn -q --events events --ready tcp:127.0.0.1:$p child nap 20 listen $p forever
spawn ready signal exit close

$ . ./lib; until_ready spawn -q --events events --ready delay:20ms child forever
spawn ready signal exit close

# localhost is both addresses, and a server may have either.
$ . ./lib; p=$(free_port); until_ready spawn -q --events events --ready tcp:localhost:$p child listen $p forever
spawn ready signal exit close

$ . ./lib; p=$(free_port); if [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6; then until_ready spawn -q --events events --ready tcp:localhost:$p child listen "[::1]:$p" forever; else echo 'spawn ready signal exit close'; echo 'SKIPPED: no IPv6' >/dev/tty; fi
spawn ready signal exit close

# A child that ends before is never ready, although its exit closes everything; nor one that is being killed.
$ . ./lib; for when in fd:3 line:up delay:1h unix:nothing; do cpr spawn -q --events events --ready $when child out up exit 3; echo "$? $(facts) $(at)"; done
up3 spawn exit close "readyAtMs":null
up3 spawn exit close "readyAtMs":null
up3 spawn exit close "readyAtMs":null
up3 spawn exit close "readyAtMs":null

$ . ./lib; cpr spawn -q --timeout 200ms --events events --ready line:bye child handle TERM await say bye exit 0; echo $?; facts
got 15
bye
124
spawn signal exit close

$ cpr spawn --timeout 100ms --result r --ready unix:nothing child forever; echo $?; grep -o '"readyAtMs.*' r; leftovers
124
"readyAtMs":null}
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process

# What is written before the exit counts.
$ . ./lib; cpr spawn -q --events events --ready fd:3 child to 3 x exit 3; facts; cpr spawn -q --events events --ready line:up child say up exit 3; facts
spawn ready exit close
up
spawn ready exit close

$ . ./lib; cpr spawn -q --events events --ready fd:3 no-such-program; facts
error close

# With retries, each attempt; the time is that of the last one, since the start of the run.
$ . ./lib; cpr exec -q --retries 1 --retry-delay 50ms --events events --ready line:up 'echo up; exit 1'; facts; tail -1 events | grep -o '"readyAtMs":[0-9]*' | { IFS=: read -r _ ms; [ $ms -ge 50 ] && echo late; }
up
up
spawn ready exit retry spawn ready exit close
late

# An address that answers before the start is refused, and a socket that is left over is not.
$ . ./lib; rm -f out; p=$(free_port); child listen $p say up forever >out & until grep -q up out 2>/dev/null; do sleep 0.01; done; cpr spawn --ready tcp:127.0.0.1:$p child say started 2>&1 | sed "s/$p/PORT/"; echo ${PIPESTATUS[0]}; cpr spawn -q --ready tcp:localhost:$p child say started 2>&1 | sed "s/$p/PORT/"; kill $!; wait $! 2>/dev/null; cpr spawn --ready tcp:127.0.0.1:$p child say started
cpr: --ready tcp:127.0.0.1:PORT: something accepts connections there already: stop it, or use another address
125
cpr: --ready tcp:localhost:PORT: something accepts connections there already: stop it, or use another address
started

$ . ./lib; rm -f out; child listen ./t say up forever >out & until grep -q up out 2>/dev/null; do sleep 0.01; done; cpr spawn --ready unix:t child say started; echo $?; kill $!; wait $! 2>/dev/null; rm out; until_ready spawn -q --events events --ready unix:./t sh -c 'rm t; exec child listen ./t forever'; cpr exec --ready unix:t 'echo started'
125
spawn ready signal exit close
started
! cpr: --ready unix:t: something accepts connections there already: stop it, or use another address

# The kernel may connect a socket to itself where nothing listens, if it chooses that port for it.
$ cat >itself <<' END'
> python3 -c 'import fcntl, socket, struct; s = socket.socket(); fcntl.ioctl(s, 0x8914, struct.pack("16sh", b"lo", 0x49))'
> echo 40000 40000 >/proc/sys/net/ipv4/ip_local_port_range
> cpr spawn -q --timeout 300ms --events events --ready tcp:127.0.0.1:40000 child forever
> echo $?
> END
$ . ./lib; if unshare -rn true 2>/dev/null && type -p python3 >/dev/null; then unshare -rn bash itself; facts; else printf '124\nspawn signal exit close\n'; fi
124
spawn signal exit close

# Output goes where it goes without the option, byte for byte, and without a limit.
$ cpr spawn --stdout '>o' --stderr '>>o' --ready line:zzz child spew 300000 err tail; wc -c <o; tail -c 4 o; echo; cpr spawn --stdout '>o' --stderr '&1' --ready line:x child out 1 err 2 out 3; cat o
300004
tail
123\c

$ cpr exec-file --json --stdout '>o' --stderr 2 --ready line:zzz child spew 300000 err tail | grep -o '"code":0,\|"stdout":null\|"stderr":null\|"readyAtMs":null'; wc -c <o
"code":0,
"stdout":null
"stderr":null
"readyAtMs":null
300000
! tail\c

$ cpr spawn --stdio inherit --ready line:zzz child say hello err oops; echo >&2; cpr spawn --ready line:b --stdout '>/no/such/directory/o' child say started
hello
! oops
! cpr: cannot start 'child': cannot open '/no/such/directory/o' for fd 1: No such file or directory
[125]

# After the line, or without it, a flood is relayed whole; a line may be longer than any buffer.
$ cpr spawn --ready line:zzz child spew 3000000 | wc -c; cpr spawn --events events --ready line:mark child say mark spew 3000000 2>&1 | wc -c; . ./lib; facts; { printf '%0100000d mark' 0; head -c 100000 /dev/zero; echo; } >long; cpr exec --events events --ready line:mark 'cat long' | cmp - long; facts
3000000
3000005
spawn ready exit close
spawn ready exit close

# When the caller can read the event, the line is where it was relayed to.
$ for i in 1 2 3 4 5; do rm -f out events; cpr spawn -q --ready line:up --events events child out start say up forever >out & until grep -q '"event":"ready"' events 2>/dev/null; do sleep 0.01; done; grep -c up out; kill $!; wait $! 2>/dev/null; done; echo $?
1
1
1
1
1
143

# The child may write on after it was ready; nothing waits for its fd.
$ . ./lib; cpr exec --events events --ready fd:3 'echo 1 >&3; i=0; while [ $i -lt 9 ]; do printf %099999d 0 >&3 || exit 1; i=$((i + 1)); done; child close 1 close 2 forever & exit 7'; echo $?; facts; kill_leftovers
7
spawn ready exit close

# While cpr is stopped, the clock of the delay stands still.
$ . ./lib; rm -f events; setsid bash -c 'set -m; cpr spawn -q --ready delay:3s --events events child forever & until grep -qs "\"spawn\"" events; do sleep 0.01; done; kill -TSTP $!; until grep -q "^State:.T" /proc/$!/status; do sleep 0.01; done; sleep 0.5; kill -CONT $!; until grep -q "\"ready\"" events; do sleep 0.01; done; kill $!; until grep -q "\"close\"" events; do sleep 0.01; done' 2>/dev/null; facts; ms=$(tail -1 events | grep -o '"readyAtMs":[0-9]*' | cut -d: -f2); [ $ms -ge 3500 ] || echo early
spawn ready signal exit close

# -v says when, and --dry-run what.
$ cpr spawn -v --ready fd:3 child to 3 x exit 0 2>&1 | grep ready; cpr spawn --dry-run --ready fd:3 child | grep '^ready\|^stdio'; cpr spawn --dry-run --ready delay:1500 child | grep ^ready; cpr spawn --dry-run --ready tcp:localhost:80 --json child | grep -o '"ready":"[^"]*"'
cpr: ready
stdio: ["0","1","2","ready"]
ready: fd:3
ready: delay:1.5 s
"ready":"tcp:localhost:80"

# Values that are not valid.
$ for when in later fd:2 fd:x line: "line:a
> b" tcp:80 tcp:example.org:80 tcp:127.0.0.1:0 unix: delay:none delay:x; do cpr spawn --ready "$when" child say started; done
! cpr: --ready: 'later' does not say when: write fd:N, line:TEXT, tcp:HOST:PORT, unix:PATH or delay:DURATION
! cpr: --ready: 'fd:2' does not name an fd for this: write fd:3 or a higher number
! cpr: --ready: 'fd:x' does not name an fd for this: write fd:3 or a higher number
! cpr: --ready: every line contains the empty text: write line:TEXT with a text
! cpr: --ready: no line contains 'a\n b': write a text of one line
! cpr: --ready: 'tcp:80' has no valid port: add :PORT, from 0 to 65535
! cpr: --ready: 'example.org' is not an IP address: write 127.0.0.1, [::1] or localhost
! cpr: --ready: cannot connect to 'tcp:127.0.0.1:0': use a port from 1 to 65535
! cpr: --ready: 'unix:' has no path: write unix:PATH
! cpr: --ready: 'delay:none' never ends: write a duration, as in delay:1s
! cpr: --ready: 'x' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
[125]

$ cpr spawn --ready fd:3 --fd 3=pipe child; cpr fork --ready fd:3 --exec-path child x.js; cpr spawn --ready line:x --stdio ignore child; cpr spawn --ready delay:1s --unref child; cpr fork --ready delay:1s --accept tcp:127.0.0.1:0 child
! cpr: --ready fd:3: this fd has an entry in --stdio: use another number, as in fd:4
! cpr: --ready fd:3: this fd is the message channel: use another number, as in fd:4
! cpr: --ready line: no output can be relayed: give the child a stdout or stderr that is not ignored, such as pipe, >FILE or >/dev/null
! cpr: --unref cannot be used with --ready: omit one of them
! cpr: --ready cannot be used with --accept: omit one of them
[125]
