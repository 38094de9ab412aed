# Each process tree is killed at a limit, also what tries to leave its job.
$ for mode in plain detached new-console new-group breakaway; do cpr spawn -q --timeout 1s --kill-after 100ms child start $mode [ forever ] forever; echo "$mode $?"; late_leftovers; done
plain 124
detached 124
new-console 124
new-group 124
breakaway 124

# Orphans: the process between has exited.
$ cpr spawn -q --timeout 1s --kill-after 100ms child start plain [ start detached [ forever ] exit 0 ] start plain [ start breakaway [ forever ] exit 0 ] forever; echo $?; late_leftovers
124

# Also when the first process has exited, and something else holds the output.
$ cpr spawn -q --stdio pipe --timeout 1s --kill-after 100ms child start new-console [ start new-group [ forever ] exit 0 ] exit 0; echo $?; late_leftovers
124

# Those that ignore Ctrl-Break.
$ cpr spawn -q --timeout 1s --kill-after 100ms child ignore start plain [ ignore forever ] start new-group [ ignore forever ] forever; echo $?; late_leftovers
124

# Fifty processes. The line says that they are complete, and is too much for the limit.
$ cpr spawn -q --max-buffer 1 --kill-after 100ms child many 49 [ forever ] say ready forever | wc -c; late_leftovers
1

# A shell between.
$ cpr exec -q --timeout 2s --kill-after 100ms 'child start detached [ forever ] & child start plain [ forever ] & child forever'; echo $?; late_leftovers
124

# After a normal end they are left alone, and named in the result.
$ cpr spawn --json --stdio ignore child start detached [ forever ] exit 0 | grep -o '"leaked":\[{"pid":[0-9]*' | sed 's/[0-9]*$/PID/'; leftovers; kill_leftovers
"leaked":[{"pid":PID
HERE\child.exe forever

# When cpr itself is killed, the tree goes with it.
$ cpr spawn --stdio pipe child start detached [ forever ] say ready forever >out & until [ -s out ]; do sleep 0.1; done; kill -KILL $!; wait $! 2>/dev/null; late_leftovers
