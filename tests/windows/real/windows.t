# What only a real Windows can show: wine has no findstr, its cmd.exe does not know the status of a program in a
# list, and its consoles have no groups.
$ cpr exec 'echo a && echo b | findstr b'
a 
b \c

$ cpr exec 'child exit 5 && echo no || echo yes'
yes

$ cpr exec 'dir /b no-such-file' 2>err; echo $?; [ -s err ] && echo message
1
message

$ cpr exec 'no-such-program' 2>/dev/null; echo $?; child code "$CPR_EXE" exec no-such-program 2>/dev/null
49
code 9009

# An unhandled exception: the exit code is its number.
$ child code "$CPR_EXE" exec-file child crash
code 3221225477

# What cpr starts cannot leave its job, which no breakaway is allowed from.
$ cpr spawn --stdio pipe child breakaway
breakaway refused

# At a limit Ctrl-Break comes first, and the job is ended after the grace period.
$ cpr spawn -q --timeout 1s --kill-after 30s child handle say ready await exit 5; echo $?
ready
got CTRL_BREAK
124

$ cpr spawn -q --timeout 1s --preserve-status child handle await exit 5; echo $?
got CTRL_BREAK
5

$ cpr spawn -q --events e --timeout 1s --kill-after 100ms child ignore forever; echo $?; grep -o '"event":"signal".*' e | sed 's/"atMs":[0-9.]*,//'; grep -o '"forced":[a-z]*' e
124
"event":"signal","signal":"SIGTERM","reason":"timeout"}
"event":"signal","signal":"SIGKILL","reason":"timeout"}
"forced":true

# Ctrl-C in cpr's console has reached the child as well; cpr waits for it, and has its status.
$ child console "$CPR_EXE" spawn --result r child handle create ready await exit 5 >out & child await-file ready; child ctrl-c "$(sed -n 's/^pid //p' out)"; wait; tail -2 out; grep -o '"verdict":"[^"]*"' r
got CTRL_C
code 5
"verdict":"exit"

# A program that does not handle it: cpr ends as it did.
$ child console "$CPR_EXE" spawn --result r child create ready2 forever >out & child await-file ready2; child ctrl-c "$(sed -n 's/^pid //p' out)"; wait; tail -1 out; late_leftovers
code 3221225786

# Ctrl-Break to cpr is the kill path.
$ child console "$CPR_EXE" spawn --kill-after 100ms child ignore start detached [ forever ] create ready3 forever >out & child await-file ready3; child ctrl-break "$(sed -n 's/^pid //p' out)"; wait; grep -c '^code ' out; late_leftovers
1

# When a limit is reached, Ctrl-Break goes to the child's group alone: neither cpr nor its parent see it.
$ child handle code "$CPR_EXE" spawn -q --timeout 1s child handle await exit 5
got CTRL_BREAK
code 124

# The end of cpr by the task manager is the end of its tree.
$ child console "$CPR_EXE" spawn child start detached [ forever ] start new-console [ forever ] create ready4 forever >out & child await-file ready4; child end "$(sed -n 's/^pid //p' out)"; wait; tail -1 out; late_leftovers
code 1

# The text of programs: a console's code page does not change bytes.
$ cpr exec --json 'chcp 65001 >nul & echo äß' | grep -o '"stdout":"[^"]*"'
"stdout":"äß\r\n"

# As a job in a job: cpr in cpr.
$ cpr spawn -q --timeout 2s --kill-after 100ms "$CPR_EXE" spawn child start detached [ forever ] forever; echo $?; late_leftovers
124

# While a reader is stalled, each question about the pipe waits for it as well.
$ { cpr spawn --stdio pipe --timeout 1s child flood 2>&1; echo $? >status; } | { until [ -s status ]; do sleep 0.1; done; }; cat status
124

$ { cpr spawn -q --progress=100ms --idle-timeout 1s --stdio pipe child out x forever 2>&1; echo $? >status; } | { until [ -s status ]; do sleep 0.1; done; }; cat status
124

# Nor does a stdin that stays silent keep a retry or a limit waiting.
$ (until [ -s over ]; do sleep 0.1; done) | { cpr spawn -q --stdio pipe --retries 1 --retry-delay 0 child exit 3; echo $? >over; }; cat over
3

$ child serve silent create served forever & child await-file served; cpr spawn -q --timeout 1s --env-file '\\.\pipe\silent' child; echo $?; kill $!
124

# The process group of a command that has exited is asked to end as well.
$ cpr spawn -q --stdio pipe --timeout 2s --kill-after 30s child start plain [ handle say ready await say ended exit 0 ] exit 0; echo $?
ready
got CTRL_BREAK
ended
124
