# Messages that no other file shows. tests/rules/messages.sh reports a missing one.
$ cpr exec - <&-; cpr exec - </
! cpr: exec -: the script on stdin is empty: pipe a script to cpr
! cpr: exec -: cannot read stdin: Is a directory
[125]

$ cpr spawn --input-file '' true
! cpr: --input-file: the value is empty: specify a file
[125]

$ cpr spawn --uid 4000000000 --groups init true
! cpr: --groups init: /etc/passwd has no user 4000000000: list the groups instead
[125]

$ cpr spawn --result fd:x true
! cpr: --result: 'fd:x' is not a file descriptor: write fd:3
[125]

$ cpr spawn --result '' true
! cpr: --result: the value is empty: specify a file
[125]

$ cpr spawn --stdio '0,1,2,ignore,&3' true
! cpr: --stdio: fd 4 refers to fd 3, which is closed (ignore): give fd 3 another entry
[125]

$ (ulimit -n 20; cpr spawn --stdio 0,1,2,,,,,,,,,,, true)
! cpr: --stdio: 14 entries exceed the limit on open files (20): raise it with ulimit -n
[125]

$ printf 'x' >text; chmod +x text; (exec 9>>text; cpr execFile ./text)
! cpr: cannot start './text': './text' is open for writing
[126]

$ name=$(printf 'x%.0s' $(seq 300)); cpr spawn --cwd "$name" true
! cpr: cannot start 'true': working directory 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...': File name too long
[125]

$ sed 's,/ld-linux,/ld-linvx,' "$(command -v child)" >unloadable; chmod +x unloadable; cpr execFile ./unloadable
! cpr: cannot start './unloadable': the dynamic loader of the program does not exist
[127]

$ mkfifo fifo; cpr spawn --timeout 100ms --events fifo true
! cpr: 'true' timed out after 100 ms before it was started, while waiting for a reader of --events 'fifo'
[124]

$ cpr spawn --pid-file /dev/full true
! cpr: cannot write the pid to '/dev/full': No space left on device
[125]

# The steps of a run.
$ CPR_KILL_AFTER=1s cpr exec -v --stdio pipe --timeout $SOON 'echo out; sleep 60' 2>&1 | sed 's/pid [0-9]*/pid N/; s/finished after [^,]*/finished after T/'
cpr: running 'echo out; sleep 60' with /bin/sh
cpr: timeout 100 ms, kill signal SIGTERM, kill after 1 s, max buffer none
cpr: kill-after 1s is set by CPR_KILL_AFTER
cpr: started pid N
out
cpr: sent SIGTERM to 2 processes (timeout)
cpr: child killed by SIGTERM
cpr: finished after T, verdict timeout
cpr: 'echo out; sleep 60' timed out after 100 ms; sent SIGTERM to 2 processes

# At debug each line has the time and the level.
$ CPR_LOG=debug cpr exec --events - 'echo out' 2>&1 >events | sed 's/[0-9:]*\.[0-9]\{3\} \[/TIME [/' | grep -e read -e exited
cpr: TIME [debug] read 4 bytes from fd 1
cpr: TIME [info] child exited with code 0

# The message channel.
$ cpr fork --messages fd:x m.js
! cpr: --messages: 'fd:x' is not a file descriptor: write fd:3
[125]

$ cpr fork --messages fd:5 m.js 5>out
! cpr: --messages: fd 5 is not open for reading: open it with 5<FILE
[125]

$ cpr fork --messages '' m.js
! cpr: --messages: the value is empty: specify a file
[125]

$ cpr fork --exec-path '' m.js
! cpr: --exec-path: the value is empty: specify a program
[125]

$ cpr fork --send 1 --send-handle "unix-server:$(printf 'x%.0s' $(seq 200))" m.js 2>&1 | sed 's/x\{200\}/xxx/'
cpr: --send-handle: 'xxx' is too long for the path of a socket: use at most 107 bytes

$ cpr spawn --fd 3=ipc cpr spawn --pass-channel --fd 3=pipe true
! cpr: --pass-channel: the channel is fd 3, but --stdio has another entry for it: omit that entry
[125]

$ cpr spawn --fd 3=ipc cpr spawn --pass-channel --fd 4=ipc true
! cpr: --pass-channel: the child already has a message channel: omit the option or the ipc entry
[125]

$ cpr spawn -v --fd 3=ipc child ipc-say 1 2>&1 | grep channel
cpr: message channel closed

# A skipped message is reported once, also with -v.
$ cpr spawn -v --fd 3=ipc child ipc-say x 2>&1 | grep -c skipped
1

$ CPR_LOG=debug cpr spawn --fd 3=ipc child ipc-say 1 2>&1 | sed 's/[0-9:]*\.[0-9]\{3\} \[/TIME [/' | grep message
cpr: TIME [debug] received a message of 1 bytes
cpr: TIME [info] message channel closed

$ cpr spawn --fd 3=ipc --accept tcp:127.0.0.1:0 --workers 1 --timeout $SOON child forever 2>&1 | sed 's/:[0-9]*$/:N/; s/pid [0-9]*/pid N/'
cpr: listening on 127.0.0.1:N
cpr: worker 1 (pid N) was killed by SIGTERM
cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
