# The message for a command line that cannot work suggests one that does: `follow` prints the message,
# runs each suggested command line, and prints its output.
$ cat >follow <<' END'
> message=$(cpr "$@" 2>&1 >/dev/null </dev/null)
> echo "$message"
> sed -n 's/.*: write //; s/ or cpr /\ncpr /g; p' <<<"$message" | while read -r line; do
>   echo "+ $line"
>   bash -c "$line" </dev/null 2>&1 || echo "[$?]"
> done
> END

# Options before the subcommand.
$ bash follow --timeout 5000 child args a
cpr: '--timeout' must come after the subcommand: write cpr spawn --timeout 5000 child args a
+ cpr spawn --timeout 5000 child args a
[child]
[a]

$ bash follow -t 5s child args a 'b c'
cpr: '-t' must come after the subcommand: write cpr spawn -t 5s child args a 'b c'
+ cpr spawn -t 5s child args a 'b c'
[child]
[a]
[b c]

$ bash follow -t5s exec 'child args a; exit 3'
cpr: '-t5s' must come after the subcommand: write cpr exec -t5s 'child args a; exit 3'
+ cpr exec -t5s 'child args a; exit 3'
[child]
[a]
[3]

$ cpr --timeout 5s --json=yes ls
! cpr: --json takes no value: omit '=yes'
[125]

$ bash follow -qv 'child args a | tail -1'
cpr: '-qv' must come after the subcommand: write cpr exec -qv 'child args a | tail -1'
+ cpr exec -qv 'child args a | tail -1'
[a]

$ cpr --timout 5 ls
! cpr: unknown option '--timout' (did you mean --timeout?): see 'cpr spawn --help', or write -- before the command
[125]

$ bash follow -q
cpr: '-q' must come after the subcommand: write cpr spawn -q COMMAND
+ cpr spawn -q COMMAND
[127]

# A command instead of the subcommand.
$ bash follow child args a
cpr: 'child' is not a subcommand: write cpr exec 'child args a' or cpr spawn child args a
+ cpr exec 'child args a'
[child]
[a]
+ cpr spawn child args a
[child]
[a]

$ bash follow run child args a
cpr: 'run' is not a subcommand: write cpr exec 'child args a' or cpr spawn child args a
+ cpr exec 'child args a'
[child]
[a]
+ cpr spawn child args a
[child]
[a]

$ bash follow child args 'a b'
cpr: 'child' is not a subcommand: write cpr spawn child args 'a b'
+ cpr spawn child args 'a b'
[child]
[a b]

$ bash follow 'child args a | tail -1'
cpr: 'child args a | tail -1' is not a subcommand: write cpr exec 'child args a | tail -1'
+ cpr exec 'child args a | tail -1'
[a]

$ bash follow ./none
cpr: './none' is not a subcommand: write cpr exec ./none or cpr spawn ./none
+ cpr exec ./none
/bin/sh: 1: ./none: not found
[127]
+ cpr spawn ./none
cpr: cannot start './none': './none' does not exist
[127]

$ bash follow -- child args a
cpr: '--' is not a subcommand: write cpr exec 'child args a' or cpr spawn child args a
+ cpr exec 'child args a'
[child]
[a]
+ cpr spawn child args a
[child]
[a]

# As in timeout(1): every number means seconds.
$ bash follow 5s child args a
cpr: '5s' is not a subcommand: write cpr spawn --timeout 5s child args a
+ cpr spawn --timeout 5s child args a
[child]
[a]

$ bash follow 5 child args a
cpr: '5' is not a subcommand: write cpr spawn --timeout 5s child args a
+ cpr spawn --timeout 5s child args a
[child]
[a]

$ bash follow 1.5 child args a
cpr: '1.5' is not a subcommand: write cpr spawn --timeout 1.5s child args a
+ cpr spawn --timeout 1.5s child args a
[child]
[a]

$ bash follow -k 2 -s INT 5 child args a
cpr: '-k' must come after the subcommand: write cpr spawn -k 2s -s INT --timeout 5s child args a
+ cpr spawn -k 2s -s INT --timeout 5s child args a
[child]
[a]

