# Options end at the first operand; all later arguments are passed to the child byte for byte.
$ cpr execFile child args '[1,2]' '' - -- --help ++x %% '{}' $'a\nb' -v
[child]
[[1,2]]
[]
[-]
[--]
[--help]
[++x]
[%%]
[{}]
[a
b]
[-v]

$ cpr execFile -- child args -- a
[child]
[--]
[a]

$ cpr execFile --timeout=5s -- child args --timeout=5s
[child]
[--timeout=5s]

$ cpr execFile -t5s -q child args
[child]

$ cpr execFile -qt 5s child args
[child]

# Both spellings, both forms; the last one wins.
$ cpr execFile --max-buffer 5 --maxBuffer=3 child out abcd forever
abc\c
! cpr: 'child out abcd forever' wrote more than 3 bytes to stdout (--max-buffer); sent SIGTERM to 1 process
[125]

$ cpr exec-file child args
[child]

# Arguments that are not UTF-8 are passed on.
$ cpr execFile child args $'\377\376' | od -An -tx1 | tail -1
 5b 63 68 69 6c 64 5d 0a 5b ff fe 5d 0a

# Bad usage: one line that says what to do, and nothing has run.
$ cpr
! cpr: missing subcommand: see 'cpr help'
[125]

$ cpr exce ls
! cpr: unknown subcommand 'exce' (did you mean exec?): see 'cpr help'
[125]

$ cpr execfile ls
! cpr: unknown subcommand 'execfile' (did you mean exec-file?): see 'cpr help'
[125]

$ cpr --verison
! cpr: unknown option '--verison' (did you mean --version?): see 'cpr help'
[125]

$ cpr spawn --timout 5 ls
! cpr: unknown option '--timout' (did you mean --timeout?): see 'cpr spawn --help', or write -- before the command
[125]

$ cpr spawn --kill-signl TERM ls
! cpr: unknown option '--kill-signl' (did you mean --kill-signal?): see 'cpr spawn --help', or write -- before the command
[125]

$ cpr spawn --zzz ls
! cpr: unknown option '--zzz': see 'cpr spawn --help', or write -- before the command
[125]

$ cpr spawn -Z ls
! cpr: unknown option '-Z': see 'cpr spawn --help', or write -- before the command
[125]

$ cpr spawn --timeout
! cpr: --timeout: missing value: write --timeout DURATION
[125]

$ cpr spawn -t
! cpr: -t: missing value: write -t DURATION
[125]

$ cpr spawn --json=yes ls
! cpr: --json takes no value: omit '=yes'
[125]

$ cpr spawn
! cpr: spawn: missing command: write cpr spawn [OPTIONS] COMMAND [ARG...]
[125]

$ cpr exec
! cpr: exec: missing command: write cpr exec [OPTIONS] COMMAND
[125]

$ cpr exec ls -l
! cpr: exec takes one command line, not 2 arguments: write cpr exec 'ls -l' or cpr exec-file ls -l
[125]

$ cpr exec ''
! cpr: exec: empty command: write cpr exec [OPTIONS] COMMAND
[125]

$ cpr exec ' '

$ cpr execFile ''
! cpr: exec-file: empty command: write cpr exec-file [OPTIONS] FILE [ARG...]
[125]

$ cpr exec --no-shell ls
! cpr: unknown option '--no-shell': use cpr exec-file or cpr spawn, which run no shell by default
[125]

$ cpr execFile --noShell ls
! cpr: unknown option '--noShell': use cpr exec-file or cpr spawn, which run no shell by default
[125]

$ cpr spawn --signals default ls
! cpr: unknown option '--signals': use --default-signals to reset signals (by default they are inherited)
[125]

# Options that a verb does not take, that need another one, or that exclude each other.
$ cpr fork --shell x.js
! cpr: --shell: cpr fork does not take this option: use cpr exec-file or cpr exec or cpr spawn or cpr timeout
[125]

$ cpr spawn --silent --exec-path node x
! cpr: --silent: cpr spawn does not take this option: use cpr fork
[125]

$ cpr fork --workers 2 x.js
! cpr: --workers requires --accept
[125]

$ cpr fork --accept-message 1 --keep-open x.js
! cpr: --keep-open requires --send-handle
[125]

$ cpr spawn --json --unref ls
! cpr: --unref cannot be used with --json: omit one of them
[125]

$ cpr spawn --unref --leaks kill ls
! cpr: --leaks cannot be used with --unref: omit one of them
[125]

