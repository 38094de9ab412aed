# Completion of cpr(1) for fish.
# Generated: edit completions/cpr.fish.in and cli/options/table.cpp, then build the target `generate`.

set -g __cpr_verbs exec-file execFile exec spawn fork timeout kill wait ps
set -g __cpr_valued --compat --timeout --idle-timeout --idleTimeout --kill-signal --signal --killSignal --kill-after --killAfter --kill-mode --killMode --before-kill --beforeKill --max-buffer --maxBuffer --max-buffer-action --maxBufferAction --max-memory --maxMemory --drain --retries --retry-on --retryOn --retry-delay --retryDelay --leaks --containment --cwd --argv0 --env-file --envFile --env --unset-env --unsetEnv --pid-file --pidFile --ready --uid --gid --groups --stdio --stdin --stdout --stderr --fd --input --input-file --inputFile --send --send-handle --sendHandle --messages --linger --replies --max-message --maxMessage --serialization --exec-path --execPath --exec-arg --execArg --accept --workers --respawn --accept-message --acceptMessage --result --events --log --log-format --logFormat --encoding
set -g __cpr_valued_letters 'tskCeu'

# Prints the place of the cursor after $count words, when the operands begin with word number $i.
function __cpr_operands -a verb i count
    if contains -- $verb kill wait ps
        echo token $verb
        return
    end
    if test $verb = timeout
        test $i -gt $count; and echo duration $verb; and return
        set i (math $i + 1)
    end
    if test $i -gt $count
        echo program $verb
    else
        echo child $verb $i
    end
end

# Walks over the words before the cursor and prints where the cursor is: `verb`, `help`, `options VERB`,
# `program VERB`, `duration timeout`, `token VERB`, or `child VERB N`, where the child's words begin with word number N.
function __cpr_place
    set -l words (commandline -opc)
    set -l count (count $words)
    if test $count -lt 2
        echo verb
        return
    end
    set -l verb $words[2]
    if test $verb = help
        test $count -eq 2; and echo help
        return
    end
    contains -- $verb $__cpr_verbs; or return
    set -l i 3
    while test $i -le $count
        set -l word $words[$i]
        switch $word
            case --
                __cpr_operands $verb (math $i + 1) $count
                return
            case '--*=*'
            case '--*'
                contains -- $word $__cpr_valued; and set i (math $i + 1)
            case '-?*'
                # A cluster: the first letter with a value takes the rest of the word, or the next.
                set -l valued (string match -r -- "^-[^$__cpr_valued_letters]*[$__cpr_valued_letters]\$" $word)
                test -n "$valued"; and set i (math $i + 1)
            case '*'
                __cpr_operands $verb $i $count
                return
        end
        set i (math $i + 1)
    end
    echo options $verb
end

function __cpr_at_verb
    test (__cpr_place) = verb
end

function __cpr_at_help
    test (__cpr_place) = help
end

# Within the options, of one of the verbs in $argv if there are any.
function __cpr_in_options
    set -l place (string split ' ' -- (__cpr_place))
    test "$place[1]" = options; or return 1
    not set -q argv[1]; or contains -- $place[2] $argv
end

# Node's spellings are only offered when the word already begins like one.
function __cpr_in_camel_options
    set -l words (commandline -opc) (commandline -ct)
    string match -qr -- '^--[a-z]+[A-Z]' $words[-1] $words[-2]; and __cpr_in_options $argv
end

function __cpr_at_program
    set -l place (string split ' ' -- (__cpr_place))
    contains -- "$place[1]" program options; or return 1
    test $place[1] = program; and return
    # The first operand of these is not a program.
    not contains -- $place[2] timeout kill wait ps; and not string match -q -- '-*' (commandline -ct)
end

function __cpr_at_token
    set -l place (string split ' ' -- (__cpr_place))
    test "$place[1]" = token; and return
    test "$place[1]" = options; and contains -- $place[2] kill wait ps; and not string match -q -- '-*' (commandline -ct)
end

