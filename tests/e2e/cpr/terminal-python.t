# needs terminal
# needs python3
# Ctrl-C in a REPL is the REPL's own business: it prints its KeyboardInterrupt and goes on.
$ for how in spawn exec 'spawn --timeout 20s' 'spawn --leaks kill' 'spawn --no-orphans'; do pty expect '>>>' type '\x03' expect KeyboardInterrupt type 'print(6 * 7)\n' expect 42 type '\x03' expect KeyboardInterrupt type 'exit(5)\n' -- cpr $how -- python3; done
exit 5
exit 5
exit 5
exit 5
exit 5

# Ctrl-Z stops it and cpr, and it goes on in the foreground.
$ pty expect '>>>' type '\x1a' stopped continue type 'print(6 * 7)\n' expect 42 type 'exit(5)\n' -- cpr spawn python3
exit 5
