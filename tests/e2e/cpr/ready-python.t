# needs python3
# Python's web server, from the file system that it serves.
$ cat >lib <<' END'
> export PYTHONUNBUFFERED=1
> facts() { sed 's/.*"event":"\([a-z]*\)".*/\1/' events | grep -v '^std' | paste -sd' '; }
> free_port() { while :; do p=$((20000 + RANDOM % 10000)); (exec 3<>/dev/tcp/127.0.0.1/$p) 2>/dev/null || break; done; echo $p; }
> # The first request is answered, however early it comes.
> request() { exec 3<>/dev/tcp/127.0.0.1/$port; printf 'GET /page HTTP/1.0\r\n\r\n' >&3; tail -n 1 <&3; exec 3>&-; }
> serve() {
>   port=$(free_port) when=$1
>   rm -f events
>   cpr spawn -q --events events --ready "${when/PORT/$port}" --stdout '>out' --stderr '>err' "${@:2}" python3 -m http.server --bind 127.0.0.1 $port &
>   until grep -q '"event":"\(ready\|close\)"' events 2>/dev/null; do sleep 0.01; done
>   request
>   kill $!
>   wait $! 2>/dev/null
>   facts
> }
> END

$ . ./lib; echo hello >page; serve tcp:127.0.0.1:PORT; serve tcp:localhost:PORT
hello
spawn ready signal exit close
hello
spawn ready signal exit close

$ . ./lib; serve 'line:Serving HTTP'; sed 's/ [0-9]* (.*/ .../' out
hello
spawn ready signal exit close
Serving HTTP on 127.0.0.1 port ...

# A simple form of sd_notify(3): a line on an fd once the server listens.
$ sed 's,^ ,,' >server.py <<' END'
> import http.server, os, sys
> server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler)
> os.write(3, b"READY=1\n")
> os.close(3)
> server.serve_forever()
> END

$ . ./lib; port=$(free_port); rm -f events; cpr spawn -q --events events --ready fd:3 --stderr '>err' python3 server.py $port & until grep -q '"event":"\(ready\|close\)"' events 2>/dev/null; do sleep 0.01; done; request; kill $!; wait $! 2>/dev/null; facts
hello
spawn ready signal exit close

