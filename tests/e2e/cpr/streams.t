# --idle-timeout: no byte on any relayed stream. Bytes on any of them restart it.
$ cpr spawn --idle-timeout $SOON child out x forever
x\c
! cpr: 'child out x forever' produced no output for 100 ms; sent SIGTERM to 1 process
[124]

$ cpr exec --idle-timeout $((4 * ${SOON%ms}))ms 'for i in 1 2 3 4 5; do echo $i; sleep 0.1; echo $i >&2; sleep 0.1; done' 2>/dev/null
1
2
3
4
5

$ cpr exec --json --idle-timeout $SOON 'exec child forever' | grep -o '"verdict":"[^"]*"\|"timedOut":[a-z]*\|"code":"[^"]*"'
"verdict":"idle-timeout"
"timedOut":true
"code":"ETIMEDOUT"

$ cpr spawn --idle-timeout 1s --stdio inherit true
! cpr: --idle-timeout: no stream is relayed through cpr: make one a pipe, as in --stdout pipe
[125]

$ cpr spawn --idle-timeout 0 --stdio inherit true

# --drain: the maximum wait for processes that hold the pipes of an exited child open.
$ cpr exec --stdio pipe --drain $SOON 'child forever & echo early'; leftovers | wc -l
early
1

$ cpr exec --json --drain 0 'child forever & echo early; exit 3' | grep -o '"verdict":"[^"]*","code":3\|"stdout":"[^"]*"\|"holds":\[[^]]*\]'
"verdict":"exit","code":3
"stdout":"early\n"
"holds":["stdout","stderr"]

$ kill_leftovers; leftovers

$ cpr exec --stdio pipe --drain 5s '(sleep 0.2; echo late) & echo early'
early
late

# --max-buffer-action: the run goes on, its status is its own.
$ cpr exec --max-buffer 10 --max-buffer-action head 'seq 1 20; exit 3'
1
2
3
4
5
[cpr: 41 bytes omitted]
[3]

$ cpr exec --max-buffer 20 --max-buffer-action tail 'seq 1 100; exit 3'
[cpr: 273 bytes omitted]
95
96
97
98
99
100
[3]

$ cpr exec --max-buffer 20 --max-buffer-action ends 'seq 1 100; exit 3'
1
2
3
4
5
[cpr: 272 bytes omitted]
98
99
100
[3]

$ cpr exec --max-buffer 6 --max-buffer-action ends 'printf abcdefghij; printf ABC >&2'
abc
[cpr: 4 bytes omitted]
hij\c
! ABC\c

$ cpr exec --max-buffer 20 --max-buffer-action ends 'printf 0123456789; printf abcdefghij'
0123456789abcdefghij\c

$ cpr exec --json --max-buffer 10 --maxBufferAction ends 'seq 1 20' | grep -o '"verdict":"[^"]*"\|"stdout":"[^"]*"\|"truncated":{[^}]*}\|"error":null'
"verdict":"exit"
"error":null
"stdout":"1\n2\n[cpr: 44 bytes omitted]\n20\n"
"truncated":{"stdout":44,"stderr":0}

$ for action in head tail; do cpr exec --json --max-buffer 10 --max-buffer-action $action 'printf 1; sleep 0.1; seq 2 20; exit 3' | grep -o '"verdict":"[^"]*"\|"code":[0-9]*\|"stdout":"[^"]*"\|"truncated":{[^}]*}'; done
"verdict":"exit"
"code":3
"code":3
"stdout":"12\n3\n4\n5\n[cpr: 41 bytes omitted]\n"
"truncated":{"stdout":41,"stderr":0}
"verdict":"exit"
"code":3
"code":3
"stdout":"[cpr: 41 bytes omitted]\n18\n19\n20\n"
"truncated":{"stdout":41,"stderr":0}
$ cpr exec --json --max-buffer 100 --maxBufferAction ends 'seq 1 20' | grep -o '"truncated":[^,]*'
"truncated":null

$ cpr execFile --max-buffer 100000 --max-buffer-action ends child spew 5000000 | wc -c
99756

# A tail is kept in bounded memory.
$ cpr exec --result r --max-buffer 1M --max-buffer-action ends 'head -c 300000000 /dev/zero' | wc -c; grep -o '"truncated":{[^}]*}' r
1048608
"truncated":{"stdout":298951424,"stderr":0}

$ cpr exec --max-buffer 1M --max-buffer-action truncate true
! cpr: --max-buffer-action: 'truncate' was renamed: use 'head'
[125]

# Words that are none.
$ cpr exec --max-buffer-action stop true
! cpr: --max-buffer-action: 'stop' is not one of kill, head, tail, ends
[125]

$ cpr exec --kill-mode group true
! cpr: --kill-mode: 'group' is not one of tree, process
[125]
