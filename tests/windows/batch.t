# Batch files run with exec, with --shell, and as an argument of cmd.exe: the two examples of Node's documentation.
$ printf '@echo off\r\necho ran %%~nx0 [%%~1] [%%~2]\r\nexit /b 7\r\n' | tee my.bat 'with space.cmd' >other.cmd; cpr exec my.bat
ran my.bat [] []
[7]

$ cpr exec 'my.bat a b'
ran my.bat [a] [b]
[7]

$ cpr exec '"with space.cmd" a b'
ran with space.cmd [a] [b]
[7]

$ cpr spawn cmd.exe /c my.bat
ran my.bat [] []
[7]

$ cpr exec-file cmd.exe /d /s /c 'other.cmd x y'
ran other.cmd [x] [y]
[7]

$ cpr spawn --shell 'my.bat a'
ran my.bat [a] []
[7]

$ cpr exec-file --shell other.cmd
ran other.cmd [] []
[7]

# Without a shell they are refused, since no quoting is safe for their arguments; the hint says what to do.
$ for verb in exec-file spawn; do for name in my.bat MY.BAT my.Bat my.bat. 'my.bat ' 'my.bat. .' ./my.bat .\\my.bat other.cmd OTHER.CMD 'other.cmD ' 'with space.cmd'; do cpr $verb "$name" '&echo injected' >out 2>err; echo "$? $(cat out)$(grep -F "cpr: cannot start '$name': " err | grep -c 'use cpr exec')"; done; done | sort | uniq -c | sed 's/^ *//'
24 126 1

$ cpr spawn "$WINDOWS_HERE\my.bat" >out 2>err; echo "$? $(cat out)"
126 

# A stream of the file, and a name that only PATHEXT completes.
$ for name in 'my.bat::$DATA' my 'my.bat/' '"my.bat"'; do cpr spawn "$name" x >out 2>err; echo "$(($? == 126 || $? == 127)) $(cat out)"; done
1 
1 
1 
1 

$ cpr spawn --json my.bat | grep -o '"verdict":"[^"]*"\|"code":"[^"]*"\|"syscall":"[^"]*"'
"verdict":"spawn-error"
"code":"EINVAL"
"syscall":"spawn my.bat"

# In PATH as well.
$ mkdir tools; cp my.bat tools/tool.bat; cpr spawn --env "PATH=$WINDOWS_HERE\\tools" tool.bat >out 2>err; echo "$? $(cat out)"
126 

# The limits are those of any other command.
$ printf '@child say started forever\r\n' >slow.bat; cpr exec -q --max-buffer 1 --kill-after 100ms slow.bat; late_leftovers
s\c

$ cpr exec -q --timeout 1s --kill-after 100ms slow.bat; echo $?; late_leftovers
started
124
