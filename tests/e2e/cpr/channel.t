# The message channel without Node: the test child implements the protocol.
$ cpr spawn --stdio ignore,inherit,inherit,ipc --send '{"a": 1}' -- child ipc-read ipc-say '"answer"' env | grep -e got -e answer -e NODE_CHANNEL | sort
"answer"
NODE_CHANNEL_FD=3
NODE_CHANNEL_SERIALIZATION_MODE=json
got {"a":1}

$ seq 1 3 | cpr spawn --stdio ignore,inherit,inherit,ignore,ipc --messages fd:0 -- child ipc-echo fds | sort
0 device read
1
1 pipe write
2
2 file write
3
4 socket both

# On any fd, for any verb; as a list or one entry.
$ cpr exec --fd 7=ipc --serialization advanced 'echo $NODE_CHANNEL_FD $NODE_CHANNEL_SERIALIZATION_MODE'
7 advanced

$ cpr spawn --stdin ipc --send 1 -- child ipc-read
got 1

# The channel's variables override those of the user.
$ cpr exec --fd 3=ipc --env NODE_CHANNEL_FD=9 --unset-env NODE_CHANNEL_SERIALIZATION_MODE 'echo $NODE_CHANNEL_FD $NODE_CHANNEL_SERIALIZATION_MODE'
3 json

# Malformed messages are reported and skipped; no other message is lost.
$ cpr spawn --fd 3=ipc -- child ipc-say 1 ipc-say '' ipc-say '{"a":' ipc-say '  [ 1 , "\u00e4" ]  ' ipc-raw 22ff22 ipc-say '' ipc-say '"end"' ipc-raw 2274
1
[1,"\u00e4"]
"�"
"end"
! cpr: skipped message 2 from the child: it is empty
! cpr: skipped message 3 from the child: unexpected end at byte 5
! cpr: dropped message 7 from the child: the channel was closed in the middle of it

$ cpr spawn --fd 3=ipc --serialization advanced -- child ipc-raw 00000003ff0f54 ipc-raw 00000000 ipc-raw 00000003ff0f71 ipc-raw 00000004ff ipc-raw 0f4902 ipc-raw 0000
true
1
! cpr: skipped message 2 from the child: the header is missing at byte 0
! cpr: skipped message 3 from the child: unknown tag 113 at byte 3
! cpr: dropped message 5 from the child: the channel was closed in the middle of it

$ cpr -q spawn 2>&1 | head -1; cpr spawn -q --fd 3=ipc -- child ipc-say oops
cpr: '-q' must come after the subcommand: write cpr spawn -q

# --max-message in both directions.
$ printf '%s\n' '"1234"' '"12345"' '"123456789012345678901234567890"' '"123"' | cpr spawn --stdio ignore,inherit,inherit,ipc --messages fd:0 --max-message 6 -- child ipc-read ipc-read ipc-say '"1234"' ipc-say '"12345"'
got "1234"
got "123"
"1234"
! cpr: skipped the message on line 2: it is longer than --max-message
! cpr: skipped the message on line 3: it is longer than --max-message
! cpr: closed the channel at message 2 from the child: it is longer than --max-message

$ cpr spawn --fd 3=ipc --serialization advanced --max-message 1K -- child ipc-raw 80000000ff ipc-read
got 
! cpr: closed the channel at message 1 from the child: it is longer than --max-message

# Nesting is limited as well; a child that keeps sending does not delay cpr.
$ cpr spawn --fd 3=ipc --timeout 120s -- child ipc-storm json 5b 5b 60000000 5d 2>err; [ $? != 124 ] && head -1 err
cpr: closed the channel at message 1 from the child: it is nested deeper than 1,000 levels

$ cpr spawn --fd 3=ipc --serialization advanced --timeout 120s -- child ipc-storm advanced ff0d 4101 1001 00 2>err; [ $? != 124 ] && head -1 err
cpr: closed the channel at message 1 from the child: it is nested deeper than 1,000 levels

