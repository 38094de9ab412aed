# needs node
# The example of Node's documentation, as one line.
$ cat >sub.js <<' END'
> process.on('message', (m) => { console.error('CHILD got message:', m); });
> process.send({ foo: 'bar', baz: NaN });
> END

$ echo '{"hello":"world"}' | cpr fork sub.js
{"foo":"bar","baz":null}
! CHILD got message: { hello: 'world' }

$ cat >echo.js <<' END'
> process.on('message', (m) => process.send(m, () => { if (m === 'bye') process.disconnect(); }));
> END

# Any value, in order, after those of --send; printed as JSON.stringify does.
$ printf '%s\n' '[1, 2.50, {"a" : "\u00e4"}]' '"text"' 'true' '-0.5e-3' '"\ud800"' '"bye"' | cpr fork --send null --send '{"b":[]}' --keep-channel echo.js
null
{"b":[]}
[1,2.5,{"a":"ä"}]
"text"
true
-0.0005
"\ud800"
"bye"

# Arguments of the module and of node, and the program that runs it.
$ cat >show.js <<' END'
> process.send([process.argv.slice(2), process.execArgv, process.env.NODE_CHANNEL_FD ?? null]);
> END

$ cpr fork --exec-arg --no-warnings --exec-arg --stack-size=900 show.js --send '[1,2]' -- ''
[["--send","[1,2]","--",""],["--no-warnings","--stack-size=900"],null]

$ cpr fork --exec-path /bin/echo --exec-arg -n module.js a
module.js a\c

$ cpr fork no-such-module.js 2>&1 | grep -o "Cannot find module" | head -1; echo "${PIPESTATUS[0]}"
Cannot find module
1

$ cpr fork --exec-path /no/such/node module.js
! cpr: cannot start '/no/such/node': '/no/such/node' does not exist
[127]

# Blank lines are ignored; malformed and internal ones are reported and skipped; the last line needs no newline.
$ printf '1\n\n \t\r\n{oops\n{"cmd":"NODE_CLUSTER"}\n{"cmd":"NODE_"}\r\n"bye"' | cpr fork --keep-channel echo.js
1
{"cmd":"NODE_"}
"bye"
! cpr: skipped the message on line 4: missing key at byte 1
! cpr: skipped the message on line 5: 'cmd' values that begin with NODE_ are reserved

# At the end of the input the child is disconnected, after the last message.
$ cat >last.js <<' END'
> let n = 0;
> process.on('message', () => { n += 1; });
> process.on('disconnect', () => { console.log(`disconnect after ${n}`); process.exit(n % 200); });
> END

$ seq 1 1234 | cpr fork last.js
disconnect after 1234
[34]

# Without a message, or with --keep-channel, the channel stays open until the child closes it.
$ cat >once.js <<' END'
> process.on('message', () => {});
> setTimeout(() => { process.send('still ' + process.connected); process.disconnect(); }, 300);
> END

$ cpr fork once.js </dev/null; echo 1 | cpr fork --keep-channel once.js
"still true"
"still true"

$ echo 'process.on("message", () => {}); process.on("disconnect", () => process.disconnect())' >twice.js; echo 1 | cpr fork twice.js 2>&1 | grep -o 'Error .ERR_IPC_DISCONNECTED.' | head -1
Error [ERR_IPC_DISCONNECTED]

# With --silent stdout has only messages; the child's output is in the result and the events.
$ cat >both.js <<' END'
> console.log('out'); console.error('err'); process.send('message');
> END

$ cpr fork both.js </dev/null
out
"message"
! err

$ cpr fork --silent both.js </dev/null
"message"

$ cpr fork --silent --json both.js </dev/null | grep -o '"stdout":.*"connected"'
"stdout":"out\n","stderr":"err\n","output":[],"messages":["message"],"connected"

$ cpr fork --json --send 1 --messages /dev/null --send '{"a":[]}' echo.js | grep -o '"messages":.*,"truncated"'
"messages":[1,{"a":[]}],"connected":false,"truncated"

$ cpr fork --result r both.js </dev/null; grep -o '"stdout":.*"connected"' r
out
"message"
"stdout":null,"stderr":null,"output":[],"messages":null,"connected"
! err

# Events.
$ echo '"bye"' | cpr fork --events - --keep-channel echo.js | sed 's/"atMs":[0-9.]*,*//; s/"pid":[0-9]*/"pid":1/; s/,"result":.*/}/; s/,}/}/'
{"event":"spawn","pid":1}
{"event":"message","message":"bye"}
{"event":"disconnect"}
{"event":"exit","code":0,"signal":null}
{"event":"close"}

# Large messages, and characters that span two reads.
$ node -e 'for (let i = 0; i < 40; i++) console.log(JSON.stringify("ä€😀".repeat(i * 997)))' >big; (cat big; echo '"bye"') | cpr fork --keep-channel echo.js | head -40 | cmp - big && echo same
same

