# needs terminal
# needs node
# Node's REPL handles Ctrl-C itself.
$ for how in spawn exec 'spawn --timeout 20s'; do pty expect '> ' type '6 * 7\n' expect 42 type '\x03' expect 'To exit' type '.exit\n' -- cpr $how -- node; done
exit 0
exit 0
exit 0

$ pty expect '> ' type '6 * 7\n' expect 42 type '\x03' expect 'To exit' type '.exit\n' -- cpr spawn --leaks kill -- node
exit 0
