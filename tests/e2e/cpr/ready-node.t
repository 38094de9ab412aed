# needs node
# Node's http server, on a port, on a socket, by its output, and by closing an fd.
$ cat >server.js <<' END'
> const server = require('http').createServer((request, response) => response.end('hello\n'));
> server.listen(/^\d+$/.test(process.argv[2]) ? { port: +process.argv[2], host: 'localhost' } : process.argv[2], () => {
>   console.log('listening');
>   if (process.argv[3]) require('fs').closeSync(+process.argv[3]);
> });
> END

$ cat >lib <<' END'
> facts() { sed 's/.*"event":"\([a-z]*\)".*/\1/' events | grep -v '^std' | paste -sd' '; }
> free_port() { while :; do p=$((20000 + RANDOM % 10000)); (exec 3<>/dev/tcp/127.0.0.1/$p) 2>/dev/null || break; done; echo $p; }
> serve() {  # WHEN ARGUMENT...
>   rm -f events
>   cpr spawn -q --events events --ready "$1" --stdout '>out' -- node server.js "${@:2}" &
>   until grep -q '"event":"\(ready\|close\)"' events 2>/dev/null; do sleep 0.01; done
>   node -e 'require("http").get(/^\d+$/.test(process.argv[1]) ? { port: +process.argv[1], host: "localhost" } : { socketPath: process.argv[1] }, (r) => r.pipe(process.stdout))' "$2"
>   kill $!
>   wait $! 2>/dev/null
>   facts
> }
> END

$ . ./lib; p=$(free_port); serve tcp:localhost:$p $p; p=$(free_port); serve line:listening $p; cat out; p=$(free_port); serve fd:7 $p 7; serve unix:web web
hello
spawn ready signal exit close
hello
spawn ready signal exit close
listening
hello
spawn ready signal exit close
hello
spawn ready signal exit close
