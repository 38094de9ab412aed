# The examples of cpr(1), WINDOWS; and what the messages say about what Windows cannot do.
$ printf '@echo off\r\necho ran %%~nx0 [%%~1] [%%~2]\r\nexit /b 7\r\n' | tee my.bat >'my script.cmd'

$ cpr spawn cmd.exe /c my.bat
ran my.bat [] []
[7]

$ cpr exec my.bat
ran my.bat [] []
[7]

$ cpr exec "\"my script.cmd\" a b"
ran my script.cmd [a] [b]
[7]

$ cpr spawn --shell "\"my script.cmd\" a b"
ran my script.cmd [a] [b]
[7]

$ cpr spawn --uid 1 child create ran; ls ran 2>/dev/null
! cpr: --uid cannot be used here: Windows has no numeric user ids
[2]

$ cpr spawn --stdio pty child create ran; ls ran 2>/dev/null
! cpr: --stdio pty cannot be used here: on Windows cpr makes no pseudo-terminals
[2]

$ cpr spawn --kill-signal USR1 child create ran; ls ran 2>/dev/null
! cpr: --kill-signal: SIGUSR1 cannot be sent here: use SIGTERM, SIGINT, SIGQUIT or SIGKILL
[2]
