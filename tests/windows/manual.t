# The examples of cpr(1), WINDOWS.
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
