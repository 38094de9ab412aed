# needs memory cgroup
# needs no sanitizer
# A SIGKILL that coincides with an OOM kill in the memory cgroup of cpr: the message says so.
$ in_memory_cgroup 50M cpr spawn --json child take 200 | grep -o '"verdict":[^,]*,"code":[^,]*,"signal":[^,]*\|"oomKills":[^,]*'
"verdict":"signal","code":null,"signal":"SIGKILL"
"oomKills":1

$ in_memory_cgroup 50M cpr spawn --result r child take 200; echo "$?"; grep -o '"oomKills":[^,]*' r
137
"oomKills":1
! cpr: 'child take 200' was killed by SIGKILL; the kernel killed a process in this memory cgroup for lack of memory (oom kill)

$ in_memory_cgroup 50M cpr spawn --max-memory 1G child take 200; echo "$?"
137
! cpr: 'child take 200' was killed by SIGKILL; the kernel killed a process in this memory cgroup for lack of memory (oom kill)

# A descendant: the child lives, and the result has the number.
$ in_memory_cgroup 50M cpr exec --json 'child take 200; child take 200; exit 5' | grep -o '"verdict":[^,]*,"code":[^,]*\|"oomKills":[^,]*'
"verdict":"exit","code":5
"oomKills":2

# Another SIGKILL, or one that cpr has sent, is not blamed on it; nor is anything said where the counter
# was not read.
$ cpr exec --result r 'kill -KILL $$'; echo "$?"; grep -o '"oomKills":[^,]*' r
137
"oomKills":0
! cpr: 'kill -KILL $$' was killed by SIGKILL

$ in_memory_cgroup 50M cpr spawn --timeout $((5 * ${SOON%ms}))ms --kill-after 0 --result r child fork take 200 forever -- forever 2>&1 | sed 's/after [^;]*;/after T;/'; grep -o '"oomKills":[^,]*' r
cpr: 'child fork take 200 forever -- forever' timed out after T; sent SIGKILL to 1 process
"oomKills":1

$ in_memory_cgroup 50M cpr spawn child take 200; echo "$?"
137
! cpr: 'child take 200' was killed by SIGKILL
