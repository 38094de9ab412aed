# Everything is resolved and printed, nothing runs.
$ cpr exec --dry-run --timeout 1m30s --env A=1 --unset-env B --clear-env 'touch made'; ls
method: exec
file: /bin/sh
program: /bin/sh
argv: ["/bin/sh","-c","touch made"]
cwd: HERE
env: ["clear","+A=1","-B"]
stdio: ["0","1","2"]
timeout: 90 s
idle-timeout: none
kill-signal: SIGTERM
kill-after: 5 s
kill-mode: tree
before-kill: none
max-buffer: none
max-buffer-action: kill
max-memory: none
drain: none
leaks: ignore
containment: auto
no-orphans: no

$ cpr spawn --dry-run --json --stdio '<in,>out,&1,pipe' --uid 65534 --groups 1,2 /bin/echo 'a b' | sed 's/"program"/\n"program"/'
{"method":"spawn","file":"/bin/echo",
"program":"/bin/echo","argv":["/bin/echo","a b"],"cwd":"HERE","env":[],"stdio":["<in",">out","&1","pipe"],"uid":65534,"groups":["1","2"],"timeout":null,"idle-timeout":null,"kill-signal":"SIGTERM","kill-after":"5 s","kill-mode":"tree","before-kill":null,"max-buffer":null,"max-buffer-action":"kill","max-memory":null,"drain":null,"leaks":"ignore","containment":"auto","no-orphans":"no"}

$ cpr spawn --dry-run no-such-program | grep leaks; echo "${PIPESTATUS[0]}"
leaks: ignore
127
! cpr: cannot start 'no-such-program': no such program in PATH

$ cpr spawn --dry-run --cwd /no/such/directory ls >/dev/null
! cpr: cannot start 'ls': working directory '/no/such/directory' does not exist
[125]

$ mkdir -p bin; printf '#!/bin/sh\n' >bin/tool; chmod +x bin/tool; cpr spawn --dry-run --env PATH=bin tool | grep program
program: bin/tool

$ cpr exec --dry-run --idle-timeout 2s --kill-mode process --drain 0 --max-buffer 1M --max-buffer-action tail --leaks fail --containment subreaper --no-orphans --max-memory 1G true | tail -12 | grep -v -e before-kill -e kill-[sa] -e max-buffer:
idle-timeout: 2 s
kill-mode: process
max-buffer-action: tail
max-memory: 1073741824
drain: 0 us
leaks: fail
containment: subreaper
no-orphans: yes
