# needs terminal
# --help is built in: plain in a pipe, bold headings on a terminal unless NO_COLOR is set.
$ cpr spawn --help | grep -c $'\x1b'
0
[1]

$ TERM=xterm pty expect $'\x1b[1mLimits:\x1b[0m' -- cpr spawn --help
exit 0

$ TERM=xterm NO_COLOR=1 pty show -- cpr spawn --help | grep -c -e ESC -e '^Limits:'
1

$ TERM=dumb pty show -- cpr --help | grep -c ESC
0
[1]

# As wide as the terminal.
$ cpr exec --help | awk 'length > 80'

$ pty show columns 60 expect Usage -- sh -c 'sleep 0.2; cpr exec --help' | awk 'length > 60'

# It shows the defaults of the verb.
$ for verb in exec exec-file spawn fork; do cpr $verb --help | grep --no-group-separator -A1 -e '--max-buffer ' -e '--stdio ' -e --shell; done
      --max-buffer SIZE         maximum bytes per stream (default: none; with
                                --json 204800)
      --shell[=PATH]            run the command in a shell (default: /bin/sh)
  -C, --cwd DIR                 run in DIR
      --stdio SPEC              one word for fds 0 to 2, or a comma-separated
                                list of entries (default: inherit)
      --max-buffer SIZE         maximum bytes per stream (default: none; with
                                --json 204800)
      --shell[=PATH]            run the command in a shell (default: none)
  -C, --cwd DIR                 run in DIR
      --stdio SPEC              one word for fds 0 to 2, or a comma-separated
                                list of entries (default: inherit)
      --max-buffer SIZE         maximum bytes per stream (default: none)
      --max-buffer-action kill|head|tail|ends
      --shell[=PATH]            run the command in a shell (default: none)
  -C, --cwd DIR                 run in DIR
      --stdio SPEC              one word for fds 0 to 2, or a comma-separated
                                list of entries (default: inherit)
      --max-buffer SIZE         maximum bytes per stream (default: none)
      --max-buffer-action kill|head|tail|ends
      --stdio SPEC              one word for fds 0 to 2, or a comma-separated
                                list of entries (default:

# Options of the message channel are shown by fork alone, --containment by the manual alone.
$ cpr fork --help | grep -c -e --send -e --silent -e --accept; cpr spawn --help | grep -c -e --send -e --silent -e --accept -e --containment
6
0
[1]

# -h is one screen.
$ cpr exec-file -h | grep .
Usage: cpr exec-file [OPTIONS] [--] FILE [ARG...]   (also: cpr execFile)
Run a program, without a shell.
  -t, --timeout DURATION        kill the process tree after DURATION
      --idle-timeout DURATION   maximum time without output
  -s, --kill-signal SIGNAL      signal sent at a limit (default: SIGTERM)
  -k, --kill-after DURATION     SIGKILL whatever is still running after DURATION
                                (default: 5s)
      --max-buffer SIZE         maximum bytes per stream
  -C, --cwd DIR                 run in DIR
  -e, --env KEY=VALUE           set an environment variable
      --json                    capture the output and print one JSON object
      --result FILE|fd:N        write that object to FILE; print output as usual
  -v, --verbose                 explain each step
  -q, --quiet                   print only usage errors
      --dry-run                 print what would run, and exit
  -h, --help                    print the common options; --help prints all
Examples:
  cpr exec-file --timeout 30s make -j8 test
  cpr exec-file --json --max-buffer 1M ls -l /usr
Exit status: the command's own; 128+n: killed by signal n; 124: timed out; 125:
another limit, or cpr itself failed; 126: cannot be executed; 127: not found.
DURATION: 500 (ms), 5s, 1m30s. More: cpr exec-file --help, man cpr-exec-file

$ cpr fork -qh | head -2; cpr fork -h | grep -e --send -e --silent
Usage: cpr fork [OPTIONS] [--] MODULE [ARG...]
Run a Node program and exchange JSON messages with it, one per line.
      --send JSON               send this message before any others
      --silent                  capture stdout and stderr; do not print them
  cpr fork --send '{"job": 1}' worker.js <jobs.jsonl
  cpr fork --silent --timeout 1m worker.js

$ for verb in exec exec-file spawn fork; do cpr $verb -h | wc -l; done; cpr -h | wc -l
23
23
23
25
30

$ diff <(cpr -h) <(cpr help)

# On a terminal, help opens the page if man has it; else it prints the same text as --help.
$ mkdir bin; printf '#!/bin/sh\n[ "$1" = -w ] && { [ "$2" = cpr-exec-file ]; exit; }\necho "the page $*"\nexit 4\n' >bin/man; chmod +x bin/man

$ TERM=dumb PATH=$PWD/bin:$PATH pty show -- cpr help exec-file
the page cpr-exec-file
exit 4

Limits:
  -t, --timeout DURATION        kill the process tree after DURATION (default:
                                none)
      --idle-timeout DURATION   maximum time without output (default: none)
  -s, --kill-signal SIGNAL      signal sent at a limit (default: SIGTERM)
  -k, --kill-after DURATION     SIGKILL whatever is still running after DURATION
                                (default: 5s)
      --kill-mode tree|process  what to kill: the whole tree or only the child
                                (default: tree)
      --max-buffer SIZE         maximum bytes per stream (default: none; with
                                --json 204800)
      --max-buffer-action kill|head|tail|ends
                                what that limit does (default: kill)
      --drain DURATION          after the exit, maximum wait for processes that
                                hold output pipes open (default: none)
      --leaks ignore|warn|kill|fail
                                what to do with processes still running after
                                exit (default: ignore)
      --no-orphans              kill the tree even if cpr itself is killed
      --preserve-status         exit with the child's status when a limit is
                                reached

Command and environment:
      --compat node             follow Node's rules exactly
      --shell[=PATH]            run the command in a shell (default: none)
  -C, --cwd DIR                 run in DIR
      --argv0 TEXT              set the child's argv[0] to TEXT
  -i, --clear-env               start with an empty environment
      --env-file FILE           set the variables in FILE (repeatable)
  -e, --env KEY=VALUE           set a variable (repeatable)
  -u, --unset-env KEY           unset a variable (repeatable)
      --default-signals         reset signal dispositions and the signal mask
      --detached                run in a new session; cpr still waits
      --unref                   print the pid and exit once the program runs
      --pid-file FILE           write the pid to FILE once the program runs
      --pass-channel            pass cpr's own message channel on to the child

Identity:
      --uid USER                run as USER, a name or a number
      --gid GROUP               run as GROUP, a name or a number
      --groups LIST             supplementary groups, separated by commas, or
                                init

Input and output:
      --stdio SPEC              one word for fds 0 to 2, or a list (default:
                                inherit)
      --stdin ENTRY             stdio entry for fd 0
      --stdout ENTRY            stdio entry for fd 1
      --stderr ENTRY            stdio entry for fd 2
      --fd N=ENTRY              stdio entry for fd N (repeatable)
      --inherit-fds             pass on every fd that cpr inherited
      --input TEXT              feed TEXT to the child's stdin
      --input-file FILE         use FILE as the child's stdin; - is cpr's own

Reports:
      --json                    capture the output and print one JSON object
      --result FILE|fd:N        write that object to FILE, output flows as usual
      --events FILE|fd:N|-      write events as JSON lines
      --encoding ENCODING       encoding of the output in JSON (default: utf8)
      --progress                show a status line on the terminal

General:
  -v, --verbose                 explain each step
  -q, --quiet                   print only usage errors
      --dry-run                 print what would run, and exit
  -h, --help                    print the common options; --help prints all

Options end at the first operand. DURATION: 500 (milliseconds), 5s, 1m30s or
none. SIZE: bytes, 200K, 10MiB or none. ENTRY: pipe, inherit, ignore, N, &N,
<FILE, >FILE or >>FILE. Node's spellings (--maxBuffer) are also accepted.
With an ipc entry in --stdio, the message channel options of 'cpr fork --help'
apply as well.
Exit status: that of the command; 128+n if it was killed by signal n; 124 after
a timeout; 125 if cpr failed or another limit was reached; 126 if the command
cannot be executed; 127 if it does not exist.
Manual: man cpr-exec-file
exit 0

$ TERM=dumb PATH=$PWD/bin:$PATH pty show -- cpr help spawn | sed -n 1p
Usage: cpr spawn [OPTIONS] [--] COMMAND [ARG...]

$ PATH=$PWD/bin:$PATH cpr help execFile | head -1
Usage: cpr exec-file [OPTIONS] [--] FILE [ARG...]   (also: cpr execFile)

$ rm bin/man; ln -s "$(command -v cpr)" bin/cpr; TERM=dumb PATH=$PWD/bin "$(command -v pty)" show -- cpr help exec >text; head -1 text
Usage: cpr exec [OPTIONS] [--] COMMAND

$ cpr help exec ls
! cpr: help: 'ls' is one argument too many: write cpr help exec
[125]
