# needs redis-server
# Redis in the background: by its output, on a port, on a socket, and by a check that writes to an fd.
$ cat >lib <<' END'
> export CPR_RUNTIME_DIR=$HERE/runs
> free_port() { while :; do p=$((20000 + RANDOM % 10000)); (exec 3<>/dev/tcp/127.0.0.1/$p) 2>/dev/null || break; done; echo $p; }
> # A server that is ready answers the first request.
> check() { [ -n "$1" ] || { cat log; return; }; redis-cli "${@:2}" ping; cpr kill $1; echo $?; ls runs | wc -l; }
> END

$ . ./lib; p=$(free_port); t=$(cpr spawn --background --timeout 1m --log log --ready 'line:Ready to accept connections' redis-server --bind 127.0.0.1 --port $p --save ''); check "$t" -p $p
PONG
0
0

$ . ./lib; p=$(free_port); t=$(cpr spawn --background --timeout 1m --log log --ready tcp:localhost:$p redis-server --bind 127.0.0.1 --port $p --save ''); check "$t" -p $p
PONG
0
0

$ . ./lib; t=$(cpr spawn --background --timeout 1m --log log --ready unix:socket redis-server --port 0 --unixsocket $HERE/socket --save ''); check "$t" -s socket
PONG
0
0

# Any check: a shell repeats it, and then writes to the fd.
$ . ./lib; p=$(free_port); t=$(cpr exec --background --timeout 1m --log log --ready fd:3 "redis-server --bind 127.0.0.1 --port $p --save '' 3>&- & until redis-cli -p $p ping 2>/dev/null | grep -q PONG; do sleep 0.01; done; echo >&3; wait"); check "$t" -p $p; leftovers
PONG
0
0
