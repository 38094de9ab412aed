# The command line of timeout(1). The statuses of coreutils' own tests.
$ cpr timeout 10 true

$ cpr timeout $SOON_S sleep 10
[124]

$ cpr timeout 1d true

# An exit status is passed on, also with --preserve-status.
$ cpr timeout 10 sh -c 'exit 2'; cpr timeout -p 10 sh -c 'exit 3'
[3]

$ cpr timeout --preserve-status $SOON_S sleep 10
[143]

$ cpr timeout -s9 $SOON_S sleep 10
[137]

# -k: the command ignores the signal. 137 if SIGKILL was for the command itself, else 124.
$ cpr timeout -k.1 $SOON_S child ignore TERM forever
[137]

$ cpr timeout -s0 -k .1 $SOON_S sleep 10
[137]

$ cpr timeout --kill-after=.1 $SOON_S sh -c 'child ignore TERM forever & exec sleep 10' >/dev/null
[124]

$ cpr timeout -k 0 $SOON_S sh -c 'trap "" TERM; sleep $((${SOON%ms} * 5))e-3; echo survived; exit 5'
survived
[124]

# Whether the time limit of a command that handles the signal expired is not forgotten.
$ cpr timeout $SOON_S sh -c 'trap "exit 0" TERM; sleep 10 & wait'
[124]

# -s 0 sends nothing.
$ cpr timeout -s 0 $SOON_S sh -c 'sleep $((${SOON%ms} * 4))e-3; echo finished'; cpr timeout -s EXIT $SOON_S sleep $((${SOON%ms} * 4))e-3
finished
[124]

# It continues a stopped command, as timeout(1) does.
$ cpr timeout -s 0 -k 5 $SOON_S child stop exit 4
[124]

# 0 removes the limit, and no duration is too large.
$ cpr timeout 0 true && cpr timeout 1e5000d true && cpr timeout 99999999999999999999 true && cpr timeout inf true

$ cpr timeout 1e-5000 sleep 10
[124]

$ cpr timeout $SOON sleep 10
[124]

# Usage errors.
$ cpr timeout
! cpr: timeout: missing duration: write cpr timeout [OPTIONS] DURATION COMMAND [ARG...]
[125]

$ cpr timeout 10
! cpr: timeout: missing command: write cpr timeout [OPTIONS] DURATION COMMAND [ARG...]
[125]

$ cpr timeout invalid sleep 0
! cpr: timeout: 'invalid' is not a duration: write seconds (5, 0.5), 500ms, 1m30s, 2h, or 0 for no limit
[125]

$ cpr timeout ' -0.1' sleep 0
! cpr: timeout: ' -0.1' is not a duration: write seconds (5, 0.5), 500ms, 1m30s, 2h, or 0 for no limit
[125]

$ cpr timeout --kill-after=invalid 1 sleep 0
! cpr: --kill-after: 'invalid' is not a duration: write seconds (5, 0.5), 500ms, 1m30s, 2h, or 0 for no limit
[125]

$ cpr timeout --signal=invalid 1 sleep 0
! cpr: --signal: 'invalid' is not a signal: write a name (SIGTERM, TERM, RTMIN+1) or a number (1 to 64)
[125]

$ cpr timeout --invalid 1 sleep 0
! cpr: unknown option '--invalid': see 'cpr timeout --help', or write -- before the command
[125]

$ cpr timeout -t 5 true
! cpr: --timeout: the time limit of cpr timeout is its first operand
[125]

$ cpr timeout 10 ./no-such-file; cpr timeout 10 /
! cpr: cannot start './no-such-file': './no-such-file' does not exist
! cpr: cannot start '/': '/' is a directory
[126]

# Long options can be abbreviated.
$ cpr timeout --kill 1 --sig=INT --fore --pres --verb 10 true

$ cpr timeout --ver 1 true
! cpr: '--ver' is ambiguous: write --verbose or --version
[125]

$ cpr timeout --vers | cut -d' ' -f1
cpr

# The options of spawn come before the duration.
$ cpr timeout --cwd / --env A=1 -vq $SOON_S sh -c 'echo $A; pwd; sleep 10'
1
/
[124]

$ cpr timeout --json 5 echo out | grep -o '"method":"[^"]*"\|"verdict":"[^"]*"\|"stdout":"[^"]*"'
"method":"timeout"
"verdict":"exit"
"stdout":"out\n"

# Options end at the duration.
$ cpr timeout 5 -- true
! cpr: cannot start '--': no such program in PATH
[127]

$ cpr timeout -- 5 echo -v
-v

# -v reports the signals.
$ cpr timeout -v $SOON_S sleep 10
! cpr: sending signal TERM to command 'sleep'
! cpr: 'sleep 10' timed out after 100 ms; sent SIGTERM to 1 process
[124]

$ cpr timeout -vk .1 $SOON_S child ignore TERM forever
! cpr: sending signal TERM to command 'child'
! cpr: sending signal KILL to command 'child'
! cpr: 'child ignore TERM forever' timed out after 100 ms; sent SIGTERM to 1 process, then SIGKILL to 1 process
[137]

# A descendant in its own session is ended as well, unless only the command is to be signalled.
$ cpr timeout $SOON_S sh -c 'child setsid forever & sleep 60' >/dev/null; leftovers

$ cpr timeout --foreground $SOON_S sh -c 'child setsid forever & exec child forever' >/dev/null; leftovers | wc -l; kill_leftovers
1

# A signal that killed the command kills cpr as well, with no core dumped.
$ ulimit -c unlimited; { cpr timeout 10 sh -c 'ulimit -c 0; kill -SEGV $$'; echo $?; } 2>/dev/null; ls core* 2>/dev/null
139
[2]

$ { cpr timeout 10 sh -c 'kill -TERM $$'; kill -l $?; } 2>/dev/null
TERM

# A signal to cpr is passed on. The status is that of the command, which may handle it.
$ cpr timeout 10 sh -c 'trap "echo handled; exit 6" TERM; kill -TERM $PPID; sleep 10 & wait'
handled
[6]

$ { cpr timeout 10 sh -c 'kill -HUP $PPID; exec sleep 10'; kill -l $?; } 2>/dev/null
HUP

# SIGALRM to cpr: the time is over.
$ cpr timeout 0 sh -c 'kill -ALRM $PPID; exec sleep 10'
[124]

$ cpr timeout -v 10 sh -c 'kill -ALRM $PPID; exec child forever'
! cpr: sending signal TERM to command 'sh'
! cpr: 'sh -c kill -ALRM $PPID; exec child forever' timed out because cpr received SIGALRM; sent SIGTERM to 1 process
[124]

# A link named timeout.
$ ln -s "$(command -v cpr)" timeout; ./timeout -k 1 $SOON_S sleep 10; echo $?; ./timeout --version | cut -d' ' -f1; ./timeout
124
cpr
! cpr: timeout: missing duration: write cpr timeout [OPTIONS] DURATION COMMAND [ARG...]
[125]

# The variables keep their unit; CPR_TIMEOUT is for other subcommands.
$ CPR_TIMEOUT=1 CPR_KILL_AFTER=100 cpr timeout $SOON_S child ignore TERM forever
[137]

