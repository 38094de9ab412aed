# Completion of cpr(1) for PowerShell 5.1 and later: dot-source this file in $PROFILE, as in
#
#   . C:\cpr\completions\cpr.ps1
#
# Generated: edit completions/cpr.ps1.in and cli/options/table.cpp, then build the target `generate`.

Register-ArgumentCompleter -Native -CommandName 'cpr', 'cpr.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    Set-StrictMode -Off  # rows do not have all keys
    $onWindows = $env:OS -ceq 'Windows_NT'

    # Elsewhere: Windows does not have it.
    $verbs = @(
        @{ Name = 'exec-file'; Help = 'run a program, without a shell' }
        @{ Name = 'execFile'; Help = 'Node''s name for exec-file' }
        @{ Name = 'exec'; Help = 'run a command line in a shell' }
        @{ Name = 'spawn'; Help = 'like exec-file, without Node''s limit on captured output' }
        @{ Name = 'fork'; Help = 'run a Node program and exchange JSON messages with it, one per line'; Elsewhere = $true }
        @{ Name = 'timeout'; Help = 'like timeout(1): a limit in seconds' }
        @{ Name = 'kill'; Help = 'kill runs in the background'; Elsewhere = $true }
        @{ Name = 'wait'; Help = 'wait for runs in the background'; Elsewhere = $true }
        @{ Name = 'ps'; Help = 'list runs in the background'; Elsewhere = $true }
    ) | Where-Object { -not ($onWindows -and $_.Elsewhere) }

    # An option may have several rows, for different subcommands. Verbs: those that list it. Names: as they are
    # offered; Camel: in Node's spelling. Offered, Words: for its value; an option without one has neither.
    $options = @(
        @{ Help = 'follow the rules of Node, or of env(1), exactly'; Names = '--compat'; Offered = 'nothing'; Words = 'node', 'env'; NotOnWindows = 'env'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'kill the process tree after DURATION (default: none)'; Names = '--timeout', '-t'; Offered = 'nothing'; Words = '500ms', '5s', '1m', '1h', 'none'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork' }
        @{ Help = 'exit with 124 after DURATION; the runs go on (default: none)'; Names = '--timeout', '-t'; Offered = 'nothing'; Words = '500ms', '5s', '1m', '1h', 'none'; Verbs = 'wait' }
        @{ Help = 'maximum time without output (default: none)'; Names = '--idle-timeout'; Camel = '--idleTimeout'; Offered = 'nothing'; Words = '500ms', '5s', '1m', '1h', 'none'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'signal sent at a limit (default: SIGTERM)'; Names = '--kill-signal', '-s'; Camel = '--killSignal'; Offered = 'nothing'; Words = 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGTERM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIGIO', 'SIGPWR', 'SIGSYS'; NotOnWindows = 'SIGHUP', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIGIO', 'SIGPWR', 'SIGSYS'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork' }
        @{ Help = 'signal sent at a limit (default: SIGTERM)'; Names = '--signal', '-s'; Camel = '--killSignal'; Offered = 'nothing'; Words = 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGTERM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIGIO', 'SIGPWR', 'SIGSYS'; NotOnWindows = 'SIGHUP', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIGIO', 'SIGPWR', 'SIGSYS'; Verbs = 'timeout' }
        @{ Help = 'signal to send; 0 only tests (default: SIGTERM)'; Names = '--signal', '-s'; Camel = '--killSignal'; Offered = 'nothing'; Words = 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGTERM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIGIO', 'SIGPWR', 'SIGSYS'; NotOnWindows = 'SIGHUP', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIGIO', 'SIGPWR', 'SIGSYS'; Verbs = 'kill' }
        @{ Help = 'SIGKILL whatever is still running after DURATION (default: 5s)'; Names = '--kill-after', '-k'; Camel = '--killAfter'; Offered = 'nothing'; Words = '500ms', '5s', '1m', '1h', 'none'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'SIGKILL whatever is still running after DURATION (default: none)'; Names = '--kill-after', '-k'; Camel = '--killAfter'; Offered = 'nothing'; Words = '500ms', '5s', '1m', '1h', 'none'; Verbs = 'kill' }
        @{ Help = 'signal only the command itself, as --kill-mode process'; Names = '--foreground', '-f'; Verbs = 'timeout' }
        @{ Help = 'what to kill: the process tree or only the child (default: tree)'; Names = '--kill-mode'; Camel = '--killMode'; Offered = 'nothing'; Words = 'tree', 'process'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'run a shell command before the first signal'; Names = '--before-kill'; Camel = '--beforeKill'; Offered = 'nothing'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'maximum bytes per stream (default: none; with --json 204800)'; Names = '--max-buffer'; Camel = '--maxBuffer'; Offered = 'nothing'; Words = '200K', '1M', '10M', 'none'; Verbs = 'exec-file', 'execFile', 'exec' }
        @{ Help = 'maximum bytes per stream (default: none)'; Names = '--max-buffer'; Camel = '--maxBuffer'; Offered = 'nothing'; Words = '200K', '1M', '10M', 'none'; Verbs = 'spawn', 'fork', 'timeout' }
        @{ Help = 'what to do at that limit (default: kill)'; Names = '--max-buffer-action'; Camel = '--maxBufferAction'; Offered = 'nothing'; Words = 'kill', 'head', 'tail', 'ends'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'maximum memory of the process tree (default: none)'; Names = '--max-memory'; Camel = '--maxMemory'; Offered = 'nothing'; Words = '200K', '1M', '10M', 'none'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'how long to wait, after exit, for processes that hold output pipes open (default: none)'; Names = '--drain'; Offered = 'nothing'; Words = '500ms', '5s', '1m', '1h', 'none'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'run the command again, up to N times, when it fails'; Names = '--retries'; Offered = 'nothing'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'which ends are retried: verdicts, exit codes, signals'; Names = '--retry-on'; Camel = '--retryOn'; Offered = 'nothing'; Words = 'timeout', 'timeout,idle-timeout', 'exit', 'signal', 'leak', 'spawn-error', '75', '100-110', 'SIGSEGV'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'time before a retry; with MAX it doubles each time (default: 1s)'; Names = '--retry-delay'; Camel = '--retryDelay'; Offered = 'nothing'; Words = '0', '1s', '5s', '1s..30s'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'what to do with processes that are still running after exit (default: ignore)'; Names = '--leaks'; Offered = 'nothing'; Words = 'ignore', 'warn', 'kill', 'fail'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'kill the process tree even if cpr is killed'; Names = '--no-orphans'; Camel = '--noOrphans'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'how descendants are tracked (default: auto)'; Names = '--containment'; Offered = 'nothing'; Words = 'auto', 'cgroup', 'subreaper'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'exit with the child''s status when a limit is reached'; Names = '--preserve-status', '-p'; Camel = '--preserveStatus'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'run the command in a shell (default: none)'; Names = '--shell'; Offered = 'files'; Optional = $true; Verbs = 'exec-file', 'execFile', 'spawn', 'timeout' }
        @{ Help = 'run the command in a shell (default: /bin/sh)'; Names = '--shell'; Offered = 'files'; Optional = $true; Verbs = 'exec' }
        @{ Help = 'run in DIR'; Names = '--cwd', '-C'; Offered = 'directories'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'set the child''s argv[0] to TEXT'; Names = '--argv0'; Offered = 'nothing'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'start with an empty environment'; Names = '--clear-env', '-i'; Camel = '--clearEnv'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'set environment variables from FILE (repeatable)'; Names = '--env-file'; Camel = '--envFile'; Offered = 'files'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'set an environment variable (repeatable)'; Names = '--env', '-e'; Offered = 'pairs'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'unset an environment variable (repeatable)'; Names = '--unset-env', '-u'; Camel = '--unsetEnv'; Offered = 'variables'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'reset signal dispositions and the signal mask'; Names = '--default-signals'; Camel = '--defaultSignals'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'run in a new session; cpr still waits'; Names = '--detached'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'start the program, print its pid, and exit'; Names = '--unref'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'print a token once the program runs, and exit; a supervisor stays'; Names = '--background'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'write the pid to FILE when the program starts'; Names = '--pid-file'; Camel = '--pidFile'; Offered = 'files'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'when the program is ready: fd:N, line:TEXT, tcp:HOST:PORT, unix:PATH or delay:DURATION'; Names = '--ready'; Offered = 'nothing'; Words = 'line:', 'tcp:', 'unix:', 'fd:3', 'delay:1s'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'pass cpr''s own message channel on to the child'; Names = '--pass-channel'; Camel = '--passChannel'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'run as USER, a name or a number'; Names = '--uid'; Offered = 'users'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'run as GROUP, a name or a number'; Names = '--gid'; Offered = 'groups'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'comma-separated supplementary groups, or init'; Names = '--groups'; Offered = 'groups'; Words = 'init'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'one word for fds 0 to 2, or a comma-separated list of entries (default: inherit)'; Names = '--stdio'; Offered = 'nothing'; Words = 'pipe', 'inherit', 'ignore', 'pty', 'inherit,pipe,pipe', 'inherit,inherit,inherit,ipc'; NotOnWindows = 'pty'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'timeout' }
        @{ Help = 'one word for fds 0 to 2, or a comma-separated list of entries (default: ignore,inherit,inherit,ipc)'; Names = '--stdio'; Offered = 'nothing'; Words = 'pipe', 'inherit', 'ignore', 'pty', 'inherit,pipe,pipe', 'inherit,inherit,inherit,ipc'; NotOnWindows = 'pty'; Verbs = 'fork' }
        @{ Help = 'stdio entry for fd 0'; Names = '--stdin'; Offered = 'nothing'; Words = 'pipe', 'inherit', 'ignore', 'pty', 'ipc'; NotOnWindows = 'pty', 'ipc'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'stdio entry for fd 1'; Names = '--stdout'; Offered = 'nothing'; Words = 'pipe', 'inherit', 'ignore', 'pty', 'ipc'; NotOnWindows = 'pty', 'ipc'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'stdio entry for fd 2'; Names = '--stderr'; Offered = 'nothing'; Words = 'pipe', 'inherit', 'ignore', 'pty', 'ipc'; NotOnWindows = 'pty', 'ipc'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'stdio entry for fd N (repeatable)'; Names = '--fd'; Offered = 'nothing'; Words = '3=pipe', '3=inherit', '3=ignore', '3=ipc'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'pass on every fd that cpr inherited'; Names = '--inherit-fds'; Camel = '--inheritFds'; Elsewhere = $true; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'feed TEXT to the child''s stdin'; Names = '--input'; Offered = 'nothing'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'take stdin from FILE; - means cpr''s stdin'; Names = '--input-file'; Camel = '--inputFile'; Offered = 'files'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'send this message before any others (repeatable)'; Names = '--send'; Offered = 'nothing'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'attach a handle to the preceding --send (repeatable)'; Names = '--send-handle'; Camel = '--sendHandle'; Offered = 'nothing'; Words = 'tcp-server:', 'tcp-socket:', 'udp4:', 'udp6:', 'unix-server:', 'unix-socket:'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'keep the handles open in cpr after sending them'; Names = '--keep-open'; Camel = '--keepOpen'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'read messages from FILE or fd N, one per line (default: stdin)'; Names = '--messages'; Offered = 'files'; Words = 'fd:3'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'keep the channel open at the end of the input'; Names = '--keep-channel'; Camel = '--keepChannel'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'close the channel when nothing has moved for DURATION at the end of the input (default: 200ms)'; Names = '--linger'; Offered = 'nothing'; Words = '500ms', '5s', '1m', '1h', 'none'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'send a message of the input only after a message to the one before it'; Names = '--lockstep'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'close the channel after N messages from the child (default: none)'; Names = '--replies'; Offered = 'nothing'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'maximum size of a message (default: 16M)'; Names = '--max-message'; Camel = '--maxMessage'; Offered = 'nothing'; Words = '200K', '1M', '10M', 'none'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'format of the messages (default: json)'; Names = '--serialization'; Offered = 'nothing'; Words = 'json', 'advanced'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'capture stdout and stderr; do not print them'; Names = '--silent'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'program that runs MODULE (default: node)'; Names = '--exec-path'; Camel = '--execPath'; Offered = 'files'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'pass TEXT to that program, before MODULE (repeatable)'; Names = '--exec-arg'; Camel = '--execArg'; Offered = 'nothing'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'listen on tcp:HOST:PORT or unix:PATH, and pass the connections to workers'; Names = '--accept'; Offered = 'nothing'; Words = 'tcp:', 'unix:'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'number of workers (default: 1)'; Names = '--workers'; Offered = 'nothing'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'replace workers that have exited (default: yes)'; Names = '--respawn'; Offered = 'nothing'; Words = 'yes', 'no'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'message to send with each connection (default: "socket")'; Names = '--accept-message'; Camel = '--acceptMessage'; Offered = 'nothing'; Elsewhere = $true; Verbs = 'fork' }
        @{ Help = 'capture the output and print one JSON object'; Names = '--json'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'print a JSON array with an object for each run'; Names = '--json'; Verbs = 'ps' }
        @{ Help = 'write that object to FILE; print output as usual'; Names = '--result'; Offered = 'files'; Words = 'fd:3'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'write events as JSON lines'; Names = '--events'; Offered = 'files'; Words = '-', 'fd:3'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'write all relayed output to FILE as well'; Names = '--log'; Offered = 'files'; Words = 'fd:3'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'bytes as they are, or lines with time and stream (default: raw)'; Names = '--log-format'; Camel = '--logFormat'; Offered = 'nothing'; Words = 'raw', 'lines'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'encoding of the output in JSON (default: utf8)'; Names = '--encoding'; Offered = 'nothing'; Words = 'utf8', 'buffer', 'hex', 'base64', 'base64url', 'latin1', 'ascii', 'utf16le'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'show a status line on the terminal, or print one every DURATION'; Names = '--progress'; Offered = 'nothing'; Optional = $true; Words = '500ms', '1s', '5s', '30s', '1m'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'explain each step'; Names = '--verbose', '-v'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'print only usage errors'; Names = '--quiet', '-q'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout', 'kill', 'wait' }
        @{ Help = 'print what would run, and exit'; Names = '--dry-run'; Camel = '--dryRun'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout' }
        @{ Help = 'print the common options; --help prints all'; Names = '--help', '-h'; Verbs = 'exec-file', 'execFile', 'exec', 'spawn', 'fork', 'timeout', 'kill', 'wait', 'ps' }
        @{ Help = 'print the version'; Names = '--version'; Verbs = 'timeout' }
    ) | Where-Object { -not ($onWindows -and $_.Elsewhere) }

    function Test-Prefix([string] $text, [string] $prefix) {
        $text.StartsWith($prefix, [System.StringComparison]::OrdinalIgnoreCase)
    }

    function New-Result([string] $text, [string] $kind, [string] $help) {
        $shown = if ($help) { $help } else { $text }
        [System.Management.Automation.CompletionResult]::new($text, $text, $kind, $shown)
    }

    # Without a result PowerShell offers files.
    function Get-Value($option, [string] $typed, [string] $before) {
        foreach ($word in $option.Words) {
            if ($onWindows -and $option.NotOnWindows -ccontains $word) { continue }
            $isShort = $typed -and (Test-Prefix $word "SIG$typed")
            if ($isShort -or (Test-Prefix $word $typed)) { New-Result "$before$word" 'ParameterValue' '' }
        }
        if ($option.Offered -ceq 'variables' -or ($option.Offered -ceq 'pairs' -and $typed -cnotlike '*=*')) {
            $after = if ($option.Offered -ceq 'pairs') { '=' } else { '' }
            foreach ($variable in Get-ChildItem env:) {
                $text = "$before$($variable.Name)$after"
                if (Test-Prefix $variable.Name $typed) { New-Result $text 'ParameterValue' '' }
            }
        }
        if ($option.Offered -ceq 'directories') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($typed) |
                Where-Object { $_.ResultType -eq 'ProviderContainer' } |
                ForEach-Object { New-Result "$before$($_.CompletionText)" 'ProviderContainer' '' }
        }
        if ($option.Offered -ceq 'files' -and $before) {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($typed) |
                ForEach-Object { New-Result "$before$($_.CompletionText)" 'ProviderItem' '' }
        }
    }

    # The option of a word `--name` or `-x`; none if it is not one. Letters are case-sensitive.
    function Find-Option([string] $name) {
        $options | Where-Object { $_.Names -ccontains $name -or $_.Camel -ceq $name } | Select-Object -First 1
    }

    function Test-TakesNext($option) { $option -and $option.Offered -and -not $option.Optional }

    # The words between cpr and the cursor, without the one that is typed.
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })

    if ($words.Count -eq 0 -or ($words.Count -eq 1 -and $words[0] -ceq 'help')) {
        $verbs | Where-Object { Test-Prefix $_.Name $wordToComplete } |
            ForEach-Object { New-Result $_.Name 'ParameterValue' $_.Help }
        if ($words.Count -eq 0) {
            foreach ($word in 'help', '--help', '--version') {
                if (Test-Prefix $word $wordToComplete) { New-Result $word 'ParameterValue' '' }
            }
        }
        return
    }
    $verb = $words[0]
    if (-not ($verbs | Where-Object { $_.Name -ceq $verb })) { return }

    # Walk over the options to where the words of the child begin.
    $valued = $null
    for ($i = 1; $i -lt $words.Count; $i++) {
        $word = $words[$i]
        $valued = $null
        if ($word -ceq '--') { $i++; break }
        if ($word -cnotlike '-?*') { break }
        if ($word -clike '--*') {
            if ($word -cnotlike '*=*') { $valued = Find-Option $word }
        } else {
            # A cluster: the first letter with a value takes the rest of the word, or the next one.
            for ($at = 1; $at -lt $word.Length; $at++) {
                $found = Find-Option ('-' + $word[$at])
                if (-not (Test-TakesNext $found)) { continue }
                if ($at -eq $word.Length - 1) { $valued = $found }
                break
            }
        }
        if (-not (Test-TakesNext $valued)) { $valued = $null }
        if ($valued) { $i++ }
    }
    if ($valued -and $i -gt $words.Count) { return Get-Value $valued $wordToComplete '' }
    $inChild = $i -lt $words.Count -or ($words[-1] -ceq '--' -and $i -eq $words.Count)

    if (-not $inChild -and $wordToComplete -clike '--*=*') {
        $name, $typed = $wordToComplete -split '=', 2
        $option = Find-Option $name
        if ($option -and $option.Offered) { return Get-Value $option $typed "$name=" }
        return
    }
    if (-not $inChild -and $wordToComplete -clike '-*') {
        $listed = $options | Where-Object { $_.Verbs -ccontains $verb }
        $results = @(foreach ($option in $listed) {
            foreach ($name in $option.Names) {
                $isLong = $name -clike '--*' -and (Test-Prefix $name $wordToComplete)
                if ($isLong -or $name -ceq $wordToComplete) { New-Result $name 'ParameterName' $option.Help }
            }
        })
        # Node's spellings are only offered where no other one begins so.
        if ($results.Count -eq 0) {
            $results = @(foreach ($option in $listed) {
                if ($option.Camel -and (Test-Prefix $option.Camel $wordToComplete)) {
                    New-Result $option.Camel 'ParameterName' $option.Help
                }
            })
        }
        return $results
    }
    # The program; for all other operands files are offered.
    $runsProgram = 'exec', 'exec-file', 'execFile', 'spawn', 'timeout'
    $ofProgram = if ($verb -ceq 'timeout') { 1 } else { 0 }
    if ($words.Count - $i -eq $ofProgram -and $runsProgram -ccontains $verb) {
        [System.Management.Automation.CompletionCompleters]::CompleteCommand($wordToComplete)
    }
}
