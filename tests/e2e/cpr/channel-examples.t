# needs python3
# The examples of the manual use the channel with cpr as with Node.
$ printf '%s\n' '{"a": 1}' '"ä"' '[]' | cpr spawn --stdio ignore,inherit,inherit,ipc --messages fd:0 -- python3 $EXAMPLES/worker.py
{"echo":{"a":1}}
{"echo":"\u00e4"}
{"echo":[]}

$ cpr spawn --fd 3=ipc --send 1 --send '"s"' --send-handle tcp-server:127.0.0.1:0 --send 2 -- python3 $EXAMPLES/worker.py | sed 's/127.0.0.1",[0-9]*/127.0.0.1",N/'
{"echo":1}
{"message":"s","listens":["127.0.0.1",N]}
{"echo":2}

$ seq 1 5 | cpr spawn --stdio ignore,inherit,inherit,ipc --messages fd:0 --send '"s"' --send-handle udp4:127.0.0.1:0 -- worker
{"descriptor":4}
1
2
3
4
5

$ seq 1 100000 | cpr spawn --stdio ignore,inherit,inherit,ipc --messages fd:0 -- worker | cmp - <(seq 1 100000) && echo same
same
