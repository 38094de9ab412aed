# needs nginx
# nginx in the background, with its workers: by its output, on a port, on a socket, and by a check that writes to an fd.
$ cat >lib <<' END'
> export CPR_RUNTIME_DIR=$HERE/runs
> free_port() { while :; do p=$((20000 + RANDOM % 10000)); (exec 3<>/dev/tcp/127.0.0.1/$p) 2>/dev/null || break; done; echo $p; }
> configure() {  # ADDRESS
>   printf '%s\n' 'daemon off;' 'worker_processes 3;' 'pid nginx.pid;' 'error_log stderr notice;' 'events {}' \
>     'http {' 'access_log off; client_body_temp_path 1; proxy_temp_path 2; fastcgi_temp_path 3;' \
>     "uwsgi_temp_path 4; scgi_temp_path 5; server { listen $1; location / { return 200 hello\\n; } }" '}' >conf
> }
> # The output is relayed to the file that is stderr, as well as to the log.
> serve() { cpr spawn --background --timeout 1m --log log "$@" -- nginx -p $HERE -c conf -e stderr 2>err; }
> # A server that is ready answers the first request.
> check() { [ -n "$1" ] || { cat err; return; }; exec 3<>/dev/tcp/127.0.0.1/$p; printf 'GET / HTTP/1.0\r\n\r\n' >&3; tail -n 1 <&3; exec 3>&-; cpr kill $1; echo $?; ls runs | wc -l; pids_of nginx | wc -l; }
> END

$ . ./lib; p=$(free_port); configure 127.0.0.1:$p; t=$(serve --ready 'line:start worker process'); check "$t"
hello
0
0
0

$ . ./lib; p=$(free_port); configure 127.0.0.1:$p; t=$(serve --ready tcp:127.0.0.1:$p); check "$t"
hello
0
0
0

$ . ./lib; configure unix:$HERE/socket; t=$(serve --ready unix:socket); [ -S socket ] && echo socket; cpr kill $t; echo $?; pids_of nginx | wc -l
socket
0
0

$ . ./lib; p=$(free_port); configure 127.0.0.1:$p; t=$(cpr exec --background --timeout 1m --log log --ready fd:3 --shell=/bin/bash "nginx -p $HERE -c conf -e stderr 3>&- & until (exec 4<>/dev/tcp/127.0.0.1/$p) 2>/dev/null; do sleep 0.01; done; echo >&3; wait" 2>err); check "$t"
hello
0
0
0
