# CPU time of everything that was reaped, a daemon in its own session included, which the child has
# not waited for.
$ cpu() { grep -o "\"$1\":{\"userCPUTime\":[0-9]*,\"systemCPUTime\":[0-9]*" | tr -c '0-9\n' ' ' | { read -r user system; echo "$(((user + system) / 100000))"; }; }; declare -f cpu >cpu; cpr spawn --json --stdio pipe child daemonize burn 220 exit 0 -- exit 0 >json; cpu tree <json; cpu resourceUsage <json
2
0

# Without a watch the memory is not known.
$ cpr exec --json true | grep -o '"peakMemory":.*' | sed 's/"oomKills":[a-z0-9]*/"oomKills":N/'
"peakMemory":null,"peakProcesses":null,"oomKills":N,"by":"rusage"},"attempts":null,"readyAtMs":null}

# What was reaped before cpr was executed in the same process is not counted.
$ . ./cpu; sh -c 'child burn 220; exec cpr exec --json true' | cpu tree
0

# Nor is the guardian, or a shim.
$ . ./cpu; sh -c 'sleep 0.1 & exec cpr spawn --no-orphans --json child burn 220' | cpu tree
2

# Nothing has run.
$ cpr spawn --json /no/such/program | grep -o '"tree".*'; rm -f fifo; mkfifo fifo; cpr spawn --timeout 100ms --json --events fifo true | grep -o '"verdict":[^,]*\|"tree".*'
"tree":null,"attempts":null,"readyAtMs":null}
"verdict":"timeout"
"tree":null,"attempts":null,"readyAtMs":null}

# maxRSS is that of the program, or null: never the memory of cpr.
$ cpr exec-file --json child take 90 | grep -o '"maxRSS":9[0-9]\{4\}}' | sed 's/[0-9]\{4\}}/NNNN}/'; cpr exec-file --json true | grep -o '"maxRSS":[^}]*' | grep -c '"maxRSS":null$\|"maxRSS":[12][0-9][0-9][0-9]$'
"maxRSS":9NNNN}
1
