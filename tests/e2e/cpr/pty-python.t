# needs terminal
# needs python3
# Python knows that it is on a terminal, and reads lines of any length from it.
$ cpr spawn --stdio pty -- python3 -c 'import os, sys; print(sys.stdin.isatty(), sys.stdout.isatty(), os.isatty(2))' </dev/null
True True True

$ printf '%010000d\nlast' 0 | cpr spawn --stdio pty -- python3 -c 'import sys; print([len(line) for line in sys.stdin])'
[10001, 4]

# A REPL reads its commands, and the end of the input, from the terminal.
$ printf 'print(6 * 7)\n' | TERM=dumb cpr spawn --stdio pty -- python3 -q | grep -o 42
42

# Ctrl-C is for the program in it.
$ pty expect '>>>' type 'import time; print(6 * 7); time.sleep(60)\n' expect $'\n42' type '\x03' expect KeyboardInterrupt type 'exit(5)\n' -- env TERM=dumb cpr spawn --stdio pty python3
exit 5
