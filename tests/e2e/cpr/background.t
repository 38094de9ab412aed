# --background: cpr prints a token once the program runs. The cpr that stays is the supervisor.
$ cat >lib <<' END'
> export CPR_RUNTIME_DIR=$HERE/runs
> pid() { echo "${1%%[:.]*}"; }
> key() { sed -n "s/.*\"$2\":\"\?\([^,}\"]*\).*/\1/p" "runs/$1"; }
> fate() { [ -f "runs/$1" ] || return; until [ "$(key "$1" state)" = ended ]; do :; done; echo "$(key "$1" verdict) $(key "$1" status)"; }
> records() { ls runs | wc -l; }
> # Waits until the process is gone, or only its parent has not noticed.
> gone() { until ! grep -q '^State:.[^ZX]' "/proc/$1/status" 2>/dev/null; do :; done; }
> child_of() { until [ -n "$(cat "/proc/$1"/task/*/children)" ]; do :; done; echo $(cat "/proc/$1"/task/*/children); }
> END

$ . ./lib; t=$(cpr spawn --background --stdio ignore child forever); echo $?; [[ $t =~ ^[1-9][0-9]*[:.][1-9][0-9]*$ ]] && echo token; key $t token | sed "s/^$t$/its record/"; tr -d '\0' </proc/$(pid $t)/cmdline; echo; key $t state; kill $(pid $t); fate $t; leftovers
0
token
its record
cpr: background child forever
running
interrupted 143

# Every subcommand that runs a command.
$ . ./lib; t=$(cpr exec --background --stdio ignore 'exit 3'); fate $t
exit 3

$ . ./lib; t=$(cpr exec-file --background --stdio ignore child exit 3); fate $t
exit 3

$ . ./lib; t=$(cpr fork --background --stdio ignore,ignore,ignore,ipc --exec-path child exit 3); fate $t
exit 3

$ . ./lib; t=$(cpr timeout --background --stdio ignore $SOON_S child forever); fate $t; leftovers
timeout 124

$ . ./lib; t=$(echo 'echo "$0: from stdin" >from-stdin; exit 4' | cpr exec --background --stdio ignore -); fate $t; sed 's/.*: //' from-stdin
exit 4
from stdin

# The child has the directory, the umask and the signals of the caller, a session without a terminal, and stdin is
# /dev/null.
$ . ./lib; mkdir -p elsewhere; t=$(cd elsewhere; umask 027; cpr spawn --background --stdout '>out' --stderr '&1' child cwd fds); fate $t; sed "s,$HERE,," elsewhere/out; stat -c %a elsewhere/out
exit 0
/elsewhere
0 device read
1 file write
2 file write
640

$ . ./lib; sort_of_signals() { trap '' HUP USR1 CHLD; cpr spawn "$@" child signals; }; (sort_of_signals --stdout '>foreground'); t=$(sort_of_signals --background --stdout '>background' --stderr ignore); fate $t; diff foreground background && cat background
exit 0
1 ignored
10 ignored
17 ignored

$ . ./lib; t=$(child block-all exec cpr spawn --background --stdout '>background' --stderr ignore child signals); fate $t; child block-all exec cpr spawn --stdout '>foreground' child signals; diff foreground background && wc -l <background
exit 0
60

$ . ./lib; t=$(cpr exec --background --stdout '>session' --stderr ignore 'ps -o sid= -p $$; ps -o tty= -p $$'); fate $t; [ $(head -1 session) = $(pid $t) ] && sed 1d session
exit 0
?

# No descriptor of the caller stays open: the reader of a pipe sees its end as soon as cpr has exited.
$ cat >pipes <<' END'
> . ./lib
> { cpr spawn --background "$@" child forever >token 2>&5; } 5>&1 6>&1 7<&0 | cat
> t=$(cat token)
> echo closed
> kill $(pid $t)
> fate $t
> END
$ bash pipes --stdio ignore; bash pipes --stdio ignore --no-orphans; bash pipes --stdio ignore --retries 1; bash pipes --stdio ignore --detached; bash pipes --events events --timeout 1h --max-buffer 1M; leftovers
closed
interrupted 143
closed
interrupted 143
closed
interrupted 143
closed
interrupted 143
closed
interrupted 143

# Output that goes to files of the caller.
$ . ./lib; t=$(cpr exec --background --stderr '&1' --stdout 5 'echo out; echo err >&2' 5>file); fate $t; cat file
exit 0
out
err

$ . ./lib; rm -r runs; cpr exec --background 'echo out; echo err >&2' >file 2>err; t=$(ls runs); fate $t; sed "s/^$t$/TOKEN/" file | sort; cat err
exit 0
TOKEN
out
err

# With a log the caller's files get nothing of it.
$ . ./lib; cpr exec --background --log log 'echo out; echo err >&2' >file 2>err; t=$(cat file); fate $t; cat err log
exit 0
out
err

$ . ./lib; rm -r runs; cpr exec --background --retries 1 --retry-delay 0 'echo out; echo err >&2; exit 1' >/dev/null 2>err; fate $(ls runs); cat err
exit 1
err
err

$ . ./lib; t=$(cpr exec --background --log log 'echo out; echo err >&2; kill -KILL $$'); fate $t; cat log
signal 137
out
err

$ . ./lib; t=$(cpr exec --background --events events 'echo out'); fate $t; sed -E 's/"atMs":[^,]*,//; s/"pid":[0-9]*/"pid":PID/; 2q' events
exit 0
{"event":"spawn","pid":PID}
{"event":"stdout","data":"out\n"}

$ . ./lib; t=$(cpr spawn --background --input text --stdout '>copy' --stderr ignore child cat); fate $t; cat copy; echo
exit 0
text

$ . ./lib; echo file >input; t=$(cpr spawn --background --stdin inherit --stdout '>copy' --stderr ignore child cat <input); fate $t; cat copy
exit 0
file

$ . ./lib; t=$(cpr fork --background --stdio ignore,ignore,ignore,ipc --send '{"a":1}' --messages /dev/null --events events --exec-path child ipc-echo); fate $t; grep -o '"message":{.*}' events
exit 0
"message":{"a":1}}

# The start fails: the message and the status are those of the foreground, and there is no token and no record.
$ . ./lib; rm -r runs; cpr spawn --background --stdio ignore no-such-program; echo $?; cpr spawn --background --stdio ignore --cwd /no/such/directory ls; echo $?; cpr spawn --background --stdio ignore /dev/null; echo $?; cpr spawn --background --stdout '>/no/such/directory/file' --stderr ignore ls; echo $?; records
127
125
126
125
0
! cpr: cannot start 'no-such-program': no such program in PATH
! cpr: cannot start 'ls': working directory '/no/such/directory' does not exist
! cpr: cannot start '/dev/null': permission to execute '/dev/null' denied
! cpr: cannot start 'ls': cannot open '/no/such/directory/file' for fd 1: No such file or directory

$ . ./lib; cpr spawn --background --stdio ignore 'ls -l'
! cpr: cannot start 'ls -l': no such program in PATH; it is a command line, not a program: write cpr exec --background --stdio ignore 'ls -l' or cpr spawn --background --stdio ignore ls -l
[127]

$ . ./lib; cpr spawn --background --no-orphans --stdio ignore no-such-program
! cpr: cannot start 'no-such-program': no such program in PATH
[127]

$ . ./lib; mkfifo fifo; cpr spawn --background --timeout 100ms --stdin '<fifo' --stdout ignore --stderr ignore ls; echo $?; records
124
0
! cpr: 'ls' timed out after 100 ms; sent SIGKILL to 1 process

$ . ./lib; cpr spawn --background --timeout 100ms --events fifo ls
! cpr: 'ls' timed out after 100 ms before it was started, while waiting for a reader of --events 'fifo'
[124]

# The caller is killed while the program has not started: nothing of the run is left.
$ cat >killed <<' END'
> . ./lib
> child default INT default QUIT exec cpr spawn --background --stdin '<fifo' --stdout ignore --stderr ignore $2 child forever 2>/dev/null & caller=$!
> supervisor=$(child_of $caller)
> until child_of $supervisor >/dev/null; do :; done
> kill -$1 $caller
> wait $caller 2>/dev/null
> echo "$1 $?"
> gone $supervisor
> records
> END
$ for signal in KILL TERM INT HUP QUIT; do bash killed $signal; bash killed $signal --no-orphans; done 2>/dev/null
KILL 137
0
KILL 137
0
TERM 143
0
TERM 143
0
INT 130
0
INT 130
0
HUP 129
0
HUP 129
0
QUIT 131
0
QUIT 131
0

# Likewise when the token cannot be delivered.
$ . ./lib; cpr spawn --background --stdio ignore child forever >/dev/full; echo $?; leftovers; records
125
0
! cpr: cannot write the token to stdout: No space left on device: ended the run

$ . ./lib; { until [ -e closed ]; do :; done; cpr spawn --background --stdio ignore child forever; echo $? >status; } | { exec <&-; : >closed; }; cat status; leftovers; records
125
0
! cpr: cannot write the token to stdout: Broken pipe: ended the run

$ . ./lib; cpr spawn -q --background --no-orphans --stdio ignore child forever >/dev/full; echo $?; leftovers; records
125
0

# Limits, retries and reports.
$ . ./lib; t=$(cpr spawn --background --stdio ignore --timeout $SOON --kill-after 100ms --result result child ignore TERM forever); fate $t; grep -o '"verdict":"[^"]*"' result; leftovers
timeout 124
"verdict":"timeout"

$ . ./lib; t=$(cpr spawn --background --stdio ignore --max-memory 20M child take 60 forever); fate $t; leftovers
max-memory 125

$ . ./lib; t=$(cpr exec --background --stdio ignore --retries 2 --retry-delay 10ms --result result 'echo $CPR_ATTEMPT >>attempts; exit 9'); fate $t; key $t attempt; cat attempts; grep -o '"attempts":.*' result | grep -o '"code":9' | wc -l
exit 9
3
1
2
3
3

$ . ./lib; t=$(cpr spawn --background --stdio ignore --retries 1 --retry-delay 1h child exit 1); until [ "$(key $t attempt)" = 2 ]; do :; done; kill $(pid $t); fate $t
interrupted 143

# --pid-file has the pid of the token.
$ . ./lib; t=$(cpr spawn --background --stdio ignore --pid-file file child forever); [ $(cat file) = $(pid $t) ] && echo same; kill $(pid $t); fate $t
same
interrupted 143

# When the supervisor is killed, the child dies with it, and with --no-orphans the whole tree. A detached child survives.
$ . ./lib; t=$(cpr spawn --background --stdio ignore child forever); kill -KILL $(pid $t); gone $(pid $t); leftovers; key $t state
running

$ . ./lib; mkfifo ready; t=$(cpr exec --background --no-orphans --stdio ignore 'child daemonize forever -- setsid ignore TERM open ready forever'); : <ready; ps -o args= --ppid $(pid $t); kill -KILL $(pid $t); until [ -z "$(leftovers)" ]; do :; done; key $t state
cpr: background child daemonize forever -- setsid ignore TERM open ready forever
running

$ . ./lib; t=$(cpr spawn --background --detached --stdio ignore child forever); kill -KILL $(pid $t); gone $(pid $t); leftovers; kill_leftovers
child forever 

# -v says where the run is.
$ . ./lib; t=$(cpr spawn -v --background --stdio ignore child forever 2>said); sed "s/$t/TOKEN/; s/pid [0-9]*/pid PID/; s,$HERE,HERE," said; kill $(pid $t); fate $t
cpr: running 'child'
cpr: timeout none, kill signal SIGTERM, kill after 5 s, max buffer none
cpr: started pid PID
cpr: runs in the background as TOKEN, recorded in HERE/runs
interrupted 143

$ cpr spawn --background --dry-run --stdio ignore child exit 0 | grep stdio
stdio: ["ignore","ignore","ignore"]

# A path that names a descriptor of the caller, which is closed when the path is opened, is refused; one of a pipe or
# terminal also where it is opened before. A process substitution is such a path.
$ . ./lib; for entry in '>/dev/stdout' '>/dev/fd/5' '>>/proc/self/fd/5' '</dev/stdin'; do cpr spawn --background --stdio ignore,ignore,ignore,"$entry" ls >file 5>file; done
! cpr: --stdio: fd 3 is '/dev/stdout': with --background the caller's file descriptors are closed before this is opened: use a file, or the number of the fd instead of its path
! cpr: --stdio: fd 3 is '/dev/fd/5': with --background the caller's file descriptors are closed before this is opened: use a file, or the number of the fd instead of its path
! cpr: --stdio: fd 3 is '/proc/self/fd/5': with --background the caller's file descriptors are closed before this is opened: use a file, or the number of the fd instead of its path
! cpr: --stdio: fd 3 is '/dev/stdin': with --background the caller's file descriptors are closed before this is opened: use a file, or the number of the fd instead of its path
[125]

$ . ./lib; for file in --result --pid-file; do cpr spawn --background --stdio ignore $file /dev/fd/5 ls 5>file; done
! cpr: --result '/dev/fd/5': with --background the caller's file descriptors are closed before this is opened: use a file, or fd:N
! cpr: --pid-file '/dev/fd/5': with --background the caller's file descriptors are closed before this is opened: use a file
[125]

$ . ./lib; for file in --log --events --result; do cpr exec --background $file /dev/stdout 'child forever' | cat; done; cpr fork --background --stdio ignore,ignore,ignore,ipc --messages /dev/fd/0 --events events --exec-path child forever < <(:); leftovers
! cpr: --log /dev/stdout: with --background this may not be the caller's terminal or pipe: use --log FILE
! cpr: --events /dev/stdout: with --background this may not be the caller's terminal or pipe: use --events FILE
! cpr: --result /dev/stdout: with --background this may not be the caller's terminal or pipe: use --result FILE
! cpr: --messages: with --background they cannot come from the caller's terminal or pipe: use --messages FILE or --send

$ . ./lib; t=$(cpr exec --background --log >(cat >copy; mv copy copied) 'echo out'); fate $t; until [ -e copied ]; do :; done; cat copied
exit 0
out

# What the caller would have to wait for is refused.
$ . ./lib; cpr spawn --background ls | cat
! cpr: --background: the child's fd 1 would be the caller's terminal or pipe: use --log FILE, --stdout '>FILE' or --stdio ignore

$ . ./lib; cpr spawn --background --stdout '>file' ls 2>&1 | cat
cpr: --background: the child's fd 2 would be the caller's terminal or pipe: use --log FILE, --stdout '>FILE' or --stdio ignore

$ . ./lib; cpr spawn --background --stdio pipe ls </dev/null 2>&1 | cat
cpr: --background: the child's fd 1 would be the caller's terminal or pipe: use --log FILE, --stdout '>FILE' or --stdio ignore

$ . ./lib; cpr spawn --background --max-buffer 1M --stderr ignore ls | cat
! cpr: --background: the child's fd 1 would be the caller's terminal or pipe: use --log FILE, --stdout '>FILE' or --stdio ignore

$ . ./lib; cpr spawn --background --fd 5=1 --stdio ignore ls | cat
! cpr: --background: the child's fd 5 would be the caller's terminal or pipe: use --log FILE, --stdout '>FILE' or --stdio ignore

$ . ./lib; : | cpr spawn --background --stdin inherit --stdout ignore --stderr ignore ls
! cpr: --background: the child's fd 0 would be the caller's terminal or pipe: use --input-file FILE, or ignore
[125]

$ . ./lib; : | cpr spawn --background --input-file - --stdout ignore --stderr ignore ls
! cpr: --background: the child's fd 0 would be the caller's terminal or pipe: use --input-file FILE, or ignore
[125]

$ cpr spawn --background --json ls
! cpr: --json: with --background cpr prints the token alone: use --result FILE
[125]

$ cpr spawn --background --events - ls
! cpr: --events -: with --background cpr prints the token alone: use --events FILE
[125]

$ cpr spawn --background --progress=1s --stdio ignore ls
! cpr: --progress: with --background there is no status line: use cpr ps TOKEN
[125]

$ cpr spawn --background --unref --stdio ignore ls
! cpr: --unref cannot be used with --background: omit one of them
[125]

$ . ./lib; cpr spawn --background --stdio ignore --result fd:1 ls | cat
! cpr: --result fd:1: with --background this may not be the caller's terminal or pipe: use --result FILE

$ . ./lib; : | cpr fork --background --stdio ignore,ignore,ignore,ipc --messages fd:0 --exec-path child exit 0
! cpr: --messages: with --background they cannot come from the caller's terminal or pipe: use --messages FILE or --send
[125]

$ CPR_RUNTIME_DIR=/proc/no cpr spawn --background --stdio ignore ls
! cpr: cannot keep records of runs in '/proc/no': No such file or directory: set CPR_RUNTIME_DIR to a directory of your own
[125]
