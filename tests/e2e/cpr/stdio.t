# The child gets exactly the named fds, regardless of what cpr has inherited.
$ cpr spawn child fds 7</etc/passwd 200</etc/group </dev/null | cat
0 device read
1 pipe write
2 file write

$ cpr spawn --stdio inherit,inherit,inherit,7 child fds 7</etc/passwd 200</etc/group </dev/null | cat
0 device read
1 pipe write
2 file write
3 file read

# exec and execFile relay only what an option needs to see.
$ for verb in execFile spawn; do cpr $verb --timeout 9s --drain 1s --leaks warn --result r child fds </dev/null >out; cat out; done
0 device read
1 file write
2 file write
0 device read
1 file write
2 file write

$ for option in '--stdio inherit,pipe,pipe' '--max-buffer 1M' '--idle-timeout 9s' '--events e' '--compat node' --json; do cpr execFile $option child fds </dev/null >out; grep -o '[12] [a-z]* write' out | paste -sd' '; done; rm out
1 pipe write 2 pipe write
1 pipe write 2 pipe write
1 pipe write 2 pipe write
1 pipe write 2 pipe write
1 pipe write 2 pipe write
1 pipe write 2 pipe write

# With --json or --events - nothing else is written to stdout.
$ for verb in exec execFile spawn; do for owner in --json '--events -'; do cpr $verb $owner 'true' | grep -c '^{'; cpr $verb $owner --stdout inherit true; done; done 2>&1 | sort | uniq -c | tr -s ' '
 3 1
 3 3
 3 cpr: --events - needs stdout for itself, but the child's fd 1 is cpr's stdout: make it pipe, 2 or a file
 3 cpr: --json needs stdout for itself, but the child's fd 1 is cpr's stdout: make it pipe, 2 or a file

# Single values and lists.
$ cpr spawn --stdio ignore child fds; cpr spawn --stdio ignore child exit 4
[4]

$ cpr spawn --stdio ignore,pipe,2 child fds 2>&1 | cat
0 device read
1 pipe write
2 pipe write

$ cpr spawn --stdio 0,2,1 child out to-stderr err to-stdout 2>err; cat err | sed 's/^/err: /'
to-stdouterr: to-stderr\c

$ cpr spawn --stdio '<in,>out,>>log' child cat err logged; cat out
! cpr: cannot start 'child': cannot open 'in' for fd 0: No such file or directory
! cat: out: No such file or directory
[1]

$ echo content >in; cpr spawn --stdio '<in,>out,>>log' child cat err logged; cpr spawn --stdio '<in,>out,>>log' child cat err again; cat out log
content
loggedagain\c

# An empty entry is the default, &N is another fd of the child.
$ cpr exec --stdio ',,&1' 'echo a; echo b >&2; echo c' 2>/dev/null
a
b
c

$ cpr spawn --stdio ',>both,&1' child out a err b out c; cat both
abc\c

$ cpr spawn --stderr '>only-err' child out out err err; cat only-err
outerr\c

# From fd 3 on: files, and pipes that are relayed to the fd of the same number.
$ cpr spawn --fd 3='>three' child to 3 third; cat three
third\c

$ cpr spawn --fd 3=pipe child to 3 third 3>three; cat three
third\c

$ cpr spawn --fd 5=pipe child to 5 unread

$ cpr spawn --fd 4=ignore child fds </dev/null | cat
0 device read
1 pipe write
2 file write

# A cycle of five.
$ cpr spawn --stdio 1,2,3,4,0 child to 0 a to 1 b to 2 c to 3 d 0<in 1>o1 2>>o2 3<>o3 4>o4; head o1 o2 o3 o4
==> o1 <==
a
==> o2 <==
b
==> o3 <==
c
==> o4 <==
d\c

# Bad values are refused before anything runs.
$ cpr spawn --stdio bogus true
! cpr: --stdio: 'bogus' is not one of pipe, inherit, ignore, pty: write one of them, or a list such as inherit,pipe,ignore
[125]

$ cpr spawn --stdout 1000001 true
! cpr: --stdout: '1000001' is not an entry: write pipe, inherit, ignore, pty, ipc, N (an fd of cpr), &N, <FILE, >FILE or >>FILE
[125]

$ cpr spawn --stdio inherit,bogus true
! cpr: --stdio: 'inherit,bogus' is not an entry: a file needs its direction, <, > or >>: write cpr spawn --stdio 'inherit,>bogus' true
[125]

$ cpr spawn --stdio 0,1,9 true
! cpr: --stdio: fd 9 of cpr is not open: open it, as in 9>FILE
[125]

$ cpr spawn --stdio ',,&2' true
! cpr: --stdio: fd 2 refers to itself through &N: give it another entry
[125]

$ cpr spawn --stdio ',&2,&1' true
! cpr: --stdio: fd 1 refers to itself through &N: give it another entry
[125]

$ cpr spawn --stdio ',,&7' true
! cpr: --stdio: fd 2 is &7, but fd 7 has no entry: add one
[125]

$ cpr spawn --stdio '<' true
! cpr: --stdio: '<' is not one of pipe, inherit, ignore, pty: write one of them, or a list such as inherit,pipe,ignore
[125]