$ cpr spawn --input a --input-file b cat
! cpr: --input cannot be used with --input-file: omit one of them
[125]

$ cpr exec --shell= ls
! cpr: --shell: the value is empty: specify a shell
[125]

$ cpr spawn --timeout abc ls
! cpr: --timeout: 'abc' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
[125]

$ cpr spawn --timeout '' ls
! cpr: --timeout: '' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
[125]

$ cpr spawn --timeout -5 ls
! cpr: --timeout: '-5' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
[125]

$ cpr spawn --timeout 1.5 ls
! cpr: --timeout: '1.5' has no unit: write cpr spawn --timeout 1.5s ls
[125]

$ cpr spawn --timeout ' 5' ls
! cpr: --timeout: ' 5' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
[125]

$ cpr spawn --timeout 5sec ls
! cpr: --timeout: '5sec' is not a duration: write cpr spawn --timeout 5s ls
[125]

$ cpr spawn --max-buffer 10X ls
! cpr: --max-buffer: '10X' is not a size: write bytes (200000), 200K, 10MiB, 10MB, or none
[125]

$ cpr spawn --kill-signal SIGFOO ls
! cpr: --kill-signal: 'SIGFOO' is not a signal: write a name (SIGTERM, TERM, RTMIN+1) or a number (1 to 64)
[125]

$ cpr spawn --kill-signal 0 ls
! cpr: --kill-signal: '0' is not a signal: write a name (SIGTERM, TERM, RTMIN+1) or a number (1 to 64)
[125]

$ cpr spawn --kill-signal 32 ls
! cpr: --kill-signal: '32' is not a signal: write a name (SIGTERM, TERM, RTMIN+1) or a number (1 to 64)
[125]

$ cpr spawn --kill-signal 65 ls
! cpr: --kill-signal: '65' is not a signal: write a name (SIGTERM, TERM, RTMIN+1) or a number (1 to 64)
[125]

$ cpr spawn --env NOVALUE ls
! cpr: --env: 'NOVALUE' has no '=': write --env KEY=VALUE
[125]

$ cpr spawn --env =x ls
! cpr: --env: '=x' has no name before the '=': write --env KEY=VALUE
[125]

$ cpr spawn --unset-env A=B ls
! cpr: --unset-env: 'A=B' is not the name of a variable: write the name alone
[125]

$ cpr spawn --env-file /no/such/file ls
! cpr: --env-file: cannot read '/no/such/file': No such file or directory
[125]

$ cpr spawn --encoding utf7 ls
! cpr: --encoding: 'utf7' is not one of utf8, buffer, hex, base64, base64url, latin1, ascii, utf16le
[125]

$ cpr spawn --cwd '' ls
! cpr: --cwd: the value is empty: specify a directory
[125]

$ cpr spawn --uid no-such-user ls
! cpr: --uid: /etc/passwd has no user 'no-such-user': use an existing name or a number
[125]

$ cpr spawn --gid no-such-group ls
! cpr: --gid: /etc/group has no group 'no-such-group': use an existing name or a number
[125]

$ cpr spawn --uid 4294967295 ls
! cpr: --uid: 4294967295 is too large for a user id: the maximum is 4294967294
[125]

$ cpr spawn --groups init ls
! cpr: --groups init: no user is given: add --uid USER
[125]

$ cpr spawn --result fd:9 ls
! cpr: --result: fd 9 is not open: open it with 9>FILE
[125]

$ cpr spawn --result fd:0 ls </dev/null
! cpr: --result: fd 0 is not open for writing: open it with 0>FILE
[125]

$ cpr spawn --result /no/such/dir/file ls
! cpr: --result: cannot write into directory '/no/such/dir': No such file or directory
[125]

$ cpr spawn --result / ls
! cpr: --result: '/' is a directory: use a file
[125]

$ cpr spawn --json --stdout inherit ls
! cpr: --json needs stdout for itself, but the child's fd 1 is cpr's stdout: make it pipe, 2 or a file
[125]

# Defaults from the environment: the command line wins; an invalid value is reported with its variable.
$ CPR_TIMEOUT=$SOON cpr execFile child forever
! cpr: 'child forever' timed out after 100 ms; sent SIGTERM to 1 process
[124]

$ CPR_TIMEOUT=100 cpr execFile --timeout none true

$ CPR_TIMEOUT=soon cpr execFile true
! cpr: CPR_TIMEOUT: 'soon' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
[125]

