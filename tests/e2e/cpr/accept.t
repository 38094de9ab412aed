# needs node
# Workers with one listening socket: cpr accepts and passes each connection to the next worker.
$ cat >worker.js <<' END'
> const name = process.argv[2] ?? '';
> process.on('message', (m, socket) => {
>   if (socket) socket.on('error', () => {}).end(`${name} ${JSON.stringify(m)} ${process.pid}\n`);
>   else process.send({ told: m });
>   if (m === 'exit') process.exit(3);
> });
> process.on('disconnect', () => console.log('disconnected'));
> END

$ cat >client.js <<' END'
> const net = require('net');
> const [where, count] = process.argv.slice(2);
> const answers = [];
> (function next() {
>   if (answers.length === +count) {
>     const pids = answers.map((a) => a.split(' ').pop());
>     console.log(answers[0].replace(/\d+$/, 'N'), pids.map((p) => [...new Set(pids)].indexOf(p)).join(''));
>     return;
>   }
>   let text = '';
>   const at = /^\d+$/.test(where) ? { host: '127.0.0.1', port: +where } : { path: where };
>   net.connect(at).on('error', () => setTimeout(next, 20)).on('data', (d) => { text += d; }).on('close', (bad) => { if (!bad) { answers.push(text.trim()); next(); } });
> })();
> END

$ cpr fork --accept unix:s --workers 3 worker.js normal </dev/null >out 2>err & node client.js "$PWD/s" 9; kill -TERM $!; wait $!; echo $?; cat out err; ls
normal "socket" N 012012012
0
disconnected
disconnected
disconnected
client.js
err
out
worker.js

$ rm -f err; cpr fork --accept tcp:127.0.0.1:0 --workers 2 --accept-message '{ "special" : true }' --serialization advanced worker.js </dev/null >out 2>err & until grep -q listening err 2>/dev/null; do :; done; node client.js "$(sed 's/.*://' err)" 4; kill -TERM $!; wait $!; echo $?; grep -c disconnected out
{"special":true} N 0101
0
2

# The example of Node's documentation: special connections come in on a second socket.
$ cpr fork --accept unix:normal worker.js normal </dev/null >/dev/null & cpr fork --accept unix:special worker.js special </dev/null >/dev/null & node client.js "$PWD/normal" 1; node client.js "$PWD/special" 1; kill -TERM $(jobs -p); wait
normal "socket" N 0
special "socket" N 0

# Input goes to every worker; end of input stops no worker. Their messages are lines on stdout.
$ (echo '"a"'; echo oops; echo '[1]') | cpr fork --accept unix:s --workers 2 --send '"first"' worker.js >out 2>err & node client.js "$PWD/s" 2; until [ "$(grep -c told out)" = 6 ]; do :; done; kill -TERM $!; wait $!; echo $?; sort out; cat err
"socket" N 01
0
disconnected
disconnected
{"told":"a"}
{"told":"a"}
{"told":"first"}
{"told":"first"}
{"told":[1]}
{"told":[1]}
cpr: skipped the message on line 2: not a JSON value at byte 0

# A worker that exits is reported and the others continue; with --respawn no it is not replaced (see
# respawn.t). The status is that of the first that failed.
$ rm -f err; cpr fork --respawn no --accept unix:s --workers 3 --stdio ignore,inherit,inherit,ipc --events events worker.js </dev/null >out 2>err & node client.js "$PWD/s" 3 >/dev/null; kill -KILL $(sed -n 's/.*"spawn","worker":2,.*"pid":\([0-9]*\).*/\1/p' events); until grep -q SIGKILL err 2>/dev/null; do :; done; node client.js "$PWD/s" 4; kill -TERM $!; wait $!; echo $?; sed 's/pid [0-9]*/pid N/' err
"socket" N 0101
137
cpr: worker 2 (pid N) was killed by SIGKILL
cpr: 'node worker.js' was killed by SIGKILL

$ grep -o '"event":"[a-z]*","worker":[0-9]' events | sort | uniq -c | sed 's/^ *//'; tail -1 events | grep -o '"event":"close"\|"workers":\[.*\]' | sed 's/"pid":[0-9]*/"pid":N/g'
1 "event":"disconnect","worker":1
1 "event":"disconnect","worker":2
1 "event":"disconnect","worker":3
1 "event":"exit","worker":1
1 "event":"exit","worker":2
1 "event":"exit","worker":3
1 "event":"spawn","worker":1
1 "event":"spawn","worker":2
1 "event":"spawn","worker":3
"event":"close"
"workers":[{"pid":N,"code":0,"signal":null,"connections":3,"restarts":0},{"pid":N,"code":null,"signal":"SIGKILL","connections":1,"restarts":0},{"pid":N,"code":0,"signal":null,"connections":3,"restarts":0}]