$ bash follow spawn --signal KILL child args a
cpr: unknown option '--signal': write cpr spawn --kill-signal KILL child args a
+ cpr spawn --kill-signal KILL child args a
[child]
[a]

$ bash follow spawn --signal=KILL -t 50ms child forever
cpr: unknown option '--signal=KILL': write cpr spawn --kill-signal=KILL -t 50ms child forever
+ cpr spawn --kill-signal=KILL -t 50ms child forever
cpr: 'child forever' timed out after 50 ms; sent SIGKILL to 1 process
[124]

$ bash follow spawn --foreground child args a
cpr: unknown option '--foreground': the command can always use the terminal, and --kill-mode=process signals only the command: write cpr spawn --kill-mode=process child args a
+ cpr spawn --kill-mode=process child args a
[child]
[a]

$ bash follow execFile -f child args a
cpr: unknown option '-f': the command can always use the terminal, and --kill-mode=process signals only the command: write cpr exec-file --kill-mode=process child args a
+ cpr exec-file --kill-mode=process child args a
[child]
[a]

# As in env(1).
$ bash follow spawn --chdir / --unset HOME --ignore-environment -- sh -c 'echo "$PWD$HOME"'
cpr: unknown option '--chdir': write cpr spawn --cwd / --unset-env HOME --clear-env -- sh -c 'echo "$PWD$HOME"'
+ cpr spawn --cwd / --unset-env HOME --clear-env -- sh -c 'echo "$PWD$HOME"'
/

# Options after the command of exec.
$ bash follow exec 'child args a' --timeout 5s
cpr: '--timeout' must come before the command: write cpr exec --timeout 5s 'child args a'
+ cpr exec --timeout 5s 'child args a'
[child]
[a]

$ bash follow exec -q 'child args a' -t 5s -v
cpr: '-t' must come before the command: write cpr exec -q -t 5s -v 'child args a'
+ cpr exec -q -t 5s -v 'child args a'
[child]
[a]

$ bash follow exec child --timeout 5s
cpr: '--timeout' must come before the command: write cpr exec --timeout 5s child or cpr exec 'child --timeout 5s'
+ cpr exec --timeout 5s child
+ cpr exec 'child --timeout 5s'
child: unknown word '--timeout'
[99]

$ bash follow exec 'child args a' --timeout 5 s --signal INT
cpr: '--timeout' must come before the command: write cpr exec --timeout 5s --kill-signal INT 'child args a'
+ cpr exec --timeout 5s --kill-signal INT 'child args a'
[child]
[a]

$ bash follow exec 'child args a' –timeout 5s
cpr: '–timeout' must come before the command: write cpr exec --timeout 5s 'child args a'
+ cpr exec --timeout 5s 'child args a'
[child]
[a]

$ bash follow exec 'child args a' --timout 5s
cpr: '--timout' must come before the command: write cpr exec --timout 5s 'child args a'
+ cpr exec --timout 5s 'child args a'
cpr: unknown option '--timout' (did you mean --timeout?): see 'cpr exec --help', or write -- before the command
[125]

# More than one operand for exec.
$ bash follow exec child args -t
cpr: exec takes one command line, not 3 arguments: write cpr exec 'child args -t' or cpr exec-file child args -t
+ cpr exec 'child args -t'
[child]
[-t]
+ cpr exec-file child args -t
[child]
[-t]

$ bash follow exec -t 5s child args 'a b'
cpr: exec takes one command line, not 3 arguments: write cpr exec -t 5s 'child args '\''a b'\''' or cpr exec-file -t 5s child args 'a b'
+ cpr exec -t 5s 'child args '\''a b'\'''
[child]
[a b]
+ cpr exec-file -t 5s child args 'a b'
[child]
[a b]

$ bash follow exec --timeout 5s child args --color
cpr: exec takes one command line, not 3 arguments: write cpr exec --timeout 5s 'child args --color' or cpr exec-file --timeout 5s child args --color
+ cpr exec --timeout 5s 'child args --color'
[child]
[--color]
+ cpr exec-file --timeout 5s child args --color
[child]
[--color]

