# --background with --ready: the token comes when the program is ready, or the run is over and there is none.
$ cat >lib <<' END'
> export CPR_RUNTIME_DIR=$HERE/runs
> key() { sed -n "s/.*\"$2\":\"\?\([^,}\"]*\).*/\1/p" "runs/$1"; }
> fate() { until [ "$(key "$1" state)" = ended ]; do sleep 0.01; done; echo "$(key "$1" verdict) $(key "$1" status)"; }
> records() { ls runs | wc -l; }
> is_token() { [[ $1 =~ ^[1-9][0-9]*[:.][1-9][0-9]*$ ]] && echo token; }
> free_port() { while :; do p=$((20000 + RANDOM % 10000)); (exec 3<>/dev/tcp/127.0.0.1/$p) 2>/dev/null || break; done; echo $p; }
> # No process of the run is left, and no record.
> nothing_left() { until [ -z "$(leftover_pids)" ]; do sleep 0.01; done; until [ "$(records)" = 0 ]; do sleep 0.01; done; echo nothing left; }
> # Starts cpr in the background of the shell, and waits until it waits.
> # The shell would have it ignore INT and QUIT.
> start() { rm -f events; child default INT default QUIT exec cpr "$@" --events events --ready fd:3 child say up forever >token 2>err & until grep -qs '"spawn"' events; do sleep 0.01; done; }
> END

# Of each form.
$ . ./lib; run() { t=$(cpr spawn --background --stdio ignore "$@"); is_token $t; key $t state; cpr kill $t; }; run --ready fd:3 child to 3 x forever; run --ready fd:3 child close 3 forever; run --ready delay:10ms child forever; run --ready unix:s child nap 20 listen ./s forever; p=$(free_port); run --ready tcp:127.0.0.1:$p child nap 20 listen $p forever; nothing_left
token
ready
token
ready
token
ready
token
ready
token
ready
nothing left

# The line is where its stream goes when the token is there.
$ . ./lib; t=$(cpr spawn --background --stdout '>out' --stderr '&1' --ready line:up child say first nap 20 say up forever); cat out; cpr kill $t; t=$(cpr spawn --background --log log --stdio ignore,pipe,pipe --ready line:up child say first nap 20 err 'up and' close 2 forever); cat log; echo; cpr kill $t; nothing_left
first
up
first
up and
nothing left

# It does not come before.
$ . ./lib; start spawn --background --stdio ignore; jobs -p | wc -l; wc -c <token; kill -TERM $!; wait $!; echo $?; cat token err; nothing_left
1
0
143
cpr: 'child say up forever': cpr received SIGTERM; sent SIGTERM to 1 process
nothing left

# What ends before ends cpr in the same way, and there is no token.
$ . ./lib; for how in 'exit 3' 'exit 0' 'die KILL'; do cpr spawn --background --stdio ignore --ready fd:3 child $how; echo "$?"; done; cpr exec --background --stdio ignore --ready line:x 'exit 0'; nothing_left
3
125
137
nothing left
! cpr: 'child' exited with code 0 before it was ready: there is no token
! cpr: 'child die KILL' was killed by SIGKILL
! cpr: --ready line: no output can be relayed: give the child a stdout or stderr that is not ignored, such as pipe, >FILE or >/dev/null

$ . ./lib; cpr spawn --background -q --stdio ignore --ready fd:3 child exit 0; echo $?; cpr spawn --background --stdio ignore --ready fd:3 no-such-program; echo $?; nothing_left
125
127
nothing left
! cpr: cannot start 'no-such-program': no such program in PATH

# A program that was ready and ends at once has a token.
$ . ./lib; t=$(cpr spawn --background --stdio ignore --ready fd:3 child to 3 x exit 4); echo $?; is_token $t; fate $t; cpr wait $t; echo $?
0
token
exit 4
4

# The timeout bounds the wait as well.
$ . ./lib; for more in '' --no-orphans '--retries 1 --retry-delay 0'; do cpr spawn --background --stdio ignore --timeout 100ms --ready unix:nothing $more child forever; echo $?; done; nothing_left
124
124
124
nothing left
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
! cpr: attempt 1 of 2: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process; trying again at once
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process

# It goes on after the program was ready.
$ . ./lib; t=$(cpr spawn --background --stdio ignore --timeout 500ms --ready fd:3 child to 3 x forever); is_token $t; fate $t; cpr wait $t; echo $?
token
timeout 124
124

# An address that answers before the start.
$ . ./lib; rm -f out; child listen ./t say up forever >out & until grep -qs up out; do sleep 0.01; done; cpr spawn --background --stdio ignore --ready unix:t child forever; echo $?; records; kill $!; wait $! 2>/dev/null; t=$(cpr spawn --background --stdio ignore --ready unix:t sh -c 'rm t; exec child listen ./t forever'); is_token $t; cpr kill $t; nothing_left
125
0
token
nothing left
! cpr: --ready unix:t: something accepts connections there already: stop it, or use another address

# Signals to the cpr that waits start the kill path.
$ . ./lib; for signal in TERM HUP INT QUIT; do start spawn --background --stdio ignore --kill-after 100ms; kill -$signal $!; wait $! 2>/dev/null; echo "$signal $?"; cat token; sed 's/^cpr: .*: cpr/cpr/' err; done; nothing_left
TERM 143
cpr received SIGTERM; sent SIGTERM to 1 process
HUP 129
cpr received SIGHUP; sent SIGHUP to 1 process
INT 130
cpr received SIGINT; sent SIGINT to 1 process
QUIT 131
cpr received SIGQUIT; sent SIGQUIT to 1 process
nothing left

# If it is killed, nothing is left of the run.
$ . ./lib; for more in '' --no-orphans --detached; do start spawn --background --stdio ignore $more; kill -KILL $!; wait $! 2>/dev/null; echo $?; cat token; nothing_left; done
137
nothing left
137
nothing left
137
nothing left

# With retries, the attempt that is ready.
$ . ./lib; t=$(cpr exec --background --stdio ignore --retries 3 --retry-delay 0 --result r --ready fd:3 '[ $CPR_ATTEMPT = 3 ] || exit 1; echo >&3; exec child forever'); is_token $t; cpr kill $t; grep -c '"readyAtMs":[0-9]' r; grep -o '"code":1' r | wc -l; nothing_left
token
1
2
nothing left
! cpr: attempt 1 of 4: '[ $CPR_ATTEMPT = 3 ] || exit 1; echo >&3; exec child forever' exited with code 1; trying again at once
! cpr: attempt 2 of 4: '[ $CPR_ATTEMPT = 3 ] || exit 1; echo >&3; exec child forever' exited with code 1; trying again at once

# ps says that it is ready.
$ . ./lib; t=$(cpr spawn --background --stdio ignore --ready fd:3 child to 3 x forever); cpr ps | sed 1d | awk '{print $3}'; cpr kill $t; nothing_left
ready
nothing left
