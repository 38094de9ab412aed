# The kill path; nothing is left when it returns, neither a process nor the record.
$ . "$E2E/runs.sh"; token=$(start exec 'sleep 1000 & setsid sleep 1000 & sleep 1000'); cpr kill "$token"; echo $?; leftovers; records
0
0

# Gone already: 1. Its record is for `wait`, unless that has been here.
$ . "$E2E/runs.sh"; token=$(start exec 'exit 3'); ended "$token"; cpr kill "$token" 2>&1 | unnumbered; echo "${PIPESTATUS[0]}"; cpr kill -q "$token"; echo $?; cpr wait "$token"; echo $?; cpr kill -q "$token"; echo $?
cpr: TOKEN: the run has ended already
1
1
3
1

# Several tokens: all are treated, the worst counts. They end side by side.
$ . "$E2E/runs.sh"; gone=$(start exec 'exit 3'); ended "$gone"; a=$(start spawn child ignore TERM forever); b=$(start spawn child ignore TERM forever)
> cpr kill -q --kill-after 50ms "$a" "$gone" "$b"; echo $?; leftovers; cpr wait "$gone"; records
1
0

$ . "$E2E/runs.sh"; tokens=$(for i in {1..30}; do start spawn sleep 1000 & done; wait); wc -w <<<"$tokens"; cpr kill $tokens; echo $?; leftovers; records
30
0
0

# Signals that do not end a run are delivered to the child alone; 0 tests. The run goes on.
$ . "$E2E/runs.sh"; token=$(start exec 'trap "echo USR1 >got" USR1; echo up >up; while :; do sleep 0.01; done'); until [ -s up ]; do sleep 0.01; done
> cpr kill -s 0 "$token"; echo $?; cpr kill -s USR1 "$token"; echo $?; until [ -s got ]; do sleep 0.01; done; cat got
> cpr kill --signal=WINCH "$token"; echo $?; cpr ps | grep -c running; cpr kill "$token"; cpr kill -q -s 0 "$token"; echo $?; leftovers
0
0
USR1
0
1
1

# The other terminating signals are waited for as well; the child sees the same signal.
$ . "$E2E/runs.sh"; rm -f up; for name in INT HUP QUIT; do
>   token=$(cpr exec --background --stdin ignore --stderr ignore --stdout '>got' "trap 'echo $name; exit' $name; echo up >up; while :; do sleep 0.01; done")
>   until [ -s up ]; do sleep 0.01; done; rm up
>   cpr kill -s $name "$token"; echo "$? $(cat got)"
> done; leftovers; records
0 INT
0 HUP
0 QUIT
0

# HUP to a run that ignores it (nohup) is delivered, and not waited for.
$ . "$E2E/runs.sh"; token=$(trap '' HUP; start spawn sleep 1000); timeout 20 cpr kill -s HUP "$token"; echo $?; leftovers; cpr kill "$token"
0
sleep 1000 

# KILL ends the supervisor and with it the child; the whole tree with --no-orphans.
$ . "$E2E/runs.sh"; token=$(start spawn sleep 1000); cpr kill -s KILL "$token"; echo $?; while [ "$(leftovers)" ]; do sleep 0.01; done; records
0
0

$ . "$E2E/runs.sh"; token=$(start exec --no-orphans 'sleep 1000 & sleep 1000 & wait'); cpr kill -s KILL "$token"; echo $?; while [ "$(leftovers)" ]; do sleep 0.01; done; records
0
0

# --kill-after: the whole tree is killed, also where the run itself would wait forever.
$ . "$E2E/runs.sh"; token=$(start exec --kill-after none 'trap "" TERM; echo up >up; child ignore TERM forever & wait; wait; sleep 1000'); until [ -s up ]; do sleep 0.01; done; rm up
> timeout 20 cpr kill --kill-after 0 "$token"; echo $?; leftovers; records
0
0

