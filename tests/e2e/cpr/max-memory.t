# The memory of the whole tree is limited; the message says how much it was.
$ cpr exec --max-memory 100M 'child grow 25' 2>err; echo "$?"; sed 's/: [0-9.]* MiB in/: N MiB in/' err
125
cpr: 'child grow 25' used more than 100 MiB of memory (--max-memory): N MiB in 2 processes; sent SIGTERM to 2 processes

$ cpr spawn --max-memory 64M child fork take 40 forever -- take 40 forever 2>err; echo "$?"; sed 's/: [0-9.]* MiB in/: N MiB in/' err; leftovers
125
cpr: 'child fork take 40 forever -- take 40 forever' used more than 64 MiB of memory (--max-memory): N MiB in 2 processes; sent SIGTERM to 2 processes

# A daemon without an environment is in the tree.
$ cpr spawn -q --max-memory 64M --stdio pipe child daemonize take 90 forever -- exit 0; echo "$?"; leftovers
125

# What ignores the signal gets SIGKILL after the grace period.
$ cpr spawn -q --max-memory 20M --kill-after 100ms --json child ignore TERM take 40 forever | grep -o '"verdict":[^,]*\|"code":"ERR[^,]*\|"signals":\[[^]]*\]\|"by":"watch"' | sed 's/"atMs":[0-9.]*/"atMs":T/g'
"verdict":"max-memory"
"code":"ERR_CPR_MAX_MEMORY"
"signals":[{"signal":"SIGTERM","atMs":T,"pids":1},{"signal":"SIGKILL","atMs":T,"pids":1}]
"by":"watch"

# Memory that processes share counts once: five workers with 60 MiB.
$ cpr spawn --max-memory 200M --leaks kill --json child share 60 5 nap $((8 * ${SOON%ms})) | grep -o '"verdict":[^,]*\|"peakProcesses":[^,]*'; leftovers
"verdict":"exit"
"peakProcesses":6

# --kill-mode process: the whole tree is measured, and the child alone is killed.
$ cpr spawn --kill-mode process --max-memory 64M --json child fork take 90 forever -- forever | grep -o '"verdict":[^,]*\|"pids":[^}]*\|"leaked":.."pid"'; leftovers; kill_leftovers
"verdict":"max-memory"
"pids":1
"leaked":[{"pid"
child fork take 90 forever -- forever 

# The child's status with --preserve-status.
$ cpr spawn -q --preserve-status --max-memory 20M child take 40 forever; echo "$?"; cpr spawn -q --preserve-status --max-memory 20M child handle TERM take 40 await exit 7; echo "$?"
143
got 15
7

# Node's spelling; a shell with and without limits.
$ cpr exec --maxMemory 1G --json 'exit 3' | grep -o '"verdict":[^,]*'; cpr exec --max-memory none true
"verdict":"exit"

# The message shows the memory of the processes.
$ cpr spawn --max-memory 64M child fork take 60 forever -- take 30 forever 2>&1 | grep -c '^cpr:   [0-9]* child .*: [0-9.]* .iB resident'
2

# Workers: the memory of all of them.
$ cpr spawn -q --fd 3=ipc --accept unix:s --workers 3 --max-memory 64M --result r child take 30 forever; echo "$?"; grep -o '"verdict":[^,]*\|"peakProcesses":[^,]*' r; leftovers
125
"verdict":"max-memory"
"peakProcesses":3

# Bad usage, before anything runs.
$ cpr spawn --max-memory 100 child say ran
! cpr: --max-memory: '100' is less than 1 MiB: write a number with its unit K, M or G, as in 100M
[125]

$ cpr spawn --max-memory 1000K child say ran
! cpr: --max-memory: '1000K' is less than 1 MiB: write a number with its unit K, M or G, as in 100M
[125]

$ cpr spawn --max-memory lots child say ran
! cpr: --max-memory: 'lots' is not a size: write bytes (200000), 200K, 10MiB, 10MB, or none
[125]

$ cpr spawn --max-memory 100 M child say ran
! cpr: --max-memory: '100' and its unit 'M' must be one argument (write -- before a program named 'M'): write cpr spawn --max-memory 100M child say ran
[125]

$ cpr spawn --unref --max-memory 100M child say ran
! cpr: --max-memory cannot be used with --unref: omit one of them
[125]

$ cpr spawn --max-memory 100M --dry-run true | grep memory; cpr spawn --max-memory 100M --dry-run --json true | grep -o '"max-memory":[^,]*'
max-memory: 104857600
"max-memory":104857600

$ cpr spawn -v --max-memory 1G true 2>&1 | grep memory
cpr: max memory 1 GiB

# A limit that could not be enforced is refused.
$ deny prctl:EPERM:36 mkdirat:EROFS -- cpr spawn --max-memory 100M child say ran
! cpr: cannot start 'child': --leaks kill, --leaks fail and --max-memory need a subreaper or a cgroup, and this system allows neither: omit the option
[125]
