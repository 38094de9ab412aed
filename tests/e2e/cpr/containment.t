# needs root
# needs cgroup
# The result names how the descendants were tracked.
$ cpr exec --json --timeout $SOON 'child forever' | grep -o '"by":"[a-z]*",'
"by":"subreaper",

$ cpr exec --json --timeout $SOON --containment subreaper 'child forever' | grep -o '"by":"[a-z]*",'
"by":"subreaper",

$ cpr exec --json --timeout $SOON --containment cgroup 'child forever' | grep -o '"by":"[a-z]*",'
"by":"cgroup",

$ cpr exec --json --timeout $SOON --kill-mode process 'exec child forever' | grep -o '"by":"[a-z]*",'
"by":"process",

# The child starts in a new cgroup, which is removed at the end.
$ cpr exec --containment cgroup 'grep -c ^0::.*/cpr- /proc/self/cgroup'; cgroups
1

# Daemons without an environment, fork bombs, fork chains and processes that ignore every signal are
# gone, and so is the cgroup.
$ for tree in 'bomb 50 forever' 'fork hop -- forever' 'daemonize ignore TERM forever -- forever' 'setpgid fork ignore TERM forever -- ignore TERM forever' 'stop'; do cpr execFile -q --containment cgroup --timeout $SOON --kill-after 100ms child $tree; echo "$?"; done; leftovers; cgroups
124
124
124
124
124

# Processes that keep running after a normal end are moved out of the cgroup.
$ cpr exec --containment cgroup 'child close 1 close 2 forever & exit 3'; echo "$?"; leftovers; cgroups; kill_leftovers
3
child close 1 close 2 forever 

# Cgroups that the child has created below its own are removed as well.
$ cpr exec --containment cgroup 'd=$(find $CGROUP -name "cpr-*" -type d); mkdir $d/below $d/below/further; echo 0 >$d/below/further/cgroup.procs; exit 3'; echo "$?"; cgroups
3

# An ordinary user may not signal a set-uid program of another user: cpr reports it, in time, with the
# user that it runs as.
$ cp "$(command -v child)" owned-by-root; chmod 4755 owned-by-root; chmod 755 . ..; cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 spawn --timeout $SOON --kill-after 100ms ./owned-by-root become-owner forever 2>err; echo "$?"; sed 's/pid [0-9]*/pid N/' err; p=$(sed -n "s,.*signal pid \([0-9]*\) .*,\1,p" err); kill -KILL "$p"; while [ -d "/proc/$p" ]; do :; done
125
cpr: './owned-by-root become-owner forever' timed out after 100 ms
cpr: cannot signal pid N './owned-by-root': it runs as user 0

# Where cpr may write to a cgroup, the kernel kills that one as well.
$ u=$CGROUP; mkdir "$u/delegated"; chown -R 65534 "$u/delegated"; (echo 0 >"$u/delegated/cgroup.procs"; cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 spawn --timeout $SOON --kill-after 100ms --result fd:2 ./owned-by-root become-owner forever 2>err; echo "$?"; grep -o '"by":"[a-z]*",\|cannot kill\|cannot signal' err); find /proc -maxdepth 2 -name exe -lname "$HERE/owned-by-root" 2>/dev/null; for i in {1..200}; do rmdir "$u/delegated" 2>/dev/null && break; sleep 0.1; done; ls -d "$u/delegated" 2>/dev/null; true
124
"by":"cgroup",

# Without a usable cgroup the start is refused.
$ unshare -m sh -c 'mount -t tmpfs none /sys/fs/cgroup && exec cpr spawn --containment cgroup echo ran'
! cpr: cannot start 'echo': cannot create a cgroup: No such file or directory; --containment auto works without one
[125]

# The next run removes the cgroup of a cpr that was killed.
$ rm -f out; cpr execFile --containment cgroup child say ready forever >out & until grep -q ready out 2>/dev/null; do :; done; kill -KILL $!; wait $! 2>/dev/null; cgroups | wc -l; until grep -q 'populated 0' "$(cgroups)/cgroup.events"; do :; done; cpr execFile --containment cgroup true; cgroups
1

# The hook of --before-kill is not in the cgroup of the run, and is not killed with that.
$ cpr spawn --containment cgroup --timeout $SOON --before-kill 'sed "s/^.*://; s,^.*/cpr-,cpr-," /proc/self/cgroup /proc/$CPR_PID/cgroup | grep -c "^cpr-"; child daemonize forever -- exit 0; echo done' child forever; leftovers; cgroups
! 1
! done
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
