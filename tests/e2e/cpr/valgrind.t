# needs valgrind
# valgrind 3.19 supports neither clone3 nor pidfd_open: trees are killed without them as well.
$ valgrind -q --log-file=/dev/null cpr exec --timeout 1s 'child forever & child setsid forever & child daemonize forever & wait' 2>/dev/null
[124]

$ leftovers

$ valgrind -q --log-file=/dev/null cpr execFile --json child out text err more exit 3 | grep -o '"code":3,"signal":null\|"stdout":"text","stderr":"more"'
"code":3,"signal":null
"code":3,"signal":null
"stdout":"text","stderr":"more"

$ valgrind -q --log-file=/dev/null cpr spawn no-such-program
! cpr: cannot start 'no-such-program': no such program in PATH
[127]

$ valgrind -q --log-file=/dev/null cpr execFile --max-buffer 100000 child flood 2>/dev/null | wc -c; echo "${PIPESTATUS[0]}"
100000
125

# The event loop fails while the reader of the events has stalled: nothing is used after free.
$ mkfifo stalled; exec 4<>stalled; deny timerfd_settime:EPERM -- valgrind -q --log-file=log cpr spawn --stdio pipe --drain 1s --events stalled child spew 150000 >/dev/null; echo "$?"; ! grep Invalid log
125
! cpr: timerfd_settime: Operation not permitted