$ bash follow exec 'child args a;' child args b
cpr: exec takes one command line, not 4 arguments: write cpr exec 'child args a; child args b'
+ cpr exec 'child args a; child args b'
[child]
[a]
[child]
[b]

$ bash follow exec 'child args "$1"' 'a b'
cpr: exec takes one command line: to pass it arguments ($1, $2 ...), write -- before it: write cpr exec -- 'child args "$1"' 'a b'
+ cpr exec -- 'child args "$1"' 'a b'
[child]
[a b]

$ bash follow exec -q 'child args "${2}" "$#"' a b
cpr: exec takes one command line: to pass it arguments ($1, $2 ...), write -- before it: write cpr exec -q -- 'child args "${2}" "$#"' a b
+ cpr exec -q -- 'child args "${2}" "$#"' a b
[child]
[b]
[2]

$ bash follow exec 'child args a' -- b
cpr: exec takes one command line: to pass it arguments ($1, $2 ...), write -- before it: write cpr exec -- 'child args a' b
+ cpr exec -- 'child args a' b
[child]
[a]

# After -- they are its $1, $2 ..., as find(1) passes them.
$ cpr exec -- 'child args "$0" "$@"' 'a b' -- --json
[child]
[/bin/sh]
[a b]
[--]
[--json]

$ touch 'a b.txt'; find . -name '*.txt' -exec cpr exec -- 'child args "$1"' {} ';'
[child]
[./a b.txt]

$ find . -name '*.txt' -exec bash follow exec 'child args "$1"' {} ';'
cpr: exec takes one command line: to pass it arguments ($1, $2 ...), write -- before it: write cpr exec -- 'child args "$1"' './a b.txt'
+ cpr exec -- 'child args "$1"' './a b.txt'
[child]
[./a b.txt]

$ echo 'child args "$@"' | cpr exec -- - a 'b c'
[child]
[a]
[b c]

$ cpr exec --compat node -- 'child args "$1"' a
[child]
[a]

# A number and its unit are one argument.
$ bash follow spawn --timeout 5 s child args a
cpr: --timeout: '5' and its unit 's' must be one argument (write -- before a program named 's'): write cpr spawn --timeout 5s child args a
+ cpr spawn --timeout 5s child args a
[child]
[a]

$ bash follow --timeout 5 s child args a
cpr: '--timeout' must come after the subcommand: write cpr spawn --timeout 5s child args a
+ cpr spawn --timeout 5s child args a
[child]
[a]

$ bash follow spawn -q -t 5 sec child args a
cpr: --timeout: '5' and its unit 'sec' must be one argument (write -- before a program named 'sec'): write cpr spawn -q -t 5s child args a
+ cpr spawn -q -t 5s child args a
[child]
[a]

$ bash follow execFile --max-buffer=10 M child args a
cpr: --max-buffer: '10' and its unit 'M' must be one argument (write -- before a program named 'M'): write cpr exec-file --max-buffer=10M child args a
+ cpr exec-file --max-buffer=10M child args a
[child]
[a]

$ cpr spawn --timeout 5000 -- s
! cpr: cannot start 's': no such program in PATH
[127]

$ bash follow spawn --timeout 1.5 child args a
cpr: --timeout: '1.5' has no unit: write cpr spawn --timeout 1.5s child args a
+ cpr spawn --timeout 1.5s child args a
[child]
[a]

$ bash follow spawn -k1.5 child args a
cpr: --kill-after: '1.5' has no unit: write cpr spawn -k1.5s child args a
+ cpr spawn -k1.5s child args a
[child]
[a]

$ bash follow spawn --kill-after .5 child args a
cpr: --kill-after: '.5' has no unit: write cpr spawn --kill-after .5s child args a
+ cpr spawn --kill-after .5s child args a
[child]
[a]

