# System calls are missing, as on an old kernel or in a strict sandbox: each fails alone, and all fail
# together. Everything that is possible without them still works.
#
# `trees` kills one tree of each kind: a fork bomb, a daemon, new sessions and groups, a fork chain, a
# stopped process; most ignore TERM. It counts the outcomes (verdict, how descendants were tracked,
# leaked, status) and prints the processes that are still running. The argument is for the time limit.
$ cat >trees <<' END'
> soon=${1%ms}
> together='clone3 pidfd_open pidfd_send_signal close_range splice openat2'
> refused='clone3:EPERM pidfd_open:EPERM pidfd_send_signal:EPERM close_range:EPERM splice:EINVAL'
> no_subreaper=prctl:EPERM:36
> no_lists=faccessat2:ENOENT:-1
> no_cgroup=mkdirat:EACCES
> tree() {
>   deny $denied -- cpr spawn --json $options --timeout $((3 * soon))ms --kill-after 300ms child "$@" >json-$#
>   status=$?
>   echo $(grep -o '"verdict":"[a-z]*"\|"by":"[a-z]*",\|"leaked":\[[^]]*\]' json-$#) $status
> }
> trees() {
>   denied=$*
>   {
>     tree bomb 30 forever &
>     tree daemonize ignore TERM forever -- ignore TERM forever &
>     tree fork setsid ignore TERM forever -- fork setpgid ignore TERM forever -- ignore TERM forever &
>     tree fork hop -- forever &
>     tree stop &
>     wait
>   } | sort | uniq -c | sed 's/^ *//'
>   leftovers
>   kill_leftovers
> }
> END
> true

$ . ./trees $SOON; trees clone3; trees clone3:EPERM; trees clone3:EINVAL
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124

$ . ./trees $SOON; trees pidfd_open; trees pidfd_open:EPERM
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124

$ . ./trees $SOON; trees pidfd_send_signal; trees clone3 pidfd_send_signal
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124

$ . ./trees $SOON; trees close_range splice; trees prctl:EINVAL:1
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124

$ . ./trees $SOON; trees $together; trees $refused
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124

$ . ./trees $SOON; options=--no-orphans; trees $together; trees $refused
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124

# The kernel does not list the children of a process.
$ . ./trees $SOON; trees $no_lists; trees $together $no_lists; options=--no-orphans; trees $no_lists
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124
5 "verdict":"timeout" "by":"subreaper", "leaked":[] 124

# The processes of the machine are then read a few times, not for each process of the tree.
$ . ./trees; strace -o trace -e trace=open,openat deny $no_lists -- cpr exec --leaks kill -q 'child bomb 60 close 1 close 2 forever & until [ $(cat /proc/$!/task/*/children | wc -w) = 60 ]; do :; done; exit 3'; echo "$?"; leftovers; passes=$(grep -c '"/proc",' trace); [ $passes -gt 0 ] && [ $passes -lt 60 ] || echo "$passes passes"
3

# No subreaper and no cgroup: only the process group remains, and cpr reports that. An orphan that has
# left the group cannot be found.
$ . ./trees $SOON; trees $no_subreaper $no_cgroup; trees $together $no_subreaper $no_cgroup
5 "verdict":"timeout" "by":"group", "leaked":[] 124
child daemonize ignore TERM forever -- ignore TERM forever 
5 "verdict":"timeout" "by":"group", "leaked":[] 124
child daemonize ignore TERM forever -- ignore TERM forever 

$ deny prctl:EPERM:36 mkdirat:EACCES -- cpr spawn --timeout $SOON child forever
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process group
! cpr: 'child forever' may have descendants that are still running: this system allows neither a subreaper nor a cgroup to track them
[124]

# Leftover processes could not be found, so that --leaks kill is refused.
$ for action in kill fail; do deny prctl:EPERM:36 mkdirat:EACCES -- cpr spawn --leaks $action child daemonize forever -- say ran; echo "$?"; done; leftovers
125
125
! cpr: cannot start 'child': --leaks kill, --leaks fail and --max-memory need a subreaper or a cgroup, and this system allows neither: omit the option
! cpr: cannot start 'child': --leaks kill, --leaks fail and --max-memory need a subreaper or a cgroup, and this system allows neither: omit the option

# A terminating signal, leftover processes, and --leaks.
$ . ./trees; for denied in 'clone3 close_range' "$together" "$refused"; do deny $denied -- cpr exec -q --stdio pipe --leaks kill 'child fork ignore TERM forever -- exit 3' >out; echo "$?"; deny $denied -- cpr spawn child handle USR1 say ready await exit 7 >out & until grep -qs ready out; do :; done; kill -USR1 $(pgrep -P $$ -x cpr); wait $!; echo "$?"; leftovers; done
3
7
3
7
3
7

$ . ./trees; for denied in clone3 "$together" "$refused"; do deny $denied -- cpr spawn child forever & until [ -n "$(leftovers)" ]; do :; done; kill -TERM $!; wait $!; echo "$?"; leftovers; done
143
143
143
! cpr: 'child forever': cpr received SIGTERM; sent SIGTERM to 1 process
! cpr: 'child forever': cpr received SIGTERM; sent SIGTERM to 1 process
! cpr: 'child forever': cpr received SIGTERM; sent SIGTERM to 1 process

# The result of the start is known without sockets, and cpr runs where it must stay dumpable.
$ for denied in socketpair:EPERM 'socketpair prctl:EPERM:4'; do deny $denied -- cpr spawn child exit 3; echo $?; deny $denied -- cpr spawn no-such-program; deny $denied -- cpr spawn --pid-file pid child exit 0; grep -c '^[0-9]*$' pid; rm pid; done
3
1
3
1
! cpr: cannot start 'no-such-program': no such program in PATH
! cpr: cannot start 'no-such-program': no such program in PATH

# The child gets only the named fds, by each way of closing the others.
$ exec 7</dev/null 9>extra; for denied in close_range close_range:EPERM; do deny $denied -- cpr spawn child fds; deny $denied -- cpr spawn --fd 7=7 child fds; done
0 device read
1 file write
2 file write
0 device read
1 file write
2 file write
7 device read
0 device read
1 file write
2 file write
0 device read
1 file write
2 file write
7 device read

# Output is copied by other means, to files, pipes and memory.
$ for denied in splice splice:EINVAL splice:EPERM; do deny $denied -- cpr exec --stdio pipe 'child spew 1000000' | cksum; deny $denied -- cpr exec --stdio pipe 'child spew 1000000' >out; cksum <out; child spew 1000000 | deny $denied -- cpr spawn --stdio pipe child cat | cksum; done; child spew 1000000 | cksum
3404551817 1000000
3404551817 1000000
3404551817 1000000
3404551817 1000000
3404551817 1000000
3404551817 1000000
3404551817 1000000
3404551817 1000000
3404551817 1000000
3404551817 1000000

# A failed start is reported as usual.
$ . ./trees; for denied in clone3 "$together" "$refused"; do deny $denied -- cpr spawn no-such-program; deny $denied -- cpr spawn --cwd /nope true; done
! cpr: cannot start 'no-such-program': no such program in PATH
! cpr: cannot start 'true': working directory '/nope' does not exist
! cpr: cannot start 'no-such-program': no such program in PATH
! cpr: cannot start 'true': working directory '/nope' does not exist
! cpr: cannot start 'no-such-program': no such program in PATH
! cpr: cannot start 'true': working directory '/nope' does not exist
[125]

# Without these calls nothing can run, which is reported.
$ for denied in signalfd4 timerfd_create eventfd2 waitid waitid:EPERM epoll_ctl:ENOMEM rt_sigprocmask:EPERM; do deny $denied -- cpr spawn child say ran; echo "$?"; done
125
125
125
125
125
125
125
! cpr: signalfd: Function not implemented
! cpr: timerfd_create: Function not implemented
! cpr: event loop: Function not implemented
! cpr: waitid: Function not implemented
! cpr: waitid: Operation not permitted
! cpr: event loop: Cannot allocate memory
! cpr: sigprocmask: Operation not permitted

# A limit that cannot be enforced is reported, and nothing runs.
$ deny timerfd_settime:EPERM -- cpr spawn --timeout 1s child say ran
! cpr: timerfd_settime: Operation not permitted
[125]

# The hook of --before-kill runs and is killed without these calls as well, and with its process group
# alone, as before Linux 6.9.
$ for denied in prctl:EPERM:36 'clone3 pidfd_open pidfd_send_signal close_range splice' 'prctl:EPERM:36 mkdirat:EACCES pidfd_send_signal'; do deny $denied -- cpr spawn --timeout $SOON --before-kill 'child fork forever -- exit 0; echo "$CPR_REASON"; exec child fds' child forever; leftovers; kill_leftovers; done
! timeout
! 0 device read
! 1 file write
! 2 file write
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
! timeout
! 0 device read
! 1 file write
! 2 file write
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
! timeout
! 0 device read
! 1 file write
! 2 file write
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process group
! cpr: 'child forever' may have descendants that are still running: this system allows neither a subreaper nor a cgroup to track them