# Also for a run with a hook that does not return, and for a supervisor that is stopped.
$ . "$E2E/runs.sh"; token=$(start spawn --before-kill 'sleep 1000' --kill-after none child ignore TERM forever); timeout 20 cpr kill --kill-after 200ms "$token"; echo $?; leftovers; records
0
0

$ . "$E2E/runs.sh"; token=$(start spawn sleep 1000); kill -STOP "${token%%[:.]*}"; timeout 20 cpr kill "$token"; echo $?; leftovers; records
0
0

$ . "$E2E/runs.sh"; below() { cat "/proc/$1"/task/*/children; }; token=$(start spawn --no-orphans sleep 1000); cpr=$(below $(below ${token%[:.]*}))
> kill -STOP $cpr; until grep -q '^State:.T' /proc/${cpr% }/status; do :; done; timeout 20 cpr kill "$token"; echo $?; leftovers; records
0
0

# A run that ignores TERM ends by its own --kill-after.
$ . "$E2E/runs.sh"; token=$(start spawn --kill-after 50ms child ignore TERM forever); cpr kill "$token"; echo $?; leftovers; records
0
0

# CPR_KILL_SIGNAL and CPR_KILL_AFTER are for runs.
$ . "$E2E/runs.sh"; token=$(start spawn sleep 1000); CPR_KILL_SIGNAL=USR1 CPR_KILL_AFTER=none cpr kill "$token"; echo $?; leftovers
0

# A waiter gets the status, also where only the record tells it: `kill` leaves that to the waiter.
$ . "$E2E/runs.sh"; token=$(start spawn sleep 1000); deny ioctl:ENOTTY -- cpr wait "$token" &
> until [ -e "$CPR_RUNTIME_DIR/.wait-$token" ] && ! flock -n "$CPR_RUNTIME_DIR/.wait-$token" true; do sleep 0.01; done
> cpr kill "$token"; echo $?; wait $! 2>/dev/null; echo $?; records
0
143
0

# Never a stranger: another process with the number, the number of a thread, a process without a record that
# does not call itself a supervisor, a record of another boot, a forged record.
$ . "$E2E/runs.sh"; sleep 1000 & other=$!; start=$(awk '{ print $22 }' /proc/$other/stat); for token in $other:1 $other:$start $other.1 $other.$((start - 1)) $other.$start 1.1; do cpr kill -q "$token"; echo -n "$? "; done; kill -0 $other && kill $other
1 1 1 1 1 1 \c

$ . "$E2E/runs.sh"; token=$(start spawn sleep 1000); sed -i 's/"bootId":"[^"]*"/"bootId":"1"/' "$CPR_RUNTIME_DIR/$token"; cpr kill -q "$token"; echo $?; leftovers; kill "${token%%[:.]*}"; ended "$token"; rm runs/*
1
sleep 1000 

$ . "$E2E/runs.sh"; token=$(start spawn sleep 1000); sleep 1000 & other=$!; moved=$other${token#"${token%%[:.]*}"}; sed "s/$token/$moved/" "$CPR_RUNTIME_DIR/$token" >"$CPR_RUNTIME_DIR/$moved"; cpr kill -q "$moved"; echo $?; kill -0 $other && kill $other; cpr kill "$token"; rm runs/*
1

# A record is not needed for a run that is there.
$ . "$E2E/runs.sh"; token=$(start spawn sleep 1000); rm -r "$CPR_RUNTIME_DIR"; cpr kill "$token"; echo $?; leftovers
0

# A start time in place of an inode, as before Linux 6.9.
$ . "$E2E/runs.sh"; token=$(deny fstatfs -- cpr spawn --background --stdio ignore sleep 1000); grep -c '^[0-9]*\.[0-9]*$' <<<"$token"; cpr kill "$token"; echo $?; leftovers; records
1
0
0

# Not ours: 125. Nothing is sent where the process cannot be pinned.
$ . "$E2E/runs.sh"; token=$(start spawn sleep 1000); deny pidfd_send_signal:EPERM -- cpr kill "$token" 2>&1 | unnumbered; deny pidfd_send_signal:EPERM -- cpr kill -s 0 "$token" 2>&1 | unnumbered; deny pidfd_open -- cpr kill "$token" 2>&1 | unnumbered; deny pidfd_open -- cpr wait "$token" 2>&1 | unnumbered; leftovers; cpr kill "$token"; echo $?
cpr: TOKEN: cannot send SIGTERM: Operation not permitted
cpr: TOKEN: cannot send a signal: Operation not permitted
cpr: TOKEN: cannot open the process: pidfd_open: Function not implemented
cpr: TOKEN: cannot open the process: pidfd_open: Function not implemented
sleep 1000 
0

# Bad usage: nothing is sent, and the message says what to write.
$ . "$E2E/runs.sh"; token=$(start spawn sleep 1000); for word in "${token%%[:.]*}" 0 -1 "$token " "0$token" x "$token:1"; do cpr kill -- "$token" "$word" 2>/dev/null; echo -n "$? "; done; leftovers; cpr kill "$token"
125 125 125 125 125 125 125 sleep 1000 

$ cpr kill 4711; cpr wait 4711x; cpr kill; cpr wait; cpr kill -9 1:2; cpr kill -KILL 1:2 3:4; cpr kill 1:2 -s KILL
! cpr: kill: '4711' is a pid, which another process may have by now: write the token that --background printed, or see 'cpr ps'
! cpr: wait: '4711x' is not a token such as 4711:38264: see 'cpr ps'
! cpr: kill: missing token: write cpr kill [OPTIONS] TOKEN...
! cpr: wait: missing token: write cpr wait [OPTIONS] TOKEN...
! cpr: unknown option '-9': the signal is a value of -s: write cpr kill -s 9 1:2
! cpr: unknown option '-KILL': the signal is a value of -s: write cpr kill -s KILL 1:2 3:4
! cpr: '-s' must come before the tokens: write cpr kill -s KILL 1:2
[125]

$ cpr kill -s 65 1:2; cpr kill --singal TERM 1:2; cpr kill --cwd / 1:2; cpr wait --timeout 5x 1:2; cpr wait -t 1.5 1:2; cpr spawn --signal TERM --json; cpr kil 1:2; cpr --timeout 5s kill 1:2
! cpr: --signal: '65' is not a signal: write a name (SIGTERM, TERM, RTMIN+1) or a number (1 to 64)
! cpr: unknown option '--singal' (did you mean --signal?): see 'cpr kill --help'
! cpr: --cwd: cpr kill does not take this option: use cpr exec-file or cpr exec or cpr spawn or cpr fork or cpr timeout
! cpr: --timeout: '5x' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
! cpr: --timeout: '1.5' has no unit: write cpr wait -t 1.5s 1:2
! cpr: unknown option '--signal': write cpr spawn --kill-signal TERM --json
! cpr: unknown subcommand 'kil' (did you mean kill?): see 'cpr help'
! cpr: '--timeout' must come after the subcommand: write cpr spawn --timeout 5s kill 1:2
[125]

# The directory of another user, a link, a relative path: nothing is trusted.
$ . "$E2E/runs.sh"; mkdir real; ln -s real link; touch lib; for directory in "$PWD/link" real "$PWD/lib"; do CPR_RUNTIME_DIR=$directory cpr kill 1:2; done
! cpr: cannot keep records of runs in 'HERE/link': it is a symbolic link: set CPR_RUNTIME_DIR to a directory of your own
! cpr: CPR_RUNTIME_DIR: 'real' is not an absolute path: write it from / on
! cpr: cannot keep records of runs in 'HERE/lib': Not a directory: set CPR_RUNTIME_DIR to a directory of your own
[125]

$ leftovers