$ bash follow spawn --timeout 5sec child args a
cpr: --timeout: '5sec' is not a duration: write cpr spawn --timeout 5s child args a
+ cpr spawn --timeout 5s child args a
[child]
[a]

$ bash follow spawn --timeout '5 Min' child args a
cpr: --timeout: '5 Min' is not a duration: write cpr spawn --timeout 5m child args a
+ cpr spawn --timeout 5m child args a
[child]
[a]

$ cpr spawn --timeout 1.5 --timeout 5s child args a
[child]
[a]

# A shell is given with '='.
$ bash follow spawn --shell bash 'child args a'
cpr: --shell: 'bash' would be the command: write the shell after '=': write cpr spawn --shell=bash 'child args a'
+ cpr spawn --shell=bash 'child args a'
[child]
[a]

$ bash follow exec -q --shell /bin/bash -c 'child args a'
cpr: --shell: '/bin/bash' would be the command: write the shell after '=': write cpr exec -q --shell=/bin/bash 'child args a'
+ cpr exec -q --shell=/bin/bash 'child args a'
[child]
[a]

$ cpr exec --shell 'child args a'
[child]
[a]

# Dashes instead of hyphens.
$ bash follow spawn –timeout 5s child args a
cpr: '–timeout' begins with a typographic dash instead of a hyphen: write cpr spawn --timeout 5s child args a
+ cpr spawn --timeout 5s child args a
[child]
[a]

$ bash follow –timeout 5s child args a
cpr: '–timeout' begins with a typographic dash instead of a hyphen: write cpr spawn --timeout 5s child args a
+ cpr spawn --timeout 5s child args a
[child]
[a]

$ bash follow spawn —timeout=5s −q child args a
cpr: '—timeout=5s' begins with a typographic dash instead of a hyphen: write cpr spawn --timeout=5s -q child args a
+ cpr spawn --timeout=5s -q child args a
[child]
[a]

$ bash follow spawn -–timeuot 5s child args a
cpr: '-–timeuot' begins with a typographic dash instead of a hyphen: write cpr spawn --timeout 5s child args a
+ cpr spawn --timeout 5s child args a
[child]
[a]

$ bash follow spawn –t5s child args a
cpr: '–t5s' begins with a typographic dash instead of a hyphen: write cpr spawn -t5s child args a
+ cpr spawn -t5s child args a
[child]
[a]

$ bash follow spawn -timeout 5s child args a
cpr: '-timeout': long options begin with two hyphens: write cpr spawn --timeout 5s child args a
+ cpr spawn --timeout 5s child args a
[child]
[a]

$ bash follow -timeout=5s exec 'child args a'
cpr: '-timeout=5s': long options begin with two hyphens: write cpr exec --timeout=5s 'child args a'
+ cpr exec --timeout=5s 'child args a'
[child]
[a]

$ bash follow spawn -signal KILL child args a
cpr: '-signal': long options begin with two hyphens: write cpr spawn --kill-signal KILL child args a
+ cpr spawn --kill-signal KILL child args a
[child]
[a]

$ bash follow spawn --t 5s --q child args a
cpr: '--t': one-letter options begin with one hyphen: write cpr spawn -t 5s -q child args a
+ cpr spawn -t 5s -q child args a
[child]
[a]

$ bash follow spawn --t=5s child args a
cpr: '--t=5s': one-letter options begin with one hyphen: write cpr spawn -t5s child args a
+ cpr spawn -t5s child args a
[child]
[a]

$ cpr spawn –
! cpr: cannot start '–': no such program in PATH
[127]

$ cpr spawn child args –timeout
[child]
[–timeout]

# A file needs a direction.
$ bash follow spawn --stdout out.txt child args a; cat out.txt
cpr: --stdout: 'out.txt' is not an entry: a file needs its direction, <, > or >>: write cpr spawn --stdout '>out.txt' child args a
+ cpr spawn --stdout '>out.txt' child args a
[child]
[a]

