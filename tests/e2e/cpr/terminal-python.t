# needs terminal
# needs python3
# A REPL handles Ctrl-C itself: it prints KeyboardInterrupt and continues.
$ cat >repl <<' END'
> pty expect '>>>' type 'import time; print(6 * 7); [time.sleep(.1) for _ in range(600)]\n' expect 42 type '\x03' expect KeyboardInterrupt type 'exit(5)\n' -- "$@"
> END

$ . ./repl cpr spawn python3; . ./repl cpr exec 'exec python3'; . ./repl cpr spawn --timeout 25s python3
exit 5
exit 5
exit 5

$ . ./repl cpr spawn --leaks kill python3; . ./repl cpr spawn --no-orphans python3
exit 5
exit 5

# Ctrl-Z stops it and cpr; it continues in the foreground.
$ pty expect '>>>' type '\x1a' stopped continue type 'print(6 * 7)\n' expect 42 type 'exit(5)\n' -- cpr spawn python3
exit 5
