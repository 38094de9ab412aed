# needs node
# --compat env: the manners of env(1), which its command replaces.

# Every signal is the child's, any number of times. No one is killed after the grace period.
$ cpr spawn --compat env --kill-after 100ms -- child handle TERM handle HUP handle INT handle QUIT handle USR1 say ready await say one await say two await say three await say four await say five await say six exit 3 >out & for step in ready:TERM one:TERM two:HUP three:INT four:QUIT five:USR1; do until grep -q "${step%:*}" out 2>/dev/null; do :; done; kill -"${step#*:}" $!; done; wait $!; echo $?; cat out
3
ready
got 15
one
got 15
two
got 1
three
got 2
four
got 3
five
got 10
six

# Cpr is killed by the signal that killed the child.
$ for signal in TERM INT HUP QUIT USR1 SEGV ABRT KILL PIPE; do node -e 'const { status, signal } = require("child_process").spawnSync("cpr", ["spawn", "--compat", "env", "--", "sh", "-c", `kill -${process.argv[1]} $$`]); console.log(status, signal)' $signal; done
null SIGTERM
null SIGINT
null SIGHUP
null SIGQUIT
null SIGUSR1
null SIGSEGV
null SIGABRT
null SIGKILL
null SIGPIPE

# A signal kills the child alone, and cpr waits for no other process.
$ rm -f out; cpr spawn --compat env -- child fork forever -- say ready forever >out & until grep -q ready out 2>/dev/null; do :; done; kill $!; wait $! 2>/dev/null; echo $?; leftovers; kill_leftovers
143
child fork forever -- say ready forever 

# Also one that cpr inherited as ignored, since the child may handle it.
$ rm -f out; (trap '' HUP; exec cpr spawn --compat env -- child handle HUP say ready await exit 4) >out & until grep -q ready out 2>/dev/null; do :; done; kill -HUP $!; wait $!; echo $?
4

# A typed signal comes once.
$ pty expect ready type '\x03' expect 'got 2' type '\x03' expect 'got 2' type 'x\n' -- cpr spawn --compat env child handle INT say ready await await read-byte exit 7
exit 7

$ pty expect ready type '\x1a' stopped continue type 'x\n' expect x expect x type '\x04' -- cpr spawn --compat env child say ready cat
exit 0

# Descriptors and the message channel are the child's, signals are as cpr received them.
$ for wrapper in env 'cpr spawn --compat env'; do $wrapper child fds 7</dev/zero 11>&1 </dev/null >"fds $wrapper"; $wrapper child signals >"signals $wrapper"; (trap '' HUP; exec child block-all exec $wrapper child signals) >>"signals $wrapper"; done; diff fds* && diff signals* && grep 7 fds*env; grep -c blocked signals*cpr*
fds cpr spawn --compat env:7 device read
fds env:7 device read
60

$ cat >parent.js <<' END'
> const child = require("child_process").fork("child.js", { execPath: "cpr", execArgv: ["spawn", "--compat", "env", "--", "node"] });
> child.on("message", (m) => { console.log(m); child.disconnect(); });
> child.send("ping");
> child.on("exit", (code, signal) => console.log(code, signal));
> END
$ echo 'process.on("message", (m) => process.send(`${m} pong`))' >child.js; node parent.js
ping pong
0 null

# It says nothing but why the command could not be started; limits hold, and kill the tree.
$ cpr spawn --compat env -- no-such; cpr spawn --compat env --cwd no-such true; cpr spawn --compat env --timeout 300ms child fork forever -- forever; echo $?; leftovers
124
! cpr: cannot start 'no-such': no such program in PATH
! cpr: cannot start 'true': working directory 'no-such' does not exist

$ CPR_KILL_AFTER=0 cpr exec --compat env --max-buffer 3 'echo 1234; child forever'
123\c
[125]

# Once the child has exited, signals are cpr's again.
$ rm -f events; cpr spawn --compat env --stdio ignore,pipe,inherit --events events child fork forever -- exit 0 >out & until grep -q '"exit"' events 2>/dev/null; do :; done; kill $!; wait $! 2>/dev/null; echo $?; leftovers
143