$ node -e 'console.log(JSON.stringify("x".repeat(5e6)))' >huge; (cat huge; echo '"bye"') | cpr fork --keep-channel echo.js | head -1 | cmp - huge && echo same
same

# Both serializations; values that JSON lacks are printed as JSON.stringify does, with Map, Set and BigInt as well.
$ (cat big; echo '"bye"') | cpr fork --serialization advanced --keep-channel echo.js | head -40 | cmp - big && echo same
same

$ cat >types.js <<' END'
> const circle = { name: 'o' };
> circle.self = circle;
> const twice = { n: 1 };
> for (const value of [undefined, [NaN, undefined, , 3], { u: undefined, d: new Date(0) }, new Map([['k', new Set([1n])]]),
>   Buffer.from('hi'), new Uint16Array([1, 65535]), circle, [twice, twice], /x/g, new RangeError('e'), 2 ** 40, -(2 ** 31),
>   '€', 'ä', Object(7n), [new Boolean(false), new String('s')], 'x'.match(/(?<g>x)/), { 10: 'a', b: 'c' }]) {
>   if (value !== undefined) process.send(value);
> }
> END

$ cpr fork --serialization advanced types.js </dev/null
[null,null,null,3]
{"u":null,"d":"1970-01-01T00:00:00.000Z"}
[["k",["1"]]]
{"type":"Buffer","data":[104,105]}
{"0":1,"1":65535}
{"name":"o","self":"[Circular]"}
[{"n":1},{"n":1}]
{}
{}
1099511627776
-2147483648
"€"
"ä"
"7"
[false,"s"]
["x","x"]
{"10":"a","b":"c"}

# Node reads cpr's advanced messages.
$ cat >inspect.js <<' END'
> const { inspect } = require('util');
> process.on('message', (m) => console.log(inspect(m, { depth: 9, compact: true, breakLength: 1000 })));
> END

$ printf '%s\n' '[1,-1,1.5,1e21,-0,2147483648,1e999]' '{"a":{"b":[]},"1":null,"ä":"€","__proto__":{"x":1},"a":2}' '["\ud83d\ude00","\ud800"]' 'true' | cpr fork --serialization advanced inspect.js
[ 1, -1, 1.5, 1e+21, -0, 2147483648, Infinity ]
{ '1': null, 'ä': '€', ['__proto__']: { x: 1 }, a: 2 }
[ '😀', '\ud800' ]
true

# Node's internal messages are never printed.
$ cat >internal.js <<' END'
> process.send({ cmd: 'NODE_CLUSTER', act: 'online' }); process.send({ cmd: 'NODE_' }); process.send({ cmd: 'NODE_X' });
> process.send({ a: { cmd: 'NODE_X' } });
> END

$ cpr fork internal.js </dev/null
{"cmd":"NODE_"}
{"a":{"cmd":"NODE_X"}}

# Messages of a child that exits at once are printed, as far as node has written them.
$ cat >cut.js <<' END'
> process.send('whole'); for (let i = 0; i < 500; i++) process.send('x'.repeat(1000)); process.exit(7);
> END

$ cpr fork cut.js </dev/null 2>err >out; echo $?; head -1 out
7
"whole"

# Limits and signals as for every verb.
$ cpr fork --timeout $SOON echo.js </dev/null
! cpr: 'node echo.js' timed out after 100 ms; sent SIGTERM to 1 process
[124]

$ cat >drip.js <<' END'
> let n = 0; const timer = setInterval(() => { process.send(++n); if (n === 12) { clearInterval(timer); process.disconnect(); } }, 500);
> END

$ cpr fork --idle-timeout 5s drip.js </dev/null | tail -1
12

$ cpr fork --idle-timeout $SOON echo.js </dev/null
! cpr: 'node echo.js' produced no output for 100 ms; sent SIGTERM to 1 process
[124]

$ echo 'process.kill(process.pid, "SIGKILL")' >die.js; cpr fork die.js </dev/null
! cpr: 'node die.js' was killed by SIGKILL
[137]

# When the reader of the messages is gone the run ends as in any pipeline.
$ echo 'setInterval(() => process.send("tick"), 20)' >tick.js; cpr fork tick.js </dev/null 2>/dev/null | head -1; echo "${PIPESTATUS[0]}"
"tick"
141

# The channel on other fds.
$ cpr fork --stdio ignore,inherit,inherit,ignore,ipc --send '"bye"' echo.js </dev/null
"bye"

$ echo 'process.send(require("fs").readFileSync(0, "utf8"))' >read.js; cpr fork --input text read.js; echo piped | cpr fork --stdin inherit read.js
"text"
"piped\n"

$ echo '"bye"' >lines; cpr fork --messages lines --keep-channel echo.js; cpr fork --messages fd:5 --keep-channel echo.js 5<lines
"bye"
"bye"
