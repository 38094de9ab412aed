# needs terminal
# needs less
# Ctrl-C does not end less, which goes on until it is told to quit.
$ export TERM=xterm; seq 1000 >lines; for how in '' '--timeout 20s' '--leaks kill'; do pty expect 20 type 'G' expect 1000 type '\x03' type 'g' expect 20 type 'q' -- cpr spawn $how -- less lines; done
exit 0
exit 0
exit 0
