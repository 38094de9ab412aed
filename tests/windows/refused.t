# What Windows cannot do is refused by name, and nothing runs.
$ for option in --uid=1 --gid=1 --groups=1 --inherit-fds --default-signals --max-memory=1G --background; do cpr spawn $option child create ran 2>err; echo "$? $option $(grep -c -- "${option%=*}" err)"; done; ls ran 2>/dev/null
125 --uid=1 1
125 --gid=1 1
125 --groups=1 1
125 --inherit-fds 1
125 --default-signals 1
125 --max-memory=1G 1
125 --background 1
[2]

$ for spec in pty pipe,pipe,pipe,ipc 'inherit,inherit,inherit,pipe'; do cpr spawn --stdio $spec child create ran 2>err; echo "$? $(grep -c -- '--stdio' err)"; done; ls ran 2>/dev/null
125 1
125 1
125 1
[2]

$ for verb in kill wait ps; do cpr $verb 1.1 >out 2>err; echo "$? $(grep -c "$verb" err)"; done
125 1
125 1
125 1

# The help and the version are those of every system.
$ cpr --version | grep -c '^cpr [0-9]'; cpr spawn --help | grep -c -- '--timeout'
1
1

$ cpr spawn --uid 1 child args
! cpr: --uid cannot be used here: Windows has no numeric user ids
[125]

$ cpr spawn --kill-signal USR1 child args
! cpr: --kill-signal: SIGUSR1 cannot be sent here: use SIGTERM, SIGINT, SIGQUIT or SIGKILL
[125]

$ cpr spawn --stdio pty child args
! cpr: --stdio pty cannot be used here: on Windows cpr makes no pseudo-terminals
[125]

$ cpr fork worker.js
! cpr: cpr fork cannot be used here: on Windows cpr has no message channel
[125]
