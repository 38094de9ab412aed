# needs terminal
# needs less
# Ctrl-C only makes less stop following the file.
$ export TERM=xterm; seq 1000 >lines; for how in '' '--timeout 20s' '--leaks kill'; do pty expect 'abort)' type '\x03' expect '(END)' type 'g' expect 20 type 'q' -- cpr spawn $how -- less +F lines; done
exit 0
exit 0
exit 0
