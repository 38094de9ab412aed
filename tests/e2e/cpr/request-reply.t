# --lockstep and --replies without Node.
# A file of messages and a child that is not a Node program.
$ seq 1 4 >messages; cpr spawn --fd 3=ipc --messages messages --lockstep --timeout 60s -- worker reply 4
1
2
3
4

# Usage.
$ cpr fork --replies 0 x.js; cpr fork --replies x x.js; cpr fork --linger -1 x.js; cpr fork --linger 1s --keep-channel x.js; cpr fork --lockstep --accept tcp:127.0.0.1:0 x.js; cpr spawn --lockstep true
! cpr: --replies: '0' is not a number of messages: write 1 or more
! cpr: --replies: 'x' is not a number of messages: write 1 or more
! cpr: --linger: '-1' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
! cpr: --keep-channel cannot be used with --linger: omit one of them
! cpr: --lockstep cannot be used with --accept: omit one of them
! cpr: --lockstep: the child has no message channel: add --stdio inherit,inherit,inherit,ipc, or use cpr fork
[125]