# When all workers have exited, cpr exits and the socket is closed.
$ echo '"exit"' | cpr fork --respawn no --accept unix:s --workers 2 worker.js 2>err; echo $?; ls s 2>/dev/null; sed 's/pid [0-9]*/pid N/; s/worker [0-9]/worker N/' err
{"told":"exit"}
{"told":"exit"}
3
cpr: worker N (pid N) exited with code 3
cpr: worker N (pid N) exited with code 3

# A worker that cannot be started.
# (Either of the two may fail first.)
$ cpr fork --respawn no --accept unix:s --workers 2 --exec-path /no/node worker.js </dev/null 2>err; status=$?; sort -r err; (exit $status)
cpr: worker 2 could not be started
cpr: worker 1 could not be started
cpr: cannot start '/no/node': '/no/node' does not exist
[127]

# -v reports the end of each, and that of the run once.
$ echo '"exit"' | cpr fork -v --respawn no --accept unix:s --workers 2 worker.js 2>&1 >out | grep 'closed\|finished' | sed 's/after .*,/after T,/' | sort
cpr: finished after T, verdict exit
cpr: message channel closed
cpr: message channel closed
cpr: worker 1 finished
cpr: worker 2 finished

# Too few descriptors for all of them: nothing runs.
$ (ulimit -n 40; cpr fork --accept tcp:127.0.0.1:0 --workers 50 worker.js </dev/null)
! cpr: --workers 50 needs 432 file descriptors, but the limit is 40: raise it with ulimit -n 432, or run fewer workers
[125]

# Workers whose start fails before the channel exists are reported like the others.
$ deny mkdirat:EROFS -- cpr fork --respawn no --containment cgroup --json --accept unix:s --workers 2 worker.js </dev/null 2>err | grep -o '"verdict":"[a-z-]*"\|"messages":[^]]*]\|"workers":\[.*\]'; cat err
"verdict":"spawn-error"
"messages":[]
"workers":[{"pid":null,"code":null,"signal":null,"connections":0,"restarts":0},{"pid":null,"code":null,"signal":null,"connections":0,"restarts":0}]
cpr: worker 1 could not be started
cpr: worker 2 could not be started

