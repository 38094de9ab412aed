# Every case has its own directory of records. `ended TOKEN` returns when that supervisor has ended.
$ cat >lib <<' END'
> . "$E2E/runs.sh"
> # Returns when the processes wait for the run: its mark is locked N times, and the process PID sleeps.
> locked() { until [ "$(grep -c ":$(stat -c %i "$CPR_RUNTIME_DIR/.wait-$1" 2>/dev/null) " /proc/locks)" = "$2" ]; do sleep 0.01; done 2>/dev/null; }
> waits() { locked "$1" 1; until grep -q '^State:.S' "/proc/$2/status"; do sleep 0.01; done; }
> END

# A run that has ended before: its status, from the record.
$ . ./lib; token=$(start exec 'exit 3'); ended "$token"; records; cpr wait "$token"; echo $?; records
1
3
0

# A run that is still running: `wait` ends as it ends.
$ . ./lib; mkfifo go; token=$(start exec 'read -r code <go; exit $code'); cpr wait "$token" & echo 7 >go; wait $!; echo $?; records
7
0

# Success, and several tokens: the last status that is not 0, in the order of the tokens.
$ . ./lib; zero=$(start exec 'exit 0'); three=$(start exec 'exit 3'); four=$(start exec 'exit 4'); cpr wait "$zero"; echo $?; cpr wait "$three" "$four" "$(start exec 'exit 0')"; echo $?; records
0
4
0

# Ended by a signal: `wait` is killed by the same one, as cpr itself.
$ . ./lib; for name in TERM INT HUP QUIT; do
>   for when in before after; do
>     token=$(start spawn sleep 1000)
>     [ $when = after ] || { cpr wait "$token" & }
>     kill -$name "${token%%[:.]*}"
>     if [ $when = after ]; then ended "$token"; cpr wait "$token" & fi
>     wait $! 2>/dev/null; echo "$name $when: $(($? - 128)) $(kill -l $name)"
>   done
> done 2>/dev/null; records
TERM before: 15 15
TERM after: 15 15
INT before: 2 2
INT after: 2 2
HUP before: 1 1
HUP after: 1 1
QUIT before: 3 3
QUIT after: 3 3
0

# A limit: 124 and 125, as in the foreground.
$ . ./lib; cpr wait "$(start spawn --timeout 50ms sleep 1000)"; echo $?; cpr wait "$(start exec --leaks fail 'sleep 1000 &')"; echo $?
124
125

