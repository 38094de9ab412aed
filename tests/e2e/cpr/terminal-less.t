# needs terminal
# needs less
# Ctrl-C only makes less stop following the file.
$ seq 1000 >lines; echo "pty expect 'abort)' type '\x03' expect '(END)' type g expect 20 type q -- \"\$@\"" >follow

$ export TERM=xterm; for how in '' '--timeout 20s'; do . ./follow cpr spawn $how -- less +F lines; done
exit 0
exit 0

$ export TERM=xterm; . ./follow cpr spawn --leaks kill -- less +F lines
exit 0
