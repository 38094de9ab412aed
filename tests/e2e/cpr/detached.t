# --detached: the child runs in a new session; cpr still waits, and limits still apply.
$ cpr exec --detached 'test "$(ps -o sid= -p $$)" -eq $$ && echo own session; exit 3' </dev/null 2>/dev/null | cat
own session

$ cpr spawn --detached --stdio ignore child exit 7
[7]

$ cpr execFile --detached --stdio ignore --timeout $SOON child forever
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
[124]

# Stdio that ties the child to cpr gets a warning.
$ echo | cpr spawn --detached child exit 0 | cat
! cpr: warning: the child shares cpr's terminal or pipes (fd 0, 1): to detach it, use files or --stdio ignore

$ cpr spawn --detached -q child exit 0 | cat

$ : >in; cpr spawn --detached --stdio '<in,>out,>>out' child exit 0

# A detached child survives the death of cpr; another child does not.
$ cpr spawn --detached --stdio ignore --pid-file pid child forever & until [ -s pid ]; do :; done; kill -KILL $!; wait $! 2>/dev/null; kill -0 "$(cat pid)" && echo alive; kill -KILL "$(cat pid)"
alive

$ rm pid; cpr spawn --stdio ignore --pid-file pid child forever & until [ -s pid ]; do :; done; p=$(cat pid); kill -KILL $!; wait $! 2>/dev/null; while kill -0 $p 2>/dev/null; do :; done; echo gone
gone

# --unref: cpr prints the pid once the program runs, and exits.
$ p=$(cpr spawn --unref --stdio ignore child forever); kill -0 $p && echo runs; kill -KILL $p
runs

$ cpr spawn --unref --stdio ignore no-such-program
! cpr: cannot start 'no-such-program': no such program in PATH
[127]

$ cpr spawn --unref --cwd /no/such/directory --stdio ignore ls
! cpr: cannot start 'ls': working directory '/no/such/directory' does not exist
[125]

# The example of Node's documentation: a detached program that writes to a file.
$ p=$(cpr spawn --detached --unref --stdio 'ignore,>>out.log,&1' child out one err two); while kill -0 $p 2>/dev/null; do :; done; cat out.log
onetwo\c

# Options that need cpr to wait are refused.
$ cpr spawn --unref --timeout 5s ls
! cpr: --timeout cannot be used with --unref: omit one of them
[125]

$ cpr spawn --unref --json ls
! cpr: --unref cannot be used with --json: omit one of them
[125]

$ cpr spawn --unref --stdio pipe ls
! cpr: --unref: cpr exits at once, so fd 0 cannot be a pipe: make it ignore or a file
[125]

$ cpr exec --unref --input x cat
! cpr: --unref cannot be used with --input: omit one of them
[125]

$ CPR_TIMEOUT=100 cpr spawn --unref --stdio ignore true | grep -c '^[0-9]*$'
1

# The same while the child is still blocked in open(2) of a FIFO.
$ cat >kill-while-opening <<' END'
> mkfifo opened; cpr spawn "$@" --stdin '<opened' true & cpr=$!
> until p=$(cat /proc/$cpr/task/$cpr/children) && [ -n "$p" ]; do :; done; p=${p% }
> kill -KILL $cpr; wait $cpr 2>/dev/null
> for try in {1..200}; do grep -q 'State:.[^Z]' /proc/$p/status 2>/dev/null || break; sleep 0.1; done
> grep -q 'State:.[^Z]' /proc/$p/status 2>/dev/null && echo "alive with $*"; kill -KILL $p 2>/dev/null; rm opened
> END
> bash kill-while-opening 2>/dev/null; bash kill-while-opening --timeout 9s 2>/dev/null; echo done
done

# --pid-file is written when the program runs, and only then.
$ cpr spawn --pid-file pid2 child exit 0; grep -c '^[0-9]*$' pid2; cpr spawn --pid-file pid3 no-such-program; ls pid3 2>/dev/null
1
! cpr: cannot start 'no-such-program': no such program in PATH
[2]

$ cpr spawn --pid-file /no/such/dir/pid true
! cpr: --pid-file: cannot write into directory '/no/such/dir': No such file or directory
[125]
