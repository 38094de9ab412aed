# needs node
# Workers that exit are replaced, and SIGHUP replaces all of them.
$ cat >worker.js <<' END'
> // Answers a connection with its number, whether it is the first that it has seen, and what the client says.
> const held = new Set();
> process.on('message', (m, socket) => {
>   if (!socket) return m === 'exit' ? process.exit(0) : process.send({ told: m });
>   held.add(socket);
>   socket.on('error', () => {}).on('close', () => held.delete(socket));
>   socket.on('data', (d) => {
>     if (`${d}` === 'hold') return socket.write('held');
>     socket.end(`worker ${process.env.CPR_WORKER}${`${d}` === 'pid' ? ` ${process.pid}` : ''}`);
>   });
> });
> END

$ cat >ask.js <<' END'
> // ask.js SOCKET COUNT TEXT: one connection after the other.
> const [path, count, text] = process.argv.slice(2);
> let left = +count;
> (function next() {
>   if (left-- === 0) return;
>   let answer = '';
>   require('net').connect(path, function () { this.write(text ?? 'x'); }).on('data', (d) => { answer += d; })
>     .on('error', (e) => { console.log(e.code); }).on('close', () => { console.log(answer || 'nothing'); next(); });
> })();
> END

$ cat >hold.js <<' END'
> // hold.js SOCKET FILE: a connection that stays open, and is finished when FILE exists.
> const [path, file] = process.argv.slice(2);
> const fs = require('fs');
> let answer = '';
> const socket = require('net').connect(path, () => socket.write('hold')).on('error', (e) => console.log(e.code));
> socket.on('data', (d) => {
>   if (answer === '') {
>     fs.writeFileSync('held', '');
>     const timer = setInterval(() => { if (fs.existsSync(file)) { clearInterval(timer); socket.write('pid'); } }, 10);
>     socket.on('close', () => clearInterval(timer));
>   }
>   answer += d;
> }).on('close', () => console.log(answer.replace(/\d+$/, (pid) => pid === process.argv[4] ? 'OLD' : pid)));
> END

$ cat >lib.sh <<' END'
> serve() { rm -f events err out s held; cpr fork --stdio ignore,inherit,inherit,ipc --events events --accept unix:s "$@" </dev/null >out 2>err & cpr=$!; until [ -S s ]; do sleep 0.01; done; events '"spawn"' 1; }
> # Waits until the events contain TEXT COUNT times.
> events() { until [ "$(grep -c -- "$1" events)" -ge "$2" ]; do sleep 0.01; done; }
> said() { until grep -q -- "$1" err; do sleep 0.01; done; }
> # The last process of a worker.
> pid_of() { sed -n "s/.*\"spawn\",\"worker\":$1,.*\"pid\":\([0-9]*\).*/\1/p" events | tail -1; }
> end() { kill -TERM $cpr; wait $cpr; echo "$?"; sed 's/pid [0-9]*/pid N/' err; tail -1 events | grep -o '"restarts":[0-9]*' | tr '\n' ' '; echo; }
> END

# A worker that is killed: another process has its number.
$ . ./lib.sh; serve --workers 2 worker.js; node ask.js s 2; kill -KILL "$(pid_of 2)"; events '"spawn","worker":2' 2; node ask.js s 4; end
worker 1
worker 2
worker 1
worker 2
worker 1
worker 2
137
cpr: worker 2 (pid N) was killed by SIGKILL; its replacement starts after 100 ms
cpr: 'node worker.js' was killed by SIGKILL
"restarts":0 "restarts":1 

# One that exits by itself with 0: likewise, and the run has not failed. The messages of --send go to each
# process; the input waits while no worker runs.
$ . ./lib.sh; mkfifo in; exec 5<>in; serve --messages in --send '"first"' worker.js; echo '"exit"' >&5; said replacement; echo '"next"' >&5; until grep -q next out; do sleep 0.01; done; node ask.js s 1; end; cat out
worker 1
0
cpr: worker 1 (pid N) exited with code 0; its replacement starts after 100 ms
"restarts":1 
{"told":"first"}
{"told":"first"}
{"told":"next"}

