$ cat >lib <<' END'
> . "$E2E/runs.sh"
> # Returns when `cpr ps TOKEN` shows a text.
> shows() { until cpr ps "$1" | grep -q "$2"; do sleep 0.01; done; }
> # Tokens, times and sizes differ from run to run.
> even() { sed -E 's/^[0-9]+[:.][0-9]+ +[0-9dhms]+ +/TOKEN AGE /; s/ [0-9.]+[KM]iB / MEM /; s/ +/ /g'; }
> END

# No runs: nothing, and no directory is made.
$ . ./lib; cpr ps; echo $?; cpr ps --json; ls
0
[]
lib

# One line a run, the oldest first, with what is left of its limits.
$ . ./lib; start spawn sleep 1000 >a; cpr exec --background --timeout 1d --idle-timeout 90s --log log 'sleep 1000 | child forever' >b
> start exec --retries 3 --retry-delay 1h 'exit 5' >c
> shows "$(cat a)" 'sleep 1000: sleeping'; shows "$(cat c)" 'running:2/4'
> shows "$(cat b)" 'child forever: waiting in rt_sigsuspend'; shows "$(cat b)" 'sleep 1000: sleeping'; cpr ps | even
TOKEN AGE STATE LEFT PROCS MEM COMMAND
TOKEN AGE running - 1 MEM sleep 1000
TOKEN AGE running 23h59m,idle:1m30s 3 MEM sleep 1000 | child forever
TOKEN AGE running:2/4 - 0 0B exit 5

# With a token its tree, in the words of a kill.
$ . ./lib; cpr ps "$(cat b)" | tail -n +3 | sed -E 's/ [0-9]+ (sleep|child f|\/bin)/ PID \1/g'
  PID sleep 1000: sleeping in clock_nanosleep
  PID child forever: waiting in rt_sigsuspend
  PID /bin/sh -c sleep 1000 | child forever: waiting in wait4 for 2 children, such as PID sleep 1000

$ . ./lib; cpr ps --json "$(cat a)" | sed -E 's/"(token|cwd|startedAt)":"[^"]*"/"\1":"..."/g; s/"(pid|ageMs|rssKiB)":[0-9.]+/"\1":N/g; s/"snapshot":\[.*\]\}\]/"snapshot":[...]}]/'
[{"token":"...","state":"running","method":"spawn","command":["sleep","1000"],"cwd":"...","pid":N,"startedAt":"...","ageMs":N,"timeoutLeftMs":null,"idleTimeoutMs":null,"attempt":1,"attempts":1,"processes":1,"rssKiB":N,"verdict":null,"status":null,"endedAt":null,"snapshot":[...]}]

# --json without tokens: no snapshots.
$ . ./lib; cpr ps --json | grep -o '"state":"[a-z]*"\|"processes":[^,]*\|"attempts*":[0-9]*\|"snapshot":[^}]*'
"state":"running"
"attempt":1
"attempts":1
"processes":1
"snapshot":null
"state":"running"
"attempt":1
"attempts":1
"processes":3
"snapshot":null
"state":"running"
"attempt":2
"attempts":4
"processes":0
"snapshot":null

$ . ./lib; cpr kill $(cat a b c); cpr ps; leftovers