# The tokens of runs in the background, with their commands.
function __cpr_tokens
    set -l place (string split ' ' -- (__cpr_place))
    for line in (cpr ps 2>/dev/null)[2..]
        set -l words (string match -r '^(\S+)\s+\S+\s+(\S+)\s+\S+\s+\S+\s+\S+\s+(.*)$' -- $line)
        test "$place[2]" = kill; and string match -qr '^(ended:|lost)' -- $words[3]; and continue
        printf '%s\t%s\n' $words[2] $words[4]
    end
end

function __cpr_in_child
    string match -q -- 'child *' (__cpr_place)
end

# Programs; for fork, files.
function __cpr_programs
    set -l place (string split ' ' -- (__cpr_place))
    if test "$place[2]" = fork
        __fish_complete_path (commandline -ct)
    else
        complete -C (commandline -ct)
    end
end

# The completion of the program itself.
function __cpr_child
    set -l place (string split ' ' -- (__cpr_place))
    test "$place[2]" = exec; and return
    if test "$place[2]" = fork
        __fish_complete_path (commandline -ct)
        return
    end
    set -l words (commandline -opc)
    set -l child (string escape -- $words[$place[3]..-1])
    complete -C "$child "(commandline -ct)
end

function __cpr_value
    set -l offered $argv[1]
    set -e argv[1]
    switch $offered
        case files
            __fish_complete_path (commandline -ct)
        case directories
            __fish_complete_directories (commandline -ct)
        case users
            __fish_complete_users
        case groups
            __fish_complete_groups
        case variables
            set -nx
        case pairs
            string match -q -- '*=*' (commandline -ct); or string replace -r '$' = (set -nx)
    end
    for word in $argv
        echo $word
    end
end