# Connections wait while no worker runs, also those that the killed worker has not accepted.
$ . ./lib.sh; serve worker.js; kill -STOP "$(pid_of 1)"; for i in 1 2 3; do node ask.js s 1 >answer-$i & asking+=($!); done; until [ "$(grep -c "$PWD/s\|@.* s$\|[ /]s$" /proc/net/unix)" -ge 2 ]; do sleep 0.01; done; kill -KILL "$(pid_of 1)"; wait "${asking[@]}"; cat answer-*; end >ended; head -1 ended
worker 1
worker 1
worker 1
137

# Workers that are not Node programs.
$ . ./lib.sh; serve --workers 2 --exec-path worker module; events '"spawn"' 2; kill -KILL "$(pid_of 1)"; events '"spawn","worker":1' 2; node -e 'require("net").connect("s").on("close", () => {}).on("error", () => {})'; until grep -q descriptor out; do sleep 0.01; done; end
137
cpr: worker 1 (pid N) was killed by SIGKILL; its replacement starts after 100 ms
cpr: 'worker module' was killed by SIGKILL
"restarts":1 "restarts":0 

# The pause doubles. Five workers in a row that live less than a second end the run, with the status of the
# first that failed.
$ until cpr spawn --fd 3=ipc --accept unix:s --events events sh -c 'echo "number $CPR_WORKER"; exit 3' >out 2>err; status=$?; [ "$(wc -l <out)" = 5 ]; do :; done; sed 's/pid [0-9]*/pid N/' err; cat out; echo $status; tail -1 events | grep -o '"workers":.*}\]' | sed 's/"pid":[0-9]*/"pid":N/'
cpr: worker 1 (pid N) exited with code 3; its replacement starts after 100 ms
cpr: worker 1 (pid N) exited with code 3; its replacement starts after 200 ms
cpr: worker 1 (pid N) exited with code 3; its replacement starts after 400 ms
cpr: worker 1 (pid N) exited with code 3; its replacement starts after 800 ms
cpr: worker 1 (pid N) exited with code 3
cpr: 5 workers in a row exited within 1 s of their start; cpr starts no more
number 1
number 1
number 1
number 1
number 1
3
"workers":[{"pid":N,"code":3,"signal":null,"connections":0,"restarts":4}]

# Also if they succeed, and if they cannot be started; the others are disconnected.
$ cpr spawn --fd 3=ipc --accept unix:s true 2>&1 | tail -1; echo "${PIPESTATUS[0]}"; cpr spawn --fd 3=ipc --accept unix:s no-such-program 2>&1 | tail -3; echo "${PIPESTATUS[0]}"
cpr: 5 workers in a row exited within 1 s of their start; cpr starts no more
0
cpr: worker 1 could not be started
cpr: 5 workers in a row exited within 1 s of their start; cpr starts no more
cpr: cannot start 'no-such-program': no such program in PATH
127

$ cpr spawn --fd 3=ipc --accept unix:s --workers 3 sh -c '[ "$CPR_WORKER" != 2 ] || exit 7; exec worker' 2>&1 | grep -c 'worker 2'; echo "${PIPESTATUS[0]}"
5
7

# A worker that stays when it is disconnected is then killed; the status is still that of the one that failed.
$ cpr spawn --fd 3=ipc --accept unix:s --workers 2 --kill-after 100ms sh -c '[ "$CPR_WORKER" != 2 ] || exit 7; exec child forever' 2>&1 | sed 's/pid [0-9]*/pid N/' | tail -2; echo "${PIPESTATUS[0]}"
cpr: worker 1 (pid N) was killed by SIGTERM
cpr: 5 workers in a row exited within 1 s of their start; cpr starts no more
7

# The limits of the run hold while no worker runs, and for a replacement.
$ until cpr spawn --fd 3=ipc --accept unix:s --timeout 900ms --result r sh -c 'exit 3' 2>err; status=$?; node -e 'process.exit(JSON.parse(require("fs").readFileSync("r")).durationMs < 1400 ? 0 : 1)'; do :; done; tail -1 err; echo $status; grep -o '"verdict":"timeout","code":3' r
cpr: 'sh -c exit 3' timed out after 900 ms; no worker was running
124
"verdict":"timeout","code":3

