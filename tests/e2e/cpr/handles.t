# needs node
# A listening TCP server: the child answers on it.
$ cat >server.js <<' END'
> const net = require('net');
> process.on('message', (m, server) => {
>   server.on('connection', (socket) => { socket.end(`handled ${JSON.stringify(m)}`); });
>   const at = server.address();
>   net.connect(at ? { host: at.address, port: at.port } : { path: 'sock' }, function () { this.on('data', (d) => { console.log(`${d}`); process.exit(); }); });
> });
> END

$ cpr fork --send '["server"]' --send-handle tcp-server:127.0.0.1:0 --keep-channel server.js </dev/null
handled ["server"]

$ cpr fork --serialization advanced --send '"v6"' --send-handle 'tcp-server:[::1]:0' --keep-channel server.js </dev/null
handled "v6"

$ cpr fork --send 1 --send-handle unix-server:sock --keep-channel server.js </dev/null; ls sock
handled 1
! ls: cannot access 'sock': No such file or directory
[2]

# A datagram socket.
$ cat >udp.js <<' END'
> const dgram = require('dgram');
> process.on('message', (m, socket) => {
>   socket.on('message', (d) => { console.log(m, socket.type, `${d}`); process.exit(); });
>   const { address, port } = socket.address();
>   dgram.createSocket(socket.type).send('datagram', port, address);
> });
> END

$ cpr fork --send '"udp"' --send-handle udp4:127.0.0.1:0 --keep-channel udp.js </dev/null
udp udp4 datagram

$ cpr fork --send '"udp"' --send-handle 'udp6:[::1]:0' --keep-channel udp.js </dev/null
udp udp6 datagram

# A connected socket: only the child holds it, so that the peer sees its end at once; with --keep-open
# cpr holds it as well, until it exits.
$ cat >listen.js <<' END'
> const net = require('net');
> const server = net.createServer((s) => { s.on('data', (d) => console.log(`${d}`)); s.on('end', () => { console.log('end'); process.exit(); }); });
> server.listen(process.argv[2], () => { process.send('listening'); });
> END

$ cat >talk.js <<' END'
> process.on('message', (m, socket) => { socket.write(m, () => socket.destroy()); setTimeout(() => { console.log('the child ends'); process.exit(); }, 2500); });
> END

$ cpr fork listen.js "$PWD/a" </dev/null >>seen & until grep -q listening seen 2>/dev/null; do :; done; cpr fork --send '"hello"' --send-handle unix-socket:a --timeout 10s talk.js </dev/null >>seen; wait; cat seen
"listening"
hello
end
the child ends

$ cpr fork listen.js "$PWD/b" </dev/null >>kept & until grep -q listening kept 2>/dev/null; do :; done; cpr fork --keep-open --send '"hello"' --send-handle unix-socket:b --timeout 10s talk.js </dev/null >>kept; wait; cat kept
"listening"
hello
the child ends
end

# Order: messages after a handle wait until the child has acknowledged it.
$ cat >order.js <<' END'
> const seen = [];
> process.on('message', (m, handle) => { seen.push(handle ? `${m}+${handle.constructor.name}` : m); if (m === 'last') { console.log(seen.join(' ')); process.exit(); } });
> END

$ printf '"d"\n"last"\n' | cpr fork --send '"a"' --send '"b"' --send-handle tcp-server:127.0.0.1:0 --send-handle udp4:127.0.0.1:0 --send '"c"' order.js
! cpr: --send-handle udp4:127.0.0.1:0: the --send before it already has a handle: add another --send
[125]

$ printf '"d"\n"last"\n' | cpr fork --send '"a"' --send '"b"' --send-handle tcp-server:127.0.0.1:0 --send '"c"' --send-handle udp4:127.0.0.1:0 order.js
a b+Server c+Socket d last

# Handles from a node child are accepted, reported and closed: the child can close its server, and its peer sees the end.
$ cat >give.js <<' END'
> const net = require('net');
> const server = net.createServer((socket) => { process.send('a socket', socket); });
> server.listen(0, '127.0.0.1', () => {
>   process.send({ s: 'a server' }, server, () => {
>     net.connect(server.address().port, '127.0.0.1').on('close', () => {
>       server.close(() => { console.log('closed'); process.disconnect(); });
>     }).resume();
>   });
> });
> END

$ cpr fork give.js </dev/null | sort
"a socket"
closed
{"s":"a server"}

$ cpr fork --events - --serialization advanced give.js </dev/null | grep -o '"event":"message".*\|"data":.*' | sed 's/"atMs":[0-9.]*,//' | sort
"data":"closed\n"}
"event":"message","message":"a socket","handle":"net.Socket"}
"event":"message","message":{"s":"a server"},"handle":"net.Server"}

# Handles that cannot be opened are reported before anything runs.
$ cpr fork --send 1 --send-handle unix-server:/no/such/dir/sock order.js
! cpr: --send-handle unix-server:/no/such/dir/sock: No such file or directory
[125]

$ cpr fork --send 1 --send-handle unix-socket:nobody order.js
! cpr: --send-handle unix-socket:nobody: No such file or directory
[125]

$ touch taken; cpr fork --send 1 --send-handle unix-server:taken order.js; ls taken
taken
! cpr: --send-handle unix-server:taken: Address already in use
