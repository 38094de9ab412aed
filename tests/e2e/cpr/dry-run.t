# Everything resolved, nothing run.
$ cpr exec --dry-run --timeout 1m30s --env A=1 --unset-env B --clear-env 'touch made'; ls
method: exec
file: /bin/sh
program: /bin/sh
argv: ["/bin/sh","-c","touch made"]
cwd: HERE
env: ["clear","+A=1","-B"]
stdio: ["0","pipe","pipe"]
timeout: 90 s
kill-signal: SIGTERM
kill-after: 5 s
max-buffer: 204800
leaks: ignore

$ cpr spawn --dry-run --json --stdio '<in,>out,&1,pipe' --uid 65534 --groups 1,2 /bin/echo 'a b' | sed 's/"program"/\n"program"/'
{"method":"spawn","file":"/bin/echo",
"program":"/bin/echo","argv":["/bin/echo","a b"],"cwd":"HERE","env":[],"stdio":["<in",">out","&1","pipe"],"uid":65534,"groups":["1","2"],"timeout":null,"kill-signal":"SIGTERM","kill-after":"5 s","max-buffer":null,"leaks":"ignore"}

$ cpr spawn --dry-run no-such-program | tail -1; echo "${PIPESTATUS[0]}"
leaks: ignore
127
! cpr: cannot start 'no-such-program': no such program in PATH

$ cpr spawn --dry-run --cwd /no/such/directory ls >/dev/null
! cpr: cannot start 'ls': working directory '/no/such/directory' does not exist
[125]

$ mkdir -p bin; printf '#!/bin/sh\n' >bin/tool; chmod +x bin/tool; cpr spawn --dry-run --env PATH=bin tool | grep program
program: bin/tool