$ cpr spawn -q --fd 3=ipc --accept unix:s --timeout 2s --result r sh -c '[ -e second ] && exec child forever; touch second'; echo "$?"; grep -o '"verdict":"[a-z]*"\|"restarts":.' r; leftovers
124
"verdict":"timeout"
"restarts":1

# TERM while no worker runs ends the run.
$ . ./lib.sh; serve --exec-path sh -- -c 'sleep 1.1; exit 4'; said replacement; end >ended; head -1 ended
4

# The reader of the messages has gone: no worker can change that.
$ cpr fork --accept unix:s --workers 2 --exec-path sh -- -c 'while echo 1 >&3; do :; done' 2>/dev/null </dev/null | head -1; echo "${PIPESTATUS[0]}"; leftovers
1
141

# A worker that exceeds --max-buffer is killed and replaced.
$ cpr spawn --fd 3=ipc --accept unix:s --max-buffer 3 --kill-after 100ms --result r child out 12345 forever >out 2>err; echo "$?"; sed 's/pid [0-9]*/pid N/' err | head -1; grep -o '"verdict":"[^"]*"\|"restarts":.' r
125
cpr: worker 1 (pid N) was killed by SIGTERM; its replacement starts after 100 ms
"verdict":"max-buffer"
"restarts":4

# A worker that disconnects gets no more connections, and is replaced. It has --kill-after to finish.
$ echo 'if (!require("fs").existsSync("left")) { require("fs").writeFileSync("left", ""); process.disconnect(); setInterval(() => {}, 1000); } else require("./worker.js")' >leaves.js; . ./lib.sh; serve --kill-after 100ms leaves.js; node ask.js s 1; said SIGTERM; end
worker 1
0
cpr: worker 1 (pid N) was killed by SIGTERM
"restarts":1 

# SIGHUP: each worker is replaced; the new one is started first.
$ . ./lib.sh; serve --workers 2 worker.js; node ask.js s 2; kill -HUP $cpr; events '"exit"' 2; node ask.js s 2; end; grep -o '"event":"\(spawn\|disconnect\|exit\)","worker":[0-9]' events | sed -n 3,8p
worker 1
worker 2
worker 1
worker 2
0
"restarts":1 "restarts":1 
"event":"spawn","worker":1
"event":"disconnect","worker":1
"event":"exit","worker":1
"event":"spawn","worker":2
"event":"disconnect","worker":2
"event":"exit","worker":2

# The new one gets connections when a second has passed, or it has sent "ready": then the old one is
# disconnected.
$ cat >times.js <<' END'
> // The time from the last start of worker 1 to the disconnect of the one before.
> const events = require('fs').readFileSync('events', 'utf8').trim().split('\n').map((l) => JSON.parse(l));
> const last = (event) => events.filter((e) => e.event === event && e.worker === 1).pop().atMs;
> console.log(last('disconnect') - last('spawn') >= 900 ? 'a second' : 'less');
> END

$ . ./lib.sh; until_it_takes() { n=0; until kill -HUP $cpr; n=$((n + 1)); events '"exit"' $n; [ "$(node times.js)" = "$1" ]; do :; done; }; serve worker.js; until_it_takes 'a second'; end >/dev/null; echo 'require("./worker.js"); process.send("ready");' >ready.js; serve ready.js; until_it_takes less; end >/dev/null; sort -u out
"ready"

# Connections of the old one go on.
$ . ./lib.sh; serve worker.js; old=$(pid_of 1); node hold.js s go "$old" >held-answer & hold=$!; until [ -e held ]; do sleep 0.01; done; kill -HUP $cpr; events '"disconnect"' 1; node ask.js s 1; touch go; events '"exit"' 1; wait $hold; end; cat held-answer
worker 1
0
"restarts":1 
heldworker 1 OLD