$ printf -v deep '%1000s'; deep=${deep// /[}; cpr spawn --fd 3=ipc -- child ipc-say "$deep${deep//[/]}" ipc-say "[$deep" 2>err | cut -c1-100; cat err
[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
cpr: closed the channel at message 2 from the child: it is nested deeper than 1,000 levels

$ printf -v deep '%1001s'; printf '%s\n1\n' "${deep// /[}" | cpr spawn --stdio ignore,inherit,inherit,ipc --messages fd:0 -- child ipc-read; cpr spawn --fd 3=ipc --send "${deep// /[}" true 2>&1 | tail -c 70
got 1
is not valid JSON: it is nested deeper than 1,000 levels at byte 1000
! cpr: skipped the message on line 1: it is nested deeper than 1,000 levels at byte 1000

# Numbers, strings and a string of two-byte characters that span two reads of 64 KiB.
$ (seq 1 60000; seq -f '"%.0f"' 1 60000; seq -f '["€%g"]' 1 60000) | cpr spawn --stdio ignore,inherit,inherit,ipc --messages fd:0 --serialization advanced -- child ipc-read-blocks
180000 messages, 0 lengths split

# A reader that does not read makes the child wait.
$ cpr spawn --fd 3=ipc -- child ipc-flood 20000 | (sleep 0.5; wc -l)
20000

$ (cpr spawn --fd 3=ipc --timeout $SOON -- child ipc-flood 100000 2>err; echo $? >status) | until [ -s status ]; do sleep 0.1; done; cat status; sed 's/[0-9]* bytes/N bytes/' err
124
cpr: 'child ipc-flood 100000' timed out after 100 ms; sent SIGTERM to 1 process
cpr: cannot write to stdout: the reader stalled; N bytes not delivered

$ cpr spawn --fd 3=ipc -- child ipc-flood 10 >/dev/full
! cpr: cannot write to stdout: No space left on device
[125]

# A child may close the channel and continue. cpr waits for a descendant that holds the channel open, as for a pipe.
$ cpr spawn --fd 3=ipc --send 1 -- child ipc-close say after exit 3
after
[3]

$ cpr spawn --fd 3=ipc --drain 100ms -- child fork forever -- ipc-say '"early"' exit 0; kill_leftovers
"early"

$ cpr spawn --fd 3=ipc -- child fork nap 300 ipc-say '"late"' exit 0 -- ipc-say '"early"' exit 0
"early"
"late"

# Unusable fds from the child are closed: the number of open fds of cpr does not grow.
$ cpr spawn --fd 3=ipc --send 1 --keep-channel -- child ipc-send-fds 60 '"plain"' ipc-send-fd '"plain"' ipc-send-fd '{"cmd":"NODE_HANDLE","type":"net.Server","msg":{"x":1}}' ipc-read ipc-read ipc-say '{"cmd":"NODE_HANDLE","msg":2}' ipc-read | sort
"plain"
"plain"
got 1
got {"cmd":"NODE_HANDLE_ACK"}
got {"cmd":"NODE_HANDLE_NACK"}
{"x":1}

$ cpr spawn --fd 3=ipc --events - -- child ipc-send-fd '{"cmd":"NODE_HANDLE","type":"net.Server","msg":[]}' | grep -o '"message":.*'
"message":[],"handle":"net.Server"}

# cpr closes its copy of the child's end, else the channel would never reach end of file.
$ for text in $'"plain"\n' '"begun' $'{"cmd":"NODE_HANDLE","msg":1}\n' $'{"cmd":"NODE_X"}\n' $'oops\n'; do cpr spawn --fd 3=ipc --timeout 10s -- child ipc-send-channel "$text" ipc-send-channel "$text" exit 3; echo "$?"; done
"plain"
"plain"
3
3
1
1
3
3
3
! cpr: dropped message 1 from the child: the channel was closed in the middle of it
! cpr: skipped message 1 from the child: not a JSON value at byte 0
! cpr: skipped message 2 from the child: not a JSON value at byte 0

# An fd belongs to the message that it came with, whether it came with the first bytes or with later ones.
$ cpr spawn --fd 3=ipc -- child ipc-send-fd $'"plain"' ipc-say '{"cmd":"NODE_HANDLE","msg":1}' ipc-read ipc-send-channel '{"cmd":"NODE_HAN' ipc-say 'DLE","msg":2}' ipc-read ipc-raw 7b22636d64223a ipc-send-channel '"NODE_HANDLE"' ipc-say ',"msg":3}' ipc-read | sort
"plain"
2
3
got {"cmd":"NODE_HANDLE_ACK"}
got {"cmd":"NODE_HANDLE_ACK"}
got {"cmd":"NODE_HANDLE_NACK"}

# cpr answers questions about sockets although it keeps none; unrequested answers are ignored.
$ cpr spawn --fd 3=ipc -- child ipc-say '{"cmd":"NODE_SOCKET_NOTIFY_CLOSE","key":"4:127.0.0.1:0"}' ipc-read ipc-say '{"cmd":"NODE_SOCKET_GET_COUNT","key":"k"}' ipc-read ipc-say '{"cmd":"NODE_HANDLE_ACK"}' ipc-say '{"cmd":"NODE_HANDLE_NACK"}' ipc-say '"on"'
got {"cmd":"NODE_SOCKET_ALL_CLOSED","key":"4:127.0.0.1:0"}
got {"cmd":"NODE_SOCKET_COUNT","key":"k","count":0}
"on"

# Bad usage is reported before anything runs.
$ cpr fork
! cpr: fork: missing command: write cpr fork [OPTIONS] MODULE [ARG...]
[125]

$ cpr fork --stdio ignore,inherit,inherit x.js
! cpr: fork: --stdio has no ipc entry for the message channel: add one, as in ignore,inherit,inherit,ipc
[125]

$ cpr spawn --stdio ipc,ipc,inherit x
! cpr: --stdio: there is more than one ipc entry: keep one of them
[125]

$ cpr fork --shell x.js
! cpr: --shell: cpr fork does not take this option: use cpr exec-file or cpr exec or cpr spawn or cpr timeout
[125]

$ cpr spawn --send 1 true
! cpr: --send: the child has no message channel: add --stdio inherit,inherit,inherit,ipc, or use cpr fork
[125]

$ cpr exec --exec-path x true
! cpr: --exec-path: cpr exec does not take this option: use cpr fork
[125]

$ cpr fork --send '{"a"' x.js
! cpr: --send: '{"a"' is not valid JSON: unexpected end at byte 4
[125]

$ cpr fork --send '{"cmd":"NODE_X"}' x.js
! cpr: --send: '{"cmd":"NODE_X"}' is reserved for Node: use a cmd that does not begin with NODE_
[125]

$ cpr fork --max-message 2 --send 123 x.js
! cpr: --send: '123' is longer than 2 bytes: raise --max-message
[125]

$ cpr fork --serialization xml x.js
! cpr: --serialization: 'xml' is not one of json, advanced
[125]

$ cpr fork --messages /no/such/file x.js
! cpr: --messages: cannot read '/no/such/file': No such file or directory
[125]

$ cpr fork --messages . x.js
! cpr: --messages: '.' is a directory: use a file
[125]

$ cpr fork --messages fd:9 x.js
! cpr: --messages: fd 9 is not open: open it with 9<FILE
[125]

$ cpr fork --messages fd:0 --stdin inherit x.js
! cpr: --messages: the child reads fd 0 as well: give it another stdin, as in --stdin ignore
[125]

$ cpr fork --unref x.js
! cpr: --unref: cpr exits at once, so nothing would serve the message channel: use --detached
[125]

$ cpr fork --keep-open x.js
! cpr: --keep-open requires --send-handle
[125]

# --dry-run.
$ cpr fork --dry-run --exec-path /bin/true --exec-arg -x --send '{ "a": 1 }' --send-handle 'tcp-server:[::1]:0' --serialization advanced m.js b </dev/null | grep -e argv -e stdio -e serial -e send -e messages
argv: ["/bin/true","-x","m.js","b"]
stdio: ["ignore","1","2","ipc"]
serialization: advanced
send: ["{\"a\":1} with tcp-server:[::1]:0"]
messages: fd:0

# Messages after a handle are queued: the child receives none before it has acknowledged the handle.
$ cpr spawn --fd 3=ipc --send 1 --send '"s"' --send-handle tcp-server:127.0.0.1:0 --send 2 -- child ipc-read ipc-read say 'before the answer' nap 50 ipc-say '{"cmd":"NODE_HANDLE_ACK"}' ipc-read
got 1
got {"cmd":"NODE_HANDLE","type":"net.Server","msg":"s"} with a descriptor
before the answer
got 2

# NACK: the same frame is sent again, at most three times; then the queue continues.
$ cpr spawn --fd 3=ipc --send '"s"' --send-handle udp4:127.0.0.1:0 --send 2 -- child ipc-read ipc-say '{"cmd":"NODE_HANDLE_NACK"}' ipc-read ipc-say '{"cmd":"NODE_HANDLE_NACK"}' ipc-read ipc-say '{"cmd":"NODE_HANDLE_NACK"}' ipc-read ipc-say '{"cmd":"NODE_HANDLE_NACK"}' ipc-read ipc-say '{"cmd":"NODE_HANDLE_ACK"}'
got {"cmd":"NODE_HANDLE","type":"dgram.Socket","dgramType":"udp4","msg":"s"} with a descriptor
got {"cmd":"NODE_HANDLE","type":"dgram.Socket","dgramType":"udp4","msg":"s"} with a descriptor
got {"cmd":"NODE_HANDLE","type":"dgram.Socket","dgramType":"udp4","msg":"s"} with a descriptor
got {"cmd":"NODE_HANDLE","type":"dgram.Socket","dgramType":"udp4","msg":"s"} with a descriptor
got 2
! cpr: the child did not accept the handle of --send number 1

# A child that never answers stalls its channel, but neither the limits nor cpr.
$ cpr spawn --fd 3=ipc --send 1 --send-handle tcp-server:127.0.0.1:0 --send 2 --timeout $SOON -- child ipc-read say on forever
got {"cmd":"NODE_HANDLE","type":"net.Server","msg":1} with a descriptor
on
! cpr: 'child ipc-read say on forever' timed out after 100 ms; sent SIGTERM to 1 process
[124]

$ cpr spawn --fd 3=ipc --send 1 --send-handle tcp-server:127.0.0.1:0 --send 2 -- child ipc-read exit 4
got {"cmd":"NODE_HANDLE","type":"net.Server","msg":1} with a descriptor
[4]

# Values of --send-handle.
$ for h in tcp:127.0.0.1:1 tcp-server: tcp-server:127.0.0.1 tcp-server:127.0.0.1:65536 tcp-server:host:1 'udp4:[::1]:1' udp6:127.0.0.1:1 unix-server: tcp-socket:127.0.0.1:0; do cpr fork --send 1 --send-handle "$h" x.js; done
! cpr: --send-handle: 'tcp:127.0.0.1:1' is not a handle: write tcp-server:127.0.0.1:8080, tcp-socket:..., udp4:..., udp6:[::1]:0, unix-server:PATH or unix-socket:PATH
! cpr: --send-handle: 'tcp-server:' has no valid port: add :PORT, from 0 to 65535
! cpr: --send-handle: 'tcp-server:127.0.0.1' has no valid port: add :PORT, from 0 to 65535
! cpr: --send-handle: 'tcp-server:127.0.0.1:65536' has no valid port: add :PORT, from 0 to 65535
! cpr: --send-handle: 'host' is not an IP address: write 127.0.0.1, [::1] or localhost
! cpr: --send-handle: '::1' is not an address for udp4: use udp6
! cpr: --send-handle: '127.0.0.1' is not an address for udp6: use udp4
! cpr: --send-handle: 'unix-server:' has no path: write unix-server:PATH
! cpr: --send-handle: cannot connect to 'tcp-socket:127.0.0.1:0': use a port from 1 to 65535
[125]

$ cpr fork --send-handle tcp-server:127.0.0.1:0 --send 1 x.js
! cpr: --send-handle tcp-server:127.0.0.1:0: there is no --send before it: write --send JSON --send-handle tcp-server:127.0.0.1:0
[125]