# Ended, until `wait` takes the status; lost, where the supervisor was killed.
$ . ./lib; rm -f runs/*; start exec 'exit 3' >a; ended "$(cat a)"; start spawn --timeout $SOON sleep 1000 >b; ended "$(cat b)"; start spawn sleep 1000 >c; kill -KILL "$(sed 's/[:.].*//' c)"; ended "$(cat c)"; cpr ps | even; cpr ps "$(cat a)" | even
> cpr ps --json | grep -o '"state":"[a-z]*"\|"verdict":[^,]*\|"status":[^,]*\|"endedAt":null'; cpr wait "$(cat a)"; cpr wait "$(cat b)"; cpr ps | even; rm runs/*
TOKEN AGE STATE LEFT PROCS MEM COMMAND
TOKEN AGE ended:3 - - - exit 3
TOKEN AGE ended:124 - - - sleep 1000
TOKEN AGE lost - - - sleep 1000
TOKEN AGE STATE LEFT PROCS MEM COMMAND
TOKEN AGE ended:3 - - - exit 3
"state":"ended"
"verdict":"exit"
"status":3
"state":"ended"
"verdict":"timeout"
"status":124
"state":"lost"
"verdict":null
"status":null
"endedAt":null
TOKEN AGE STATE LEFT PROCS MEM COMMAND
TOKEN AGE lost - - - sleep 1000

# A token that is not known: 1, and the others are shown.
$ . ./lib; start spawn sleep 1000 >a; shows "$(cat a)" sleeping; cpr ps 2147483647:1 "$(cat a)" | grep -v sleeping | even; echo "${PIPESTATUS[0]}"; cpr ps --json 2147483647:1; echo $?; cpr ps 4711
TOKEN AGE STATE LEFT PROCS MEM COMMAND
TOKEN AGE running - 1 MEM sleep 1000
1
[]
1
! cpr: 2147483647:1: this run is not known: see 'cpr ps'
! cpr: 2147483647:1: this run is not known: see 'cpr ps'
! cpr: ps: '4711' is a pid, which another process may have by now: write the token that --background printed, or see 'cpr ps'
[125]

# A process that has the number of a lost run is not shown as the run.
$ . ./lib; sleep 1000 & other=$!; sed "s/\"token\":\"[0-9]*\([:.]\)/\"token\":\"$other\1/" "runs/$(cat a)" >"runs/$other$(sed 's/^[0-9]*//' a)"; cpr ps | even | sort; kill $other; rm "runs/$other$(sed 's/^[0-9]*//' a)"; cpr kill "$(cat a)"
TOKEN AGE STATE LEFT PROCS MEM COMMAND
TOKEN AGE lost - - - sleep 1000
TOKEN AGE running - 1 MEM sleep 1000

# Control characters of the command are escaped; words are quoted.
$ . ./lib; start spawn sh -c 'sleep 1000' $'a\eb\nc' 'two words' '' >a; shows "$(cat a)" 'sleep 1000: sleeping'; cpr ps | even; cpr ps --json | grep -o '"command":[^]]*]'; cpr kill "$(cat a)"
TOKEN AGE STATE LEFT PROCS MEM COMMAND
TOKEN AGE running - 2 MEM sh -c 'sleep 1000' $'a\x1bb\nc' 'two words' ''
"command":["sh","-c","sleep 1000","a\u001bb\nc","two words",""]

# The tree of a run with guardians: they are cpr's own, and not listed.
$ . ./lib; start exec --no-orphans 'sleep 1000 & wait' >a; shows "$(cat a)" 'wait: waiting in rt_sigsuspend'; shows "$(cat a)" 'sleep 1000: sleeping'
> cpr ps "$(cat a)" | sed -E '1d; s/^  [0-9]+/  PID/' | even; cpr kill "$(cat a)"
TOKEN AGE running - 2 MEM sleep 1000 & wait
 PID /bin/sh -c sleep 1000 & wait: waiting in rt_sigsuspend
 PID sleep 1000: sleeping in clock_nanosleep

# A directory of others is refused, whatever is in it.
$ . ./lib; ln -s runs link; CPR_RUNTIME_DIR=$HERE/link cpr ps
! cpr: cannot keep records of runs in 'HERE/link': it is a symbolic link: set CPR_RUNTIME_DIR to a directory of your own
[125]

# What is not a record is not shown.
$ . ./lib; echo '{' >runs/7:7; mkfifo runs/8:8; ln -s /dev/zero runs/9:9; cpr ps --json; rm runs/*
[]

$ leftovers

# A run that ends while cpr looks has its status, and is not called lost.
$ . ./lib; mkfifo go; token=$(cpr exec --background --stdio ignore 'read -r line <go; exit 6'); rm -f trace; strace -D -o trace -e trace=pidfd_open -e inject=pidfd_open:signal=STOP cpr ps "$token" >out & until grep -qs "stopped by SIGSTOP" trace; do sleep 0.01; done; echo >go; ended "$token"; kill -CONT $!; wait $!; even <out; cpr wait "$token"
TOKEN AGE STATE LEFT PROCS MEM COMMAND
TOKEN AGE ended:6 - - - read -r line <go; exit 6
[6]
