# needs terminal
# The child has a terminal: its controlling one, of 80 columns without one of cpr's, and bytes are exact.
$ setsid -w cpr spawn --stdio pty -- sh -c 'tty | tr -d 0-9; test -t 0 && test -t 1 && test -t 2 && stty size >/dev/tty; printf "a\nb\rc\n"' </dev/null | cat -v
/dev/pts/
24 80
a
b^Mc

# Colours are those of a terminal.
$ mkdir dir; TERM=xterm LS_COLORS= cpr spawn --stdio pty -- ls --color=auto </dev/null | cat -v; rmdir dir
^[[0m^[[01;34mdir^[[0m

# Echo and output processing are off; line editing and the keys for signals are on.
$ cpr spawn --stdio pty -- stty -a </dev/null | grep -ow -e '-\?opost' -e '-\?echo' -e '-\?icanon' -e '-\?isig' -e '-\?icrnl' -e '-\?ixon'
-icrnl
-ixon
-opost
isig
icanon
-echo

# Only as fd 0 it is the controlling terminal.
$ cpr spawn --stdout pty -- sh -c 'test -t 1 && echo on a terminal; echo x 2>/dev/null >/dev/tty || echo none' </dev/null
on a terminal
none

$ cpr spawn --stdin pty -- sh -c 'test -t 0 && echo prompt >/dev/tty; test -t 1 || echo out' </dev/null 2>err; cat err
out
prompt

$ cpr spawn --fd 4=pty -- sh -c 'test -t 4 && echo four >&4' 4>four; cat four
four

# Entries share one terminal; &N is the same.
$ cpr spawn --stdio '&1,pty,pty,pty' -- sh -c 'for fd in 0 1 2 3; do readlink /proc/self/fd/$fd; done; tty' </dev/null | uniq | wc -l
1

# It is of the size of cpr's terminal, and follows it.
$ pty columns 100 expect '24 100' columns 90 expect '24 90' type '\x04' -- sh -c 'until [ "$(stty size)" = "24 100" ]; do :; done; cpr spawn --stdio pty -- bash -c "trap '\''stty size'\'' WINCH; stty size; while ! read -t .1 _ && [ \$? -gt 128 ]; do :; done"'
exit 0

# The same for a child that shares cpr's own terminal for its input.
$ pty columns 100 expect '24 100' columns 90 expect resized -- sh -c 'until [ "$(stty size)" = "24 100" ]; do :; done; cpr spawn --stdout pty -- sh -c "exec 3>&1; stty size <&3; until [ \"\$(stty size <&3)\" = \"24 90\" ]; do sleep .05; done; echo resized"'
exit 0

[1]

# 3 MB in both directions: lines, a line without an end, and bytes.
$ child spew 3000000 | base64 -w 76 >lines; cpr spawn --stdio pty cat <lines | cmp - lines && echo same
same

$ tr -d '\n' <lines >line; cpr spawn --stdio pty cat <line | cmp - line && echo same
same

$ for n in 4093 4094 4095 4096 8188 8189; do head -c $n line >short; cpr spawn --stdio pty cat <short | cmp - short; echo >>short; cpr spawn --stdio pty cat <short | cmp - short; done

$ head -c 3000000 /dev/urandom >bytes; cpr spawn --stdio ,pty,pty cat bytes | cmp - bytes && echo same
same

$ mkfifo fifo; cpr spawn --stdio pty -- sh -c 'stty raw; echo >fifo; head -c 3000000' < <(read -r _ <fifo; cat bytes) | cmp - bytes && echo same
same

# Carriage returns, XOFF and XON in the input are bytes.
$ printf 'a\rb\023c\021\n' | cpr spawn --stdio pty cat | od -An -c
   a  \r   b 023   c 021  \n

# The end of the input is the end of file, for every program that reads.
$ cpr spawn --stdio pty -- sh -c 'cat; cat; cat; echo end' </dev/null
end

$ printf 'unfinished' | cpr spawn --stdio pty -- sh -c 'cat; echo; cat; echo end'
unfinished
end

$ printf 'one\ntwo\n' | cpr spawn --stdio pty -- sh -c 'read -r a; read -r b; read -r c || echo "$b $a"'
two one

# Also for a shell that reads its commands in raw mode.
$ printf 'echo $((6 * 7))\n' | TERM=dumb PS1= cpr spawn --stdio pty -- bash --norc -i | grep -x '42\|exit'
42
exit

$ cpr spawn --stdio pty --input $'typed\n' cat
typed

# What is typed is not only bytes: Ctrl-C is a signal.
$ mkfifo ready done; { read -r _ <ready; printf '\003'; read -r _ <done; } | cpr spawn --stdio pty -- bash -c 'trap "echo got it; : >done; exit 7" INT; echo >ready; while :; do sleep .1; done'
got it
[7]

# A child that does not read holds nothing up.
$ yes | cpr spawn --timeout 300ms --stdio pty -- child forever
! cpr: 'child forever' timed out after 300 ms; sent SIGTERM to 1 process
[124]

$ cpr spawn --timeout 300ms --stdio pty -- child forever <line
! cpr: 'child forever' timed out after 300 ms; sent SIGTERM to 1 process
[124]

# cpr's own terminal passes on all keys, and is as before at the end.
$ pty expect ready type '\x03' expect 'got 2' type '\x1a' type '\x1c' expect 'got 3' type 'x\n' -- cpr spawn --stdio pty -- child handle INT handle QUIT say ready await await read-byte exit 7
exit 7

$ pty expect ready type '\x03' -- cpr spawn --stdio pty child say ready forever
exit 130

# A shell in it has job control.
$ export TERM=dumb; pty expect '# ' type 'child handle CONT say one await forever\n' expect $'\none' type '\x1a' expect Stopped type 'fg\n' expect 'got 18' type '\x03' expect '# ' type 'echo $?\n' expect $'\n130' type 'exit 7\n' -- cpr spawn --stdio pty -- bash --norc -i; leftovers
exit 7

bash: cho: command not found
bash-5.2# 
[1]

# Where a person types and reads, the inner terminal is like the outer one.
$ pty show expect '-' -- cpr spawn --stdio pty -- sh -c 'stty -a | grep -ow -e "-\?opost" -e "-\?echo" -e "-\?icrnl"; echo -'
icrnl
opost
echo
-
exit 0

$ pty -- sh -c 'cpr spawn --stdio pty -- stty -a | grep -ow -e "-\?opost" -e "-\?echo" -e "-\?icrnl" >settings'; cat settings
exit 0
icrnl
-opost
-echo

# The terminal is restored at every end.
$ pty -- cpr spawn --stdio pty --timeout 300ms child raw forever
exit 124

$ pty -- cpr spawn --stdio pty --timeout 300ms --kill-after 100ms child ignore TERM forever
exit 124

$ pty expect ready kill 15 -- cpr spawn --stdio pty child say ready forever
signal 15

$ pty expect ready kill 2 -- cpr spawn --stdio pty child say ready forever
signal 2

$ pty expect ready kill 9 -- cpr spawn --no-orphans --stdio pty child say ready forever
signal 9

$ pty show -- cpr spawn --stdio pty ./none
cpr: cannot start './none': './none' does not exist
exit 127

# After the exit of the child Ctrl-C is cpr's again.
$ pty expect gone type '\x03' -- cpr exec -q --stdio pty 'trap "" HUP; p=$$; (while kill -0 $p 2>/dev/null; do :; done; echo gone; exec child ignore HUP daemonize forever -- exit 0) &'; leftovers
signal 2

# While cpr is stopped its terminal is as before the run, and the time limits are paused.
$ pty expect ready kill 20 stopped continue expect continued type '\x03' -- cpr spawn --timeout 20s --stdio pty -- bash -c 'trap "echo continued" CONT; trap "exit 5" INT; echo ready; while :; do read -t .1 _; done'
exit 5

$ pty expect ready kill 19 stopped continue expect continued type '\x03' -- cpr spawn --stdio pty -- bash -c 'trap "echo continued" CONT; trap "exit 5" INT; echo ready; while :; do read -t .1 _; done'
exit 5

$ pty background type 'x\n' stopped continue expect x type '\x04' -- cpr spawn --stdio pty cat
exit 0

# The terminal is hung up: no process is left.
$ pty expect ready hang-up -- cpr spawn -q --stdio pty child daemonize forever -- say ready forever; leftovers
signal 1

# A limit terminates every process of the tree, which is in a new session.
$ cpr spawn --timeout 500ms --stdio pty -- child daemonize ignore TERM forever -- forever </dev/null; leftovers
! cpr: 'child daemonize ignore TERM forever -- forever' timed out after 500 ms; sent SIGTERM to 2 processes, then SIGKILL to 1 process

$ cpr spawn --idle-timeout 300ms --stdio pty -- child say ready forever </dev/null
ready
! cpr: 'child say ready forever' produced no output for 300 ms; sent SIGTERM to 1 process
[124]

# A process that holds the terminal open is named.
$ cpr exec --json --drain 100ms --stdio pty 'child ignore HUP daemonize say ready forever -- exit 0' </dev/null | grep -o '"stdout":.*"output"\|"holds":[^]]*]'; kill_leftovers
"stdout":"ready\n","stderr":null,"output"
"holds":["stdout"]

# All of it is stdout.
$ cpr exec --json --stdio pty 'echo out; echo err >&2' </dev/null | grep -o '"stdout":.*"output"'
"stdout":"out\nerr\n","stderr":null,"output"

$ cpr exec --json --stdout pty 'echo out; echo err >&2' </dev/null | grep -o '"stdout":.*"output"'
"stdout":"out\n","stderr":"err\n","output"

$ cpr exec --json --stdio pty none </dev/null | grep -o '"stdout":.*"output"'
"stdout":"/bin/sh: 1: none: not found\n","stderr":null,"output"

$ cpr exec --json --stdio pty --max-buffer 5 'echo 123456789; exec child forever' </dev/null | grep -o '"verdict":"[^"]*"\|"stdout":.*"output"'
"verdict":"max-buffer"
"stdout":"12345","stderr":null,"output"

$ cpr exec --stdio pty --max-buffer 20 --max-buffer-action ends 'seq 100' </dev/null
1
2
3
4
5
[cpr: 272 bytes omitted]
98
99
100

$ cpr exec --events - --stdio pty 'echo out; echo err >&2' </dev/null | grep -o '"event":"std[a-z]*"' | uniq
"event":"stdout"

$ cpr exec --log log --log-format lines --stdio pty 'echo out; echo err >&2' </dev/null; cut -d ' ' -f 2- log
out
err
O out
O err

$ cpr exec --log log --stdio pty 'printf "a\nb"' </dev/null; echo; cat log; echo
a
b
a
b

$ cpr spawn --background --ready line:ready --log log --stdio pty -- child say ready forever | { read -r token; kill "${token%%[.:]*}"; }; cat log
ready

$ cpr exec -q --retries 2 --stdio pty 'tty | tr -d 0-9; exit 3' </dev/null
/dev/pts/
/dev/pts/
/dev/pts/
[3]

# The reader is gone: a hang-up takes the place of SIGPIPE.
$ (cpr spawn --stdio pty child say first flood; echo $? >&2) </dev/null | head -n 1
first
! 141

# What makes no sense.
$ cpr spawn --unref --stdio pty true
! cpr: --unref: cpr exits at once, so fd 1 cannot be a pty: make it ignore or a file
[125]

$ cpr spawn --stdio pty:132x43 true
! cpr: --stdio: 'pty:132x43': a pty has the size of cpr's terminal, else 80x24: write pty, and set another size in the command, as in stty columns 132 rows 43
[125]

$ cpr spawn --stdio pty --input-file none cat
! cpr: --input-file none: the child's stdin is a pty, at which cpr types its own stdin: write cpr ... <FILE, or --stdio ,pty,pty
[125]

$ cpr fork --fd 3=pty none.js
! cpr: fork: --stdio has no ipc entry for the message channel: add one, as in ignore,inherit,inherit,ipc
[125]

$ cpr fork --accept tcp:127.0.0.1:0 --stdio pty,pty,pty,ipc none.js
! cpr: --accept: --stdin pty would let all workers read one input: use --stdin ignore, as in --stdio ,pty,pty,ipc
[125]

$ cpr spawn --stdio pyt, true
! cpr: --stdio: 'pyt,' is not an entry: write cpr spawn --stdio pty, true
[125]

$ cpr spawn --dry-run --stdio pty true </dev/null | grep stdio
stdio: ["pty","pty","pty"]