$ CPR_TIMEOUT= cpr execFile true
! cpr: CPR_TIMEOUT: '' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
[125]

$ CPR_MAX_BUFFER=3 cpr execFile child out abcd forever
abc\c
! cpr: 'child out abcd forever' wrote more than 3 bytes to stdout (CPR_MAX_BUFFER); sent SIGTERM to 1 process
[125]

$ CPR_KILL_SIGNAL=KILL cpr execFile --timeout $SOON child ignore TERM forever
! cpr: 'child ignore TERM forever' timed out after 100 ms; sent SIGKILL to 1 process
[124]

$ CPR_LOG=loud cpr execFile true
! cpr: CPR_LOG: 'loud' is not one of off, info, debug
[125]

# -v logs the steps of the run; CPR_LOG does the same without an option.
$ CPR_KILL_AFTER=2s cpr execFile -v true 2>&1 | sed 's/pid [0-9]*/pid N/; s/after [0-9.]* [mu]s/after T/'
cpr: running 'true'
cpr: timeout none, kill signal SIGTERM, kill after 2 s, max buffer none
cpr: kill-after 2s is set by CPR_KILL_AFTER
cpr: started pid N
cpr: child exited with code 0
cpr: finished after T, verdict exit

$ CPR_LOG=info cpr execFile child exit 3 2>&1 | sed 's/pid [0-9]*/pid N/; s/after [0-9.]* [mu]s/after T/'
cpr: running 'child'
cpr: timeout none, kill signal SIGTERM, kill after 5 s, max buffer none
cpr: verbose info is set by CPR_LOG
cpr: started pid N
cpr: child exited with code 3
cpr: finished after T, verdict exit

# -q prints only usage errors.
$ cpr spawn -q no-such-program
[127]

$ cpr spawn -q --timeout $SOON child forever
[124]

$ cpr spawn -q --bogus
! cpr: unknown option '--bogus': see 'cpr spawn --help', or write -- before the command
[125]

# Help and version.
$ cpr --version | sed 's/[0-9][0-9.]*/X/'
cpr X

$ cpr help nonsense
! cpr: unknown subcommand 'nonsense': see 'cpr help'
[125]

$ diff <(cpr help exec) <(cpr exec --help) && diff <(cpr --help) <(cpr help) && cpr spawn --timeout 5 -h | head -1
Usage: cpr spawn [OPTIONS] [--] COMMAND [ARG...]

$ cpr execFile --help | head -1
Usage: cpr exec-file [OPTIONS] [--] FILE [ARG...]   (also: cpr execFile)

# Untrusted text in a message is escaped and stays on one line: colours, cursor movement, C1,
# bidirectional controls, bytes that are not UTF-8. Other text is unchanged.
$ cpr spawn $'--zz\e[31m\a\r\nx\t\x7f' ls
! cpr: unknown option '--zz\x1b[31m\x07\r\nx\t\x7f': see 'cpr spawn --help', or write -- before the command
[125]

$ cpr spawn --uid $'a\xc2\x9b31m\xe2\x80\xaeb\xe2\x81\xa6\xd8\x9c\xe2\x80\x8f\xff\xc3\xa4' ls
! cpr: --uid: /etc/passwd has no user 'a\xc2\x9b31m\xe2\x80\xaeb\xe2\x81\xa6\xd8\x9c\xe2\x80\x8f\xffä': use an existing name or a number
[125]

$ cpr spawn $'no\nsuch\e]0;title\aprogram'
! cpr: cannot start 'no\nsuch\x1b]0;title\x07program': no such program in PATH; it is a command line, not a program: write cpr exec $'no\nsuch\x1b]0;title\x07program'
[127]

$ cpr spawn --cwd $'/no\e[2J/such' true
! cpr: cannot start 'true': working directory '/no\x1b[2J/such' does not exist
[125]

$ cpr exec --timeout $SOON $'sleep 9 # \e[8m\xe2\x80\xae' 2>&1 | sed 's/; .*//'
cpr: 'sleep 9 # \x1b[8m\xe2\x80\xae' timed out after 100 ms

$ CPR_KILL_AFTER=$'1s\e[1m' cpr spawn true
! cpr: CPR_KILL_AFTER: '1s\x1b[1m' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none
[125]

$ cpr exec -v $': \e[7m' 2>&1 | head -1
cpr: running ': \x1b[7m' with /bin/sh
