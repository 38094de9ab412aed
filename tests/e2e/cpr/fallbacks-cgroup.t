# needs root
# needs cgroup
# Where cpr may not be a subreaper it uses a cgroup: that lists the orphans, which were reparented to
# another process.
$ for words in 'bomb 30 forever' 'daemonize ignore TERM forever -- ignore TERM forever' 'fork setsid ignore TERM forever -- ignore TERM forever' 'fork hop -- forever' stop; do deny prctl:EPERM:36 -- cpr spawn --json --timeout $SOON --kill-after 300ms child $words >json; status=$?; echo $(grep -o '"verdict":"[a-z]*"\|"by":"[a-z]*",\|"leaked":\[[^]]*\]' json) $status; leftovers; kill_leftovers; done; cgroups
"verdict":"timeout" "by":"cgroup", "leaked":[] 124
"verdict":"timeout" "by":"cgroup", "leaked":[] 124
"verdict":"timeout" "by":"cgroup", "leaked":[] 124
"verdict":"timeout" "by":"cgroup", "leaked":[] 124
"verdict":"timeout" "by":"cgroup", "leaked":[] 124

# They receive the kill signal like other descendants.
$ deny prctl:EPERM:36 -- cpr spawn --timeout $SOON --kill-after 5s child daemonize handle TERM await exit 0 -- ignore HUP forever; echo "$?"; leftovers; cgroups
got 15
124
! cpr: 'child daemonize handle TERM await exit 0 -- ignore HUP forever' timed out after 100 ms; sent SIGTERM to 2 processes

# They are leaks like other descendants.
$ deny prctl:EPERM:36 -- cpr spawn --leaks kill --timeout 5s child daemonize forever -- nap 50 exit 3 2>err; echo "$?"; sed 's/pid [0-9]*/pid N/; s/([0-9.]* m\{0,1\}s old)/(T old)/' err; leftovers; cgroups
3
cpr: 'child daemonize forever -- nap 50 exit 3' left 1 process running; sent SIGTERM to 1 process
cpr: terminated: pid N 'child daemonize forever -- nap 50 exit 3' (T old)

# Without clone3 the child moves into its cgroup itself.
$ deny clone3 prctl:EPERM:36 -- cpr spawn grep -c ^0::.*/cpr- /proc/self/cgroup; for words in 'bomb 30 forever' 'daemonize ignore TERM forever -- ignore TERM forever' 'fork hop -- forever'; do deny clone3:EPERM pidfd_open:EPERM pidfd_send_signal:EPERM close_range:EPERM -- cpr spawn --json --containment cgroup --timeout $SOON --kill-after 300ms child $words >json; status=$?; echo $(grep -o '"verdict":"[a-z]*"\|"by":"[a-z]*",\|"leaked":\[[^]]*\]' json) $status; leftovers; kill_leftovers; done; cgroups
1
"verdict":"timeout" "by":"cgroup", "leaked":[] 124
"verdict":"timeout" "by":"cgroup", "leaked":[] 124
"verdict":"timeout" "by":"cgroup", "leaked":[] 124

# Workers share one cgroup, which is killed as a whole.
$ cpr spawn -q --fd 3=ipc --containment cgroup --kill-after 300ms --timeout $SOON --accept unix:s --workers 3 -- child daemonize ignore TERM forever -- forever; echo "$?"; leftovers; cgroups; cpr spawn --fd 3=ipc --containment cgroup --respawn no --accept unix:s --workers 2 grep -c ^0::.*/cpr- /proc/self/cgroup; cgroups
124
1
1

# A cgroup that is requested but refused: nothing runs.
$ deny mkdirat:EROFS -- cpr spawn --containment cgroup child say ran
! cpr: cannot start 'child': cannot create a cgroup: Read-only file system; --containment auto works without one
[125]

# Where signalling by pidfd fails with EPERM, the kernel still kills the cgroup.
$ deny pidfd_send_signal:EPERM -- cpr spawn --json --timeout $SOON --kill-after 300ms child daemonize ignore TERM forever -- ignore TERM forever >json; echo "$?"; grep -o '"by":"[a-z]*",\|"leaked":..' json; leftovers; cgroups
124
"by":"cgroup",
"leaked":[]