# But not for longer than --kill-after. The run has not failed.
$ . ./lib.sh; serve --kill-after 200ms worker.js; node hold.js s never x >held-answer & hold=$!; until [ -e held ]; do sleep 0.01; done; kill -HUP $cpr; events '"exit"' 1; node ask.js s 1; wait $hold; end; cat held-answer
worker 1
0
cpr: worker 1 (pid N) was killed by SIGTERM
"restarts":1 
held

# SIGHUP while workers are replaced is remembered, once.
$ . ./lib.sh; serve --kill-after none worker.js; rm -f go; node hold.js s go x >/dev/null & until [ -e held ]; do sleep 0.01; done; kill -HUP $cpr; events '"disconnect"' 1; for i in 1 2 3; do kill -HUP $cpr; node ask.js s 1; done; touch go; events '"exit"' 2; node ask.js s 1; end
worker 1
worker 1
worker 1
worker 1
0
"restarts":2 

# A replacement that fails: the running workers are kept, and the next SIGHUP tries again.
$ cat >changing <<' END'
> #!/bin/sh
> exec node worker.js
> END

$ chmod +x changing; . ./lib.sh; serve --workers 2 --exec-path ./changing module; node ask.js s 2; mv changing gone; kill -HUP $cpr; said keeps; node ask.js s 2; mv gone changing; kill -HUP $cpr; events '"exit"' 2; node ask.js s 1; end
worker 1
worker 2
worker 1
worker 2
worker 1
127
cpr: worker 1 could not be started
cpr: SIGHUP: the replacement of worker 1 failed; cpr keeps the running workers
cpr: cannot start './changing': './changing' does not exist
"restarts":2 "restarts":1 

# SIGHUP ends a pause.
$ cat >pause.js <<' END'
> // The time from the last exit of a worker to the start of the next.
> const times = require('fs').readFileSync('events', 'utf8').trim().split('\n').map((l) => JSON.parse(l)).filter((e) => e.worker);
> console.log(times.filter((e) => e.event === 'spawn').pop().atMs - times.filter((e) => e.event === 'exit').pop().atMs < 700 ? 'at once' : 'late');
> END

$ . ./lib.sh; once() { rm -f ok; serve --exec-path sh -- -c '[ -e ok ] && exec child forever; exit 4'; said '800 ms'; touch ok; kill -HUP $cpr; events '"spawn"' 5; cp events seen; kill -KILL $cpr; wait $cpr; mv seen events; node pause.js; } 2>/dev/null; until [ "$(once)" = 'at once' ]; do :; done; kill_leftovers

# Ctrl-C: the workers have received it as well, and are not replaced.
$ pty expect ready expect ready type '\x03' -- cpr spawn --fd 3=ipc --accept unix:terminal --workers 2 child say ready forever; leftovers
signal 2

# A terminal that has hung up ends the run.
$ pty expect ready hang-up -- cpr spawn -q --fd 3=ipc --accept unix:terminal sh -c 'trap "" HUP; echo ready; read -r line <&3; exit 0'
exit 0

# --respawn no: no worker that has exited is replaced. SIGHUP replaces those that run.
$ . ./lib.sh; serve --respawn no --workers 2 worker.js; events '"spawn"' 2; kill -KILL "$(pid_of 2)"; said SIGKILL; kill -HUP $cpr; events '"exit","worker":1' 1; node ask.js s 2; end
worker 1
worker 1
137
cpr: worker 2 (pid N) was killed by SIGKILL
cpr: 'node worker.js' was killed by SIGKILL
"restarts":1 "restarts":0 

# Mistakes, and what --dry-run shows.
$ for o in '--respawn maybe --accept unix:s' '--respawn no' '--accept unix:s --send 1 --send-handle unix-socket:x'; do cpr fork $o worker.js </dev/null; done
! cpr: --respawn: 'maybe' is not one of yes, no
! cpr: --respawn requires --accept
! cpr: --accept: --send-handle sends a connection only once, and not to a replacement: add --keep-open or --respawn no
[125]

$ cpr fork --dry-run --accept unix:s worker.js | grep respawn
respawn: yes
