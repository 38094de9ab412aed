# needs root
# needs terminal
# Another user may be unable to enter the build directory.
$ cp "$(command -v child)" .; chmod 755 .

# A ./child with another identity cannot type into the caller's terminal: it gets its own session.
$ pty show expect refused expect session -- cpr spawn --uid 65534 --stdio inherit ./child type-in 'echo typed' session
refused
session leader
exit 0

$ pty show expect session -- cpr spawn --gid 65534 ./child session
session leader
exit 0

$ pty show expect session -- cpr spawn --groups 7 ./child session
session leader
exit 0

# A child with the same identity stays in cpr's session.
$ pty show expect session -- cpr spawn --uid 0 --gid 0 ./child session
inherited session
exit 0

$ pty show expect session -- cpr spawn ./child session
inherited session
exit 0

# Without a controlling terminal the session stays that of cpr.
$ setsid -w cpr spawn --uid 65534 ./child session
inherited session

# The terminal can still be read; Ctrl-C and Ctrl-Z reach the ./child through cpr.
$ pty expect ready type 'typed\n' expect typed expect typed type '\x04' -- cpr spawn --uid 65534 ./child say ready cat
exit 0

$ pty expect ready type '\x03' -- cpr spawn --uid 65534 ./child say ready forever
signal 2

$ pty expect ready type '\x1a' stopped continue type 'x\n' expect x expect x type '\x04' -- cpr spawn --uid 65534 --timeout 5s ./child say ready cat
exit 0