$ bash follow spawn --stderr=none --fd 3=three.txt -- sh -c 'echo 3 >&3'; cat three.txt
cpr: --stderr: 'none' is not an entry: write cpr spawn --stderr=ignore --fd '3=>three.txt' -- sh -c 'echo 3 >&3'
+ cpr spawn --stderr=ignore --fd '3=>three.txt' -- sh -c 'echo 3 >&3'
3

$ bash follow spawn --stdin ./a\ b.txt child args a
cpr: --stdin: './a b.txt' is not an entry: a file needs its direction, <, > or >>: write cpr spawn --stdin '<./a b.txt' child args a
+ cpr spawn --stdin '<./a b.txt' child args a
[child]
[a]

$ bash follow spawn --stdio ,-,err.txt child args a
cpr: --stdio: ',-,err.txt' is not an entry: a file needs its direction, <, > or >>: write cpr spawn --stdio ',inherit,>err.txt' child args a
+ cpr spawn --stdio ',inherit,>err.txt' child args a
[child]
[a]

$ bash follow spawn --stdout inhreit child args a
cpr: --stdout: 'inhreit' is not an entry: write cpr spawn --stdout inherit child args a
+ cpr spawn --stdout inherit child args a
[child]
[a]

# A program that cannot exist.
$ bash follow execFile 'child args a'
cpr: cannot start 'child args a': no such program in PATH; it is a command line, not a program: write cpr exec 'child args a' or cpr exec-file child args a
+ cpr exec 'child args a'
[child]
[a]
+ cpr exec-file child args a
[child]
[a]

$ bash follow spawn -t 5s 'child args a' 'b c'
cpr: cannot start 'child args a': no such program in PATH; it is a command line, not a program: write cpr exec -t 5s 'child args a '\''b c'\''' or cpr spawn -t 5s child args a 'b c'
+ cpr exec -t 5s 'child args a '\''b c'\'''
[child]
[a]
[b c]
+ cpr spawn -t 5s child args a 'b c'
[child]
[a]
[b c]

$ bash follow execFile 'child args a | tail -1'
cpr: cannot start 'child args a | tail -1': no such program in PATH; it is a command line, not a program: write cpr exec 'child args a | tail -1'
+ cpr exec 'child args a | tail -1'
[a]

$ cpr spawn --dry-run 'child args' >/dev/null
! cpr: cannot start 'child args': no such program in PATH; it is a command line, not a program: write cpr exec --dry-run 'child args' or cpr spawn --dry-run child args
[127]

$ bash follow spawn cd /
cpr: cannot start 'cd': no such program in PATH; it is a shell builtin: write cpr exec 'cd /'
+ cpr exec 'cd /'

$ bash follow spawn umask 077
cpr: cannot start 'umask': no such program in PATH; it is a shell builtin: write cpr exec 'umask 077'
+ cpr exec 'umask 077'

$ bash follow spawn source /dev/null
cpr: cannot start 'source': no such program in PATH; it is a shell builtin: write cpr exec --shell=bash 'source /dev/null'
+ cpr exec --shell=bash 'source /dev/null'

$ bash follow spawn FOO='a b' BAR=2 sh -c 'echo "$FOO $BAR"'
cpr: cannot start 'FOO=a b': no such program in PATH; use --env to set a variable: write cpr spawn --env 'FOO=a b' --env BAR=2 sh -c 'echo "$FOO $BAR"'
+ cpr spawn --env 'FOO=a b' --env BAR=2 sh -c 'echo "$FOO $BAR"'
a b 2

+ 

$ bash follow execFile FOO=1
cpr: cannot start 'FOO=1': no such program in PATH; use --env to set a variable: write cpr exec-file --env FOO=1 COMMAND
+ cpr exec-file --env FOO=1 COMMAND
cpr: cannot start 'COMMAND': no such program in PATH
[127]

$ bash follow spawn 'FOO=1 child args a'
cpr: cannot start 'FOO=1 child args a': no such program in PATH; it is a command line, not a program: write cpr exec 'FOO=1 child args a'
+ cpr exec 'FOO=1 child args a'
[child]
[a]

$ cpr spawn ./no/such
! cpr: cannot start './no/such': './no/such' does not exist
[127]
