# needs node
# cpr as a child of Node with a message channel: its own child gets neither the variables nor the fd.
$ cat >hide.js <<' END'
> const { spawn } = require('child_process');
> const child = spawn('cpr', process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'json' });
> child.on('message', (m) => console.log('message', m));
> child.on('exit', (code) => { console.log('exit', code); });
> END

$ node hide.js spawn child fds | grep -v '^[012] '
exit 0

$ node hide.js exec 'env | grep NODE_CHANNEL'
exit 1

$ node hide.js spawn --inherit-fds child fds | grep socket
[1]

$ node hide.js spawn --inherit-fds --env NODE_CHANNEL_FD=mine -- child env | grep NODE_CHANNEL
NODE_CHANNEL_FD=mine

# The child of cpr fork has the channel of cpr and no other.
$ echo 'process.send(1); console.log(process.env.NODE_CHANNEL_FD)' >sub.js; node hide.js fork sub.js | sort
1
exit 0
undefined

# --pass-channel: a cluster worker can be started through cpr.
$ cat >worker.js <<' END'
> let server;
> process.on('message', (m, handle) => {
>   if (handle) server = handle.on('connection', (s) => s.end('answered behind cpr'));
>   process.send({ m, handle: handle?.constructor.name, fd: process.env.NODE_CHANNEL_FD });
>   if (m === 'bye') { server.close(); process.disconnect(); }
> });
> END

$ cat >pass.js <<' END'
> const { fork } = require('child_process');
> const net = require('net');
> const serialization = process.argv[2];
> const child = fork('worker.js', { execPath: 'cpr', execArgv: ['spawn', '--pass-channel', '--', 'node'], serialization });
> child.on('message', (m) => {
>   console.log(m);
>   if (!m.handle) return;
>   server.close(() => net.connect(port, '127.0.0.1').on('data', (d) => { console.log(`${d}`); child.send('bye'); }));
> });
> child.on('disconnect', () => console.log('disconnect'));
> child.on('exit', (code, signal) => console.log('exit', code, signal));
> let port;
> const server = net.createServer().listen(0, '127.0.0.1', () => {
>   port = server.address().port;
>   child.send(serialization === 'json' ? { a: [1] } : { a: new Map([[1, 2n]]) });
>   child.send('server', server);
> });
> END

$ node pass.js json
{ m: { a: [ 1 ] } }
{ m: 'server', handle: 'Server' }
answered behind cpr
{ m: 'bye' }
disconnect
exit 0 null

$ node pass.js advanced
{ m: { a: Map(1) { 1 => 2n } }, handle: undefined, fd: undefined }
{ m: 'server', handle: 'Server', fd: undefined }
answered behind cpr
{ m: 'bye', handle: undefined, fd: undefined }
disconnect
exit 0 null

# The worker sees the end of the channel at once, even with a shim or guardian of cpr in between.
$ cat >leaves.js <<' END'
> const { fork } = require('child_process');
> const [execPath, ...execArgv] = process.argv.slice(2);
> const child = fork('stays.js', { execPath, execArgv });
> child.on('disconnect', () => { console.log('disconnect'); process.kill(child.pid); });
> child.on('exit', (code, signal) => console.log('exit', code, signal));
> END

$ echo 'process.disconnect(); setInterval(() => {}, 1000)' >stays.js

$ node leaves.js cpr spawn -q --no-orphans --pass-channel -- node
disconnect
exit null SIGTERM

$ node leaves.js sh -c 'sleep 3 >/dev/null 2>&1 & exec cpr spawn -q --pass-channel -- node "$@"' sh
disconnect
exit null SIGTERM

# Without a channel --pass-channel does nothing, so that a wrapper can always use it.
$ cpr spawn --pass-channel child env | grep NODE_CHANNEL
[1]

$ NODE_CHANNEL_FD=0 cpr spawn --pass-channel child env | grep NODE_CHANNEL
[1]

$ cpr spawn --pass-channel --inherit-fds child exit 3
[3]

$ echo 'process.send("own"); process.disconnect()' >own.js; cpr fork --pass-channel own.js </dev/null
"own"

# The examples work as children of Node as well.
$ cat >examples.js <<' END'
> const { spawn } = require('child_process');
> const net = require('net');
> const child = spawn(process.argv[2], process.argv.slice(3), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
> const server = net.createServer().listen(0, '127.0.0.1', () => { child.send([1]); child.send('s', server); child.send('last'); });
> let n = 0;
> child.on('message', (m) => { console.log(JSON.stringify(m).replace(/\d{2,}(?=\])/, 'N')); if (++n === 3) { server.close(); child.disconnect(); } });
> child.on('exit', (code) => console.log('exit', code));
> END

$ node examples.js worker
[1]
{"descriptor":4}
"last"
exit 0

$ ! command -v python3 >/dev/null || node examples.js python3 $EXAMPLES/worker.py | grep -c -e '{"echo":\[1\]}' -e '"message":"s"' -e '{"echo":"last"}' -e 'exit 0'
4
