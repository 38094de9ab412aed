# needs node
# --lockstep, --replies and --linger with Node programs.
$ cat >count.js <<' END'
> let received = 0;
> process.on("message", (m) => { received++; setTimeout(() => process.send(`${m}: ${received}`), 20); });
> END

# With --lockstep a line waits for the reply to the one before it.
$ seq 1 4 | cpr fork --lockstep count.js
"1: 1"
"2: 2"
"3: 3"
"4: 4"

$ seq 1 3 | cpr fork --keep-channel --replies 3 count.js
"1: 3"
"2: 3"
"3: 3"

# A --send counts as a line; what is skipped does not.
$ printf '1\n\nx\n2\n' | cpr fork --lockstep --send '"sent"' count.js
"sent: 1"
"1: 2"
"2: 3"
! cpr: skipped the message on line 3: not a JSON value at byte 0

# The last reply is waited for, however long it takes, and then the channel is closed.
$ cat >late.js <<' END'
> process.on("message", (m) => setTimeout(() => process.send(m), 400));
> END
$ printf '1\n2' | cpr fork --lockstep late.js
1
2

# A child that exits instead of replying ends the run.
$ echo 'process.on("message", () => process.exit(3))' >exit.js; yes 1 | cpr fork --lockstep exit.js
[3]

# --replies: exactly that many, however many there are; the status is the child's own.
$ cat >chatty.js <<' END'
> let n = 0;
> setInterval(() => { if (process.connected) process.send(++n); }, 1);
> process.on("disconnect", () => setTimeout(() => process.exit(7), 100));
> END
$ cpr fork --replies 3 chatty.js </dev/null
1
2
3
[7]

$ cpr fork --replies 2 --json chatty.js </dev/null | grep -o '"messages":[^]]*.\|"verdict":"[^"]*"\|"kill":null\|"killed":[a-z]*' | sort -u
"kill":null
"killed":false
"messages":[1,2]
"verdict":"exit"

# A child that ignores the disconnect is sent the kill signal after --kill-after, then SIGKILL.
$ cat >deaf.js <<' END'
> let n = 0;
> setInterval(() => { if (process.connected) process.send(++n); }, 1);
> process.on("disconnect", () => {});
> if (process.argv[2]) process.on("SIGTERM", () => {});
> END
$ cpr fork --replies 1 --kill-after 300ms --result r deaf.js </dev/null; echo $?; grep -o '"verdict":"[^"]*"\|"reason":"[^"]*"' r
1
143
"verdict":"signal"
"reason":"replies"
! cpr: 'node deaf.js' was still running 300 ms after its channel was closed (--replies); sent SIGTERM to 1 process

$ cpr fork -q --replies 1 --kill-after 300ms --result r deaf.js stubborn </dev/null; echo $?; sed -E 's/.*"SIGTERM","atMs":([0-9.]+).*"SIGKILL","atMs":([0-9.]+).*/\1 \2/' r | awk '{ print ($1 >= 300), ($2 - $1 >= 300) }'
1
137
1 1

# What it has left running is its own business.
$ cat >parent.js <<' END'
> require("child_process").spawn("child", ["forever"], { stdio: "ignore" }).unref();
> process.send(1);
> process.on("disconnect", () => process.exit());
> END
$ cpr fork --replies 1 --kill-after 100ms --stdio ignore,inherit,inherit,ipc parent.js; leftovers; kill_leftovers
1
child forever 

# Limits go on counting.
$ cpr fork --replies 1 --kill-after none --timeout 1s deaf.js </dev/null
1
! cpr: 'node deaf.js' timed out after 1 s; sent SIGTERM to 1 process
[124]

# --linger: a reply in flight is not lost, and the run ends when nothing moves any more.
$ cat >flight.js <<' END'
> process.on("message", (m) => setTimeout(() => { if (process.connected) process.send(m); }, 100));
> END
$ echo 1 | cpr fork --linger 5s --timeout 60s --result r flight.js; grep -o '"durationMs":[0-9]*' r | awk -F: 'NR == 1 { print ($2 >= 5000) }'
1
1

$ echo 1 | cpr fork --linger 0 flight.js

# 200 ms by default, from when the child has read the message.
$ cat >still.js <<' END'
> let read;
> const until = Date.now() + 500; while (Date.now() < until);
> process.on("message", () => { read = Date.now(); });
> process.on("disconnect", () => { console.log(Date.now() - read >= 150); });
> END
$ echo 1 | cpr fork still.js
true