$ cpr spawn --stdio ',>,' true
! cpr: --stdio: the file name is missing: write <FILE, >FILE or >>FILE
[125]

$ cpr spawn --fd 3 true
! cpr: --fd: '3' is not N=ENTRY: write --fd 3=pipe
[125]

$ cpr spawn --fd x=pipe true
! cpr: --fd: 'x=pipe' is not N=ENTRY: write --fd 3=pipe
[125]

# A file that cannot be opened is reported with its fd: status 125, not 126 or 127.
$ cpr spawn --stdin '</no/such/file' cat
! cpr: cannot start 'cat': cannot open '/no/such/file' for fd 0: No such file or directory
[125]

$ cpr spawn --stdout '>/no/such/directory/file' echo x
! cpr: cannot start 'echo': cannot open '/no/such/directory/file' for fd 1: No such file or directory
[125]

# Input.
$ cpr exec --input 'some text' cat
some text\c

$ cpr exec --input '' cat

$ cpr exec --input-file in cat
content

$ echo piped | cpr exec --input-file - cat
piped

$ echo relayed | cpr exec --stdio pipe cat
relayed

$ child spew 3000000 | cpr spawn --stdio pipe,inherit,inherit child cat | cmp - <(child spew 3000000) && echo same
same

$ cpr spawn --stdio pipe child cat <in
content

$ cpr exec --input x --input-file in cat
! cpr: --input cannot be used with --input-file: omit one of them
[125]

$ cpr exec --input-file /no/such/file cat
! cpr: cannot start '/bin/sh': cannot open '/no/such/file' for fd 0: No such file or directory
[125]

# A child that does not read its input is not an error, regardless of the size.
$ child spew 3000000 | cpr spawn --stdio pipe child exit 0; echo "${PIPESTATUS[1]}"
0

$ cpr exec --input "$(head -c 100000 /dev/zero | tr '\0' x)" 'exit 3'
[3]

# Both directions are full at once.
$ child spew 3000000 | cpr spawn --stdio pipe child spew 1000000 cat | wc -c
4000000

# A FIFO without a peer blocks the start, until the timeout.
$ mkfifo nobody; cpr spawn --timeout $SOON --stdin '<nobody' cat
! cpr: 'cat' timed out after 100 ms; sent SIGKILL to 1 process
[124]

# exec - reads the script from stdin.
$ echo 'echo from the script; cat' | cpr exec -
from the script

$ cpr exec - </dev/null
! cpr: exec -: the script on stdin is empty: pipe a script to cpr
[125]

$ printf 'a\0b' | cpr exec -
! cpr: exec -: the script on stdin contains a NUL byte: remove it
[125]

# cpr without standard fds: the child has /dev/null there.
$ cpr spawn child fds <&- | cat
0 device read
1 pipe write
2 file write

$ cpr spawn child to 2 'still here' >&- 2>err; cat err
still here\c

$ cpr spawn child exit 3 <&- >&- 2>&-
[3]

$ cpr spawn --stdio 0,1,0 child fds <&- | cat
0 device read
1 pipe write
2 device read

# A relayed stdin that cannot be read is reported, not treated as empty.
$ cpr spawn --stdio pipe,inherit,inherit cat </
! cpr: cannot read stdin: Is a directory
[125]

# EIO is an error as well, except on a terminal that was hung up.
$ cpr spawn --stdio pipe,inherit,inherit cat <"/proc/$$/mem"; echo "$?"; cpr fork --exec-path worker --send 1 module <"/proc/$$/mem"; echo "$?"
125
1
125
! cpr: cannot read stdin: Input/output error
! cpr: cannot read stdin: Input/output error

# A file that fills the pipe waits for the other end.
$ child spew 3000000 >large; for i in 1 2 3 4 5 6 7 8; do cpr spawn --stdio pipe,inherit,inherit child cat <large | cmp - large & done; wait; echo done
done

# All permutations of five fds.
$ for p in {3..7},{3..7},{3..7},{3..7},{3..7}; do
>   case $p in *3*3* | *4*4* | *5*5* | *6*6* | *7*7*) continue ;; esac
>   cpr spawn --stdio 0,1,2,$p child to 3 a to 4 b to 5 c to 6 d to 7 e 3>p3 4>p4 5>p5 6>p6 7>p7
>   all=; for n in ${p//,/ }; do read -r -d '' seen <p$n; all+=$seen; done
>   [ "$all" = abcde ] && echo right || echo "$p: $all"
> done | sort | uniq -c | sed 's/^ *//'
120 right

# Merged fds.
$ for p in 3,3,3,3,3 7,3,7,3,7 4,4,3,5,5; do cpr spawn --stdio 0,1,2,$p child to 3 a to 4 b to 5 c to 6 d to 7 e 3>p3 4>p4 5>p5 6>p6 7>p7; echo "$p: $(cat p3) $(cat p4) $(cat p5) $(cat p6) $(cat p7)"; done
3,3,3,3,3: abcde    
7,3,7,3,7: bd    ace
4,4,3,5,5: c ab de  
