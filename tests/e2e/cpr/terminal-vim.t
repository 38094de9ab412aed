# needs terminal
# needs vim
# Ctrl-C only leaves vim's insert mode; after vim exits the terminal is restored.
$ cat >edit <<' END'
> export TERM=xterm
> pty expect '~' type 'iwords' expect $'[1;6H\e[?25h' type '\x03' expect $'\e[?25h' type ':wq out\n' -- "$@" -- vim -u NONE -i NONE -N
> cat out; rm out
> END

$ . ./edit cpr spawn; . ./edit cpr spawn --timeout 20s
exit 0
words
exit 0
words

$ . ./edit cpr spawn --leaks kill
exit 0
words
