# needs terminal
# needs vim
# Ctrl-C only leaves vim's insert mode; after vim exits the terminal is restored.
$ export TERM=xterm; for how in '' '--timeout 20s' '--leaks kill'; do pty expect '~' type 'iwords' expect $'[1;6H\e[?25h' type '\x03' expect $'\e[?25h' type ':wq out\n' -- cpr spawn $how -- vim -u NONE -i NONE -N; cat out; rm out; done
exit 0
words
exit 0
words
exit 0
words