complete -c cpr -f
complete -c cpr -n __cpr_at_verb -f -a exec-file -d 'run a program, without a shell'
complete -c cpr -n __cpr_at_verb -f -a execFile -d 'Node'\''s name for exec-file'
complete -c cpr -n __cpr_at_verb -f -a exec -d 'run a command line in a shell'
complete -c cpr -n __cpr_at_verb -f -a spawn -d 'like exec-file, without Node'\''s limit on captured output'
complete -c cpr -n __cpr_at_verb -f -a fork -d 'run a Node program and exchange JSON messages with it, one per line'
complete -c cpr -n __cpr_at_verb -f -a timeout -d 'like timeout(1): a limit in seconds'
complete -c cpr -n __cpr_at_verb -f -a kill -d 'kill runs in the background'
complete -c cpr -n __cpr_at_verb -f -a wait -d 'wait for runs in the background'
complete -c cpr -n __cpr_at_verb -f -a ps -d 'list runs in the background'
complete -c cpr -n __cpr_at_verb -f -a help -d 'open the manual of a subcommand'
complete -c cpr -n __cpr_at_verb -l help -d 'list the subcommands'
complete -c cpr -n __cpr_at_verb -l version -d 'print the version'
complete -c cpr -n __cpr_at_help -f -a "$__cpr_verbs"
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l compat -x -a '(__cpr_value nothing node env)' -d 'follow the rules of Node, or of env(1), exactly'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork' -s t -l timeout -x -a '(__cpr_value nothing 500ms 5s 1m 1h none)' -d 'kill the process tree after DURATION (default: none)'
complete -c cpr -n '__cpr_in_options wait' -s t -l timeout -x -a '(__cpr_value nothing 500ms 5s 1m 1h none)' -d 'exit with 124 after DURATION; the runs go on'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l idle-timeout -x -a '(__cpr_value nothing 500ms 5s 1m 1h none)' -d 'maximum time without output (default: none)'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l idleTimeout -x -a '(__cpr_value nothing 500ms 5s 1m 1h none)' -d 'maximum time without output (default: none)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork' -s s -l kill-signal -x -a '(__cpr_value nothing SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS)' -d 'signal sent at a limit (default: SIGTERM)'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork' -l killSignal -x -a '(__cpr_value nothing SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS)' -d 'signal sent at a limit (default: SIGTERM)'
complete -c cpr -n '__cpr_in_options timeout' -s s -l signal -x -a '(__cpr_value nothing SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS)' -d 'signal sent at a limit (default: SIGTERM)'
complete -c cpr -n '__cpr_in_options kill' -s s -l signal -x -a '(__cpr_value nothing SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS)' -d 'signal to send; 0 only tests'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout kill' -s k -l kill-after -x -a '(__cpr_value nothing 500ms 5s 1m 1h none)' -d 'SIGKILL whatever is still running after DURATION (default: 5s)'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout kill' -l killAfter -x -a '(__cpr_value nothing 500ms 5s 1m 1h none)' -d 'SIGKILL whatever is still running after DURATION (default: 5s)'
complete -c cpr -n '__cpr_in_options timeout' -s f -l foreground -d 'signal only the command itself, as --kill-mode process'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l kill-mode -x -a '(__cpr_value nothing tree process)' -d 'what to kill: the process tree or only the child (default: tree)'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l killMode -x -a '(__cpr_value nothing tree process)' -d 'what to kill: the process tree or only the child (default: tree)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l before-kill -x -a '(__cpr_value nothing )' -d 'run a shell command before the first signal'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l beforeKill -x -a '(__cpr_value nothing )' -d 'run a shell command before the first signal'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l max-buffer -x -a '(__cpr_value nothing 200K 1M 10M none)' -d 'maximum bytes per stream'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l maxBuffer -x -a '(__cpr_value nothing 200K 1M 10M none)' -d 'maximum bytes per stream'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l max-buffer-action -x -a '(__cpr_value nothing kill head tail ends)' -d 'what to do at that limit (default: kill)'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l maxBufferAction -x -a '(__cpr_value nothing kill head tail ends)' -d 'what to do at that limit (default: kill)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l max-memory -x -a '(__cpr_value nothing 200K 1M 10M none)' -d 'maximum memory of the process tree (default: none)'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l maxMemory -x -a '(__cpr_value nothing 200K 1M 10M none)' -d 'maximum memory of the process tree (default: none)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l drain -x -a '(__cpr_value nothing 500ms 5s 1m 1h none)' -d 'how long to wait, after exit, for processes that hold output pipes open (default: none)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l retries -x -a '(__cpr_value nothing )' -d 'run the command again, up to N times, when it fails'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l retry-on -x -a '(__cpr_value nothing timeout timeout,idle-timeout exit signal leak spawn-error 75 100-110 SIGSEGV)' -d 'which ends are retried: verdicts, exit codes, signals'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l retryOn -x -a '(__cpr_value nothing timeout timeout,idle-timeout exit signal leak spawn-error 75 100-110 SIGSEGV)' -d 'which ends are retried: verdicts, exit codes, signals'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l retry-delay -x -a '(__cpr_value nothing 0 1s 5s 1s..30s)' -d 'time before a retry; with MAX it doubles each time (default: 1s)'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l retryDelay -x -a '(__cpr_value nothing 0 1s 5s 1s..30s)' -d 'time before a retry; with MAX it doubles each time (default: 1s)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l leaks -x -a '(__cpr_value nothing ignore warn kill fail)' -d 'what to do with processes that are still running after exit (default: ignore)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l no-orphans -d 'kill the process tree even if cpr is killed'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l noOrphans -d 'kill the process tree even if cpr is killed'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l containment -x -a '(__cpr_value nothing auto cgroup subreaper)' -d 'how descendants are tracked (default: auto)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -s p -l preserve-status -d 'exit with the child'\''s status when a limit is reached'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l preserveStatus -d 'exit with the child'\''s status when a limit is reached'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn timeout' -l shell -d 'run the command in a shell'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -s C -l cwd -x -a '(__cpr_value directories )' -d 'run in DIR'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l argv0 -x -a '(__cpr_value nothing )' -d 'set the child'\''s argv[0] to TEXT'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -s i -l clear-env -d 'start with an empty environment'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l clearEnv -d 'start with an empty environment'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l env-file -x -a '(__cpr_value files )' -d 'set environment variables from FILE'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l envFile -x -a '(__cpr_value files )' -d 'set environment variables from FILE'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -s e -l env -x -a '(__cpr_value pairs )' -d 'set an environment variable'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -s u -l unset-env -x -a '(__cpr_value variables )' -d 'unset an environment variable'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l unsetEnv -x -a '(__cpr_value variables )' -d 'unset an environment variable'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l default-signals -d 'reset signal dispositions and the signal mask'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l defaultSignals -d 'reset signal dispositions and the signal mask'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l detached -d 'run in a new session; cpr still waits'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l unref -d 'start the program, print its pid, and exit'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l background -d 'print a token once the program runs, and exit; a supervisor stays'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l pid-file -x -a '(__cpr_value files )' -d 'write the pid to FILE when the program starts'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l pidFile -x -a '(__cpr_value files )' -d 'write the pid to FILE when the program starts'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l ready -x -a '(__cpr_value nothing line: tcp: unix: fd:3 delay:1s)' -d 'when the program is ready: fd:N, line:TEXT, tcp:HOST:PORT, unix:PATH or delay:DURATION'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l pass-channel -d 'pass cpr'\''s own message channel on to the child'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l passChannel -d 'pass cpr'\''s own message channel on to the child'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l uid -x -a '(__cpr_value users )' -d 'run as USER, a name or a number'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l gid -x -a '(__cpr_value groups )' -d 'run as GROUP, a name or a number'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l groups -x -a '(__cpr_value groups init)' -d 'comma-separated supplementary groups, or init'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l stdio -x -a '(__cpr_value nothing pipe inherit ignore pty inherit,pipe,pipe inherit,inherit,inherit,ipc)' -d 'one word for fds 0 to 2, or a comma-separated list of entries'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l stdin -x -a '(__cpr_value nothing pipe inherit ignore pty ipc)' -d 'stdio entry for fd 0'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l stdout -x -a '(__cpr_value nothing pipe inherit ignore pty ipc)' -d 'stdio entry for fd 1'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l stderr -x -a '(__cpr_value nothing pipe inherit ignore pty ipc)' -d 'stdio entry for fd 2'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l fd -x -a '(__cpr_value nothing 3=pipe 3=inherit 3=ignore 3=ipc)' -d 'stdio entry for fd N'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l inherit-fds -d 'pass on every fd that cpr inherited'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l inheritFds -d 'pass on every fd that cpr inherited'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l input -x -a '(__cpr_value nothing )' -d 'feed TEXT to the child'\''s stdin'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l input-file -x -a '(__cpr_value files )' -d 'take stdin from FILE; - means cpr'\''s stdin'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l inputFile -x -a '(__cpr_value files )' -d 'take stdin from FILE; - means cpr'\''s stdin'
complete -c cpr -n '__cpr_in_options fork' -l send -x -a '(__cpr_value nothing )' -d 'send this message before any others'
complete -c cpr -n '__cpr_in_options fork' -l send-handle -x -a '(__cpr_value nothing tcp-server: tcp-socket: udp4: udp6: unix-server: unix-socket:)' -d 'attach a handle to the preceding --send'
complete -c cpr -n '__cpr_in_camel_options fork' -l sendHandle -x -a '(__cpr_value nothing tcp-server: tcp-socket: udp4: udp6: unix-server: unix-socket:)' -d 'attach a handle to the preceding --send'
complete -c cpr -n '__cpr_in_options fork' -l keep-open -d 'keep the handles open in cpr after sending them'
complete -c cpr -n '__cpr_in_camel_options fork' -l keepOpen -d 'keep the handles open in cpr after sending them'
complete -c cpr -n '__cpr_in_options fork' -l messages -x -a '(__cpr_value files fd:3)' -d 'read messages from FILE or fd N, one per line'
complete -c cpr -n '__cpr_in_options fork' -l keep-channel -d 'keep the channel open at the end of the input'
complete -c cpr -n '__cpr_in_camel_options fork' -l keepChannel -d 'keep the channel open at the end of the input'
complete -c cpr -n '__cpr_in_options fork' -l linger -x -a '(__cpr_value nothing 500ms 5s 1m 1h none)' -d 'close the channel when nothing has moved for DURATION at the end of the input (default: 200ms)'
complete -c cpr -n '__cpr_in_options fork' -l lockstep -d 'send a message of the input only after a message to the one before it'
complete -c cpr -n '__cpr_in_options fork' -l replies -x -a '(__cpr_value nothing )' -d 'close the channel after N messages from the child (default: none)'
complete -c cpr -n '__cpr_in_options fork' -l max-message -x -a '(__cpr_value nothing 200K 1M 10M none)' -d 'maximum size of a message (default: 16M)'
complete -c cpr -n '__cpr_in_camel_options fork' -l maxMessage -x -a '(__cpr_value nothing 200K 1M 10M none)' -d 'maximum size of a message (default: 16M)'
complete -c cpr -n '__cpr_in_options fork' -l serialization -x -a '(__cpr_value nothing json advanced)' -d 'format of the messages (default: json)'
complete -c cpr -n '__cpr_in_options fork' -l silent -d 'capture stdout and stderr; do not print them'
complete -c cpr -n '__cpr_in_options fork' -l exec-path -x -a '(__cpr_value files )' -d 'program that runs MODULE (default: node)'
complete -c cpr -n '__cpr_in_camel_options fork' -l execPath -x -a '(__cpr_value files )' -d 'program that runs MODULE (default: node)'
complete -c cpr -n '__cpr_in_options fork' -l exec-arg -x -a '(__cpr_value nothing )' -d 'pass TEXT to that program, before MODULE'
complete -c cpr -n '__cpr_in_camel_options fork' -l execArg -x -a '(__cpr_value nothing )' -d 'pass TEXT to that program, before MODULE'
complete -c cpr -n '__cpr_in_options fork' -l accept -x -a '(__cpr_value nothing tcp: unix:)' -d 'listen on tcp:HOST:PORT or unix:PATH, and pass the connections to workers'
complete -c cpr -n '__cpr_in_options fork' -l workers -x -a '(__cpr_value nothing )' -d 'number of workers (default: 1)'
complete -c cpr -n '__cpr_in_options fork' -l respawn -x -a '(__cpr_value nothing yes no)' -d 'replace workers that have exited (default: yes)'
complete -c cpr -n '__cpr_in_options fork' -l accept-message -x -a '(__cpr_value nothing )' -d 'message to send with each connection (default: "socket")'
complete -c cpr -n '__cpr_in_camel_options fork' -l acceptMessage -x -a '(__cpr_value nothing )' -d 'message to send with each connection (default: "socket")'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l json -d 'capture the output and print one JSON object'
complete -c cpr -n '__cpr_in_options ps' -l json -d 'print a JSON array with an object for each run'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l result -x -a '(__cpr_value files fd:3)' -d 'write that object to FILE; print output as usual'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l events -x -a '(__cpr_value files - fd:3)' -d 'write events as JSON lines'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l log -x -a '(__cpr_value files fd:3)' -d 'write all relayed output to FILE as well'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l log-format -x -a '(__cpr_value nothing raw lines)' -d 'bytes as they are, or lines with time and stream (default: raw)'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l logFormat -x -a '(__cpr_value nothing raw lines)' -d 'bytes as they are, or lines with time and stream (default: raw)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l encoding -x -a '(__cpr_value nothing utf8 buffer hex base64 base64url latin1 ascii utf16le)' -d 'encoding of the output in JSON (default: utf8)'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l progress -d 'show a status line on the terminal, or print one every DURATION'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -s v -l verbose -d 'explain each step'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout kill wait' -s q -l quiet -d 'print only usage errors'
complete -c cpr -n '__cpr_in_options exec-file execFile exec spawn fork timeout' -l dry-run -d 'print what would run, and exit'
complete -c cpr -n '__cpr_in_camel_options exec-file execFile exec spawn fork timeout' -l dryRun -d 'print what would run, and exit'
complete -c cpr -n __cpr_in_options -s h -l help -d 'print the common options; --help prints all'
complete -c cpr -n '__cpr_in_options timeout' -l version -d 'print the version'
complete -c cpr -n __cpr_at_program -f -a '(__cpr_programs)'
complete -c cpr -n __cpr_at_token -f -a '(__cpr_tokens)'
complete -c cpr -n __cpr_in_child -f -a '(__cpr_child)'