# The supervisor was killed by SIGKILL: a waiter that was there knows from the kernel. Later the status is
# unknown, and stays so.
$ . ./lib; for option in -q --no-orphans; do
>   token=$(start spawn $option sleep 1000)
>   cpr wait "$token" & waiter=$!
>   waits "$token" $waiter; kill -KILL "${token%%[:.]*}"; wait $waiter 2>/dev/null; echo "$option: $?"
>   token=$(start spawn $option sleep 1000)
>   kill -KILL "${token%%[:.]*}"; reaped "$token"
>   for i in 1 2; do cpr wait "$token" 2>&1 | unnumbered; echo "${PIPESTATUS[0]}"; done
>   cpr ps | grep -o lost
>   rm "$CPR_RUNTIME_DIR"/*
> done 2>/dev/null; while [ "$(leftovers)" ]; do sleep 0.01; done
-q: 137
cpr: TOKEN: status unknown: its supervisor was killed
125
cpr: TOKEN: status unknown: its supervisor was killed
125
lost
--no-orphans: 137
cpr: TOKEN: status unknown: its supervisor was killed
125
cpr: TOKEN: status unknown: its supervisor was killed
125
lost

# Several waiters get the same answer, and the last of them removes the record.
$ . ./lib; token=$(start exec 'read -r code <go; exit $code')
> for i in 1 2 3 4 5 6 7 8; do cpr wait "$token" & pids[i]=$!; done; locked "$token" 8
> echo 9 >go
> for pid in "${pids[@]}"; do wait $pid; echo -n "$? "; done; records
9 9 9 9 9 9 9 9 0

# A kernel that does not tell the status of other processes: it is in the record, for all waiters.
$ . ./lib; token=$(start exec 'read -r code <go; exit $code')
> for i in 1 2 3 4 5 6 7 8; do deny ioctl:ENOTTY -- cpr wait "$token" & pids[i]=$!; done; locked "$token" 8
> echo 9 >go
> for pid in "${pids[@]}"; do wait $pid; echo -n "$? "; done; records
9 9 9 9 9 9 9 9 0

$ . ./lib; token=$(start spawn sleep 1000); deny ioctl:ENOTTY -- cpr wait "$token" & locked "$token" 1; kill -TERM "${token%%[:.]*}"; wait $! 2>/dev/null; echo $?
143

# There the end of a supervisor that was killed by SIGKILL is known as long as it is a zombie; never wrong.
$ . ./lib; token=$(start spawn sleep 1000); deny ioctl:EINVAL -- cpr wait "$token" 2>err & waits "$token" $!; kill -KILL "${token%%[:.]*}"; wait $! 2>/dev/null
> case $?:$(unnumbered <err) in 137: | '125:cpr: TOKEN: status unknown: its supervisor was killed') echo true ;; *) echo "$?"; cat err ;; esac; rm -f runs/*
true

# --timeout: 124, and the run goes on. The records stay, also that of a run that has ended meanwhile.
$ . ./lib; long=$(start spawn sleep 1000); short=$(start exec 'exit 5'); ended "$short"
> cpr wait --timeout 50ms "$long" "$short" 2>&1 | unnumbered; echo "${PIPESTATUS[0]}"; leftovers
> cpr wait -q -t 50ms "$long"; echo $?; records; cpr wait "$short"; echo $?; cpr kill "$long"; records
cpr: TOKEN: still running after 50 ms
124
sleep 1000 
124
2
5
0

# CPR_TIMEOUT is for runs, not for waiting. 0 and none are no limit.
$ . ./lib; for limit in 0 none; do CPR_TIMEOUT=1ms cpr wait --timeout $limit "$(start exec 'sleep 0.1; exit 6')"; echo $?; done
6
6

# A start time in place of an inode, as before Linux 6.9.
$ . ./lib; token=$(deny fstatfs -- cpr exec --background --stdio ignore 'sleep 0.1; exit 6'); grep -c '^[0-9]*\.[0-9]*$' <<<"$token"; cpr wait "$token"; echo $?; token=$(deny fstatfs -- cpr exec --background --stdio ignore 'exit 7'); ended "$token"; cpr wait "$token"; echo $?
1
6
7

# Unknown: a process that never was, a process that is not a run, a token of another boot.
$ . ./lib; cpr wait 2147483647:1 2>&1 | unnumbered; cpr wait -q 2147483647:1; echo $?; records
cpr: TOKEN: status unknown: there is no record of the run, which was perhaps waited for or killed before
125
0

$ . ./lib; sleep 1000 & token=$!.$(awk '{ print $22 }' /proc/$!/stat); timeout 5 cpr wait "$token" 2>&1 | unnumbered; kill $!
cpr: TOKEN: status unknown: there is no record of the run, which was perhaps waited for or killed before

$ . ./lib; token=$(start spawn sleep 1000); sed -i 's/"bootId":"[^"]*"/"bootId":"1"/' "$CPR_RUNTIME_DIR/$token"; timeout 5 cpr wait "$token" 2>&1 | unnumbered; kill "${token%%[:.]*}"; ended "$token"; rm runs/*
cpr: TOKEN: status unknown: its supervisor was killed

# A run in a PID namespace that is not cpr's, with the same directory: it is not gone, and its end tells the status.
$ . ./lib; mkfifo in end; unshare -pf --mount-proc bash -c 'cpr exec --background --stdio ignore "read -r code <end; exit \$code" >token; : >in; cpr wait -q $(cat token); : >in' &
> : <in; token=$(cat token); cpr kill "$token" 2>&1 | unnumbered; echo "${PIPESTATUS[0]}"; timeout 20 cpr wait "$token" 2>&1 | unnumbered; cpr ps "$token" | grep -c running; echo 5 >end; : <in; wait; records
cpr: TOKEN: the run is in another PID namespace, as of a container: use cpr there
125
cpr: TOKEN: the run is in another PID namespace, as of a container: use cpr there
1
0

# It needs no record for a process that is there. Without one only the kernel tells the status, if at all.
$ . ./lib; token=$(start exec 'read -r code <go; exit $code'); rm -r "$CPR_RUNTIME_DIR"; cpr wait -q "$token" &
> until [ "$(cat /proc/$!/comm) $(awk '/^State/ { print $2 }' /proc/$!/status)" = 'cpr S' ]; do sleep 0.01; done; echo 7 >go; wait $!
> case $? in 7 | 125) echo true ;; esac
true

$ leftovers