# A worker that hangs keeps one more connection waiting; the others go to workers that have none
# waiting.
$ cat >stuck.js <<' END'
> const fs = require('fs');
> process.on('message', (m, socket) => {
>   socket.on('data', (d) => {
>     if (`${d}` === 'stick') {
>       socket.write('stuck');
>       while (!fs.existsSync('go')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
>     }
>     socket.end('served');
>   });
> });
> END

$ cat >crowd.js <<' END'
> const net = require('net');
> const ask = (text, told) => net.connect('k', function () { this.write(text); }).on('data', told);
> let served = 0;
> ask('stick', (d) => {
>   if (`${d}` !== 'stuck') return;
>   for (let i = 0; i < 20; i++) ask('x', () => { if (++served === 19) { console.log(served); require('fs').writeFileSync('go', ''); } });
> });
> process.on('exit', () => console.log(served));
> END

$ cpr fork --accept unix:k --workers 2 --timeout 20s stuck.js </dev/null & until [ -S k ]; do :; done; cpr spawn -q --timeout 15s node crowd.js; kill -TERM $!; wait $!
19
20

# A client that does not read stops no worker: connections are passed on as non-blocking.
$ echo 'process.on("message", (m, socket) => { socket.on("error", () => {}).write(Buffer.alloc(1 << 24)); })' >much.js; echo 'const net = require("net"); const second = () => net.connect("l").once("data", () => { console.log("served"); process.exit(); }); net.connect("l").pause().once("readable", second);' >lazy.js

$ cpr fork --accept unix:l --timeout 20s much.js </dev/null & until [ -S l ]; do :; done; cpr spawn -q --timeout 15s node lazy.js; kill -TERM $!; wait $!
served

$ cpr spawn --fd 3=ipc --respawn no --accept unix:m -- child ipc-read >out </dev/null & until [ -S m ]; do :; done; cpr spawn --fd 3=ipc --send 1 --send-handle unix-socket:m -- child ipc-read; wait $!; cat out
got {"cmd":"NODE_HANDLE","type":"net.Socket","msg":1} with a descriptor
got {"cmd":"NODE_HANDLE","type":"net.Socket","msg":"socket"} with a descriptor

# Limits: one timeout for all workers, and no descendant of any worker is still running.
$ echo 'require("child_process").spawn("sleep", ["60"], { detached: true }); process.on("message", () => {});' >parent.js; cpr fork --accept unix:s --workers 2 --timeout $((7 * ${SOON%ms}))ms parent.js </dev/null 2>err; echo $?; sed 's/pid [0-9]*/pid N/; s/after [^;]*;/after T;/' err | sort
124
cpr: 'node parent.js' timed out after T; sent SIGTERM to 1 process
cpr: worker 1 (pid N) was killed by SIGTERM
cpr: worker 2 (pid N) was killed by SIGTERM

$ leftovers

# Workers that ignore the disconnect are killed after --kill-after, by the signal that cpr received.
$ echo 'process.on("disconnect", () => {}); setInterval(() => {}, 1000); process.send(1)' >stay.js; cpr fork --accept unix:s --workers 2 --kill-after 200ms stay.js </dev/null >out 2>err & until [ "$(grep -c 1 out)" = 2 ]; do :; done; kill -TERM $!; wait $!; echo $?; sed 's/pid [0-9]*/pid N/' err | sort
143
cpr: 'node stay.js': cpr received SIGTERM; sent SIGTERM to 1 process
cpr: worker 1 (pid N) was killed by SIGTERM
cpr: worker 2 (pid N) was killed by SIGTERM

# The result is that of the worker that sets the status, with the exit status of each worker.
$ echo '"exit"' | cpr fork --json --respawn no --accept unix:s --workers 2 worker.js 2>/dev/null | grep -o '"code":3,"signal":null,"killed\|"messages":\[[^]]*\]\|"workers":\[.*\]' | sed 's/"pid":[0-9]*/"pid":N/g'
"code":3,"signal":null,"killed
"code":3,"signal":null,"killed
"messages":[{"told":"exit"},{"told":"exit"}]
"workers":[{"pid":N,"code":3,"signal":null,"connections":0,"restarts":0},{"pid":N,"code":3,"signal":null,"connections":0,"restarts":0}]

# Workers that are not Node programs.
$ rm -f out; cpr spawn --fd 3=ipc --accept unix:s --workers 2 --accept-message 1 -- worker >out 2>err </dev/null & node -e 'require("net").connect("s").on("close", () => {}).on("error", () => {})'; until [ -s out ]; do :; done; kill -TERM $!; wait $!; echo $?; cat out
0
{"descriptor":4}

# Mistakes.
$ for o in '--accept tcp:1' '--accept http:1:1' '--accept unix:' '--accept unix:s --workers 0' '--accept unix:s --workers x' '--workers 2' '--accept unix:s --accept-message {' '--accept unix:s --idle-timeout 1s' '--accept unix:s --leaks kill' '--accept unix:s --detached' '--accept unix:s --pid-file p' '--accept unix:/no/dir/s'; do cpr fork $o worker.js </dev/null; done
! cpr: --accept: 'tcp:1' has no valid port: add :PORT, from 0 to 65535
! cpr: --accept: 'http:1:1' is not an address to listen on: write tcp:127.0.0.1:8080, tcp:[::1]:0 or unix:PATH
! cpr: --accept: 'unix:' has no path: write unix:PATH
! cpr: --workers: '0' is not a number of workers: write 1 to 1000
! cpr: --workers: 'x' is not a number of workers: write 1 to 1000
! cpr: --workers requires --accept
! cpr: --accept-message: '{' is not valid JSON: unexpected end at byte 1
! cpr: --accept: --idle-timeout would kill workers that wait for connections: use --timeout
! cpr: --accept: --leaks works for a single child only: omit it
! cpr: --detached cannot be used with --accept: omit one of them
! cpr: --pid-file cannot be used with --accept: omit one of them
! cpr: --accept unix-server:/no/dir/s: No such file or directory
[125]

$ cpr spawn --accept unix:s true
! cpr: --accept: the child has no message channel: add --stdio inherit,inherit,inherit,ipc, or use cpr fork
[125]

# The messages of several workers are whole lines on one stdout, also when its reader is slow.
$ cat >flood.js <<' END'
> let left = 30;
> (function next() { if (left-- > 0) process.send('a'.repeat(50000), next); else process.exit(0); })();
> END

$ cpr fork --respawn no --accept unix:s --workers 4 flood.js </dev/null | (sleep 0.5; cat) | tr -s a | sort | uniq -c | tr -s ' '
 120 "a"

# Each worker that is killed has its own hook of --before-kill.
$ cat >stubborn.js <<' END'
> for (const signal of ['SIGTERM', 'disconnect']) process.on(signal, () => {});
> setInterval(() => {}, 1000);
> console.log('ready');
> END

$ rm -f s out; cpr fork -q --accept unix:s --workers 2 --kill-after 200ms --before-kill '[ "$CPR_PID" = "$CPR_PIDS" ] && echo "$CPR_REASON: a worker"' stubborn.js </dev/null >out & until [ "$(grep -c ready out 2>/dev/null)" = 2 ]; do :; done; kill -TERM $!; wait $!; echo "$?"; leftovers
143
! interrupted: a worker
! interrupted: a worker
