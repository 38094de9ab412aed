# needs root
# Messages that only root can cause.
$ cp "$(command -v cpr)" raised; chmod u+s raised; chmod 755 .. .; cpr spawn --uid 65534 --gid 65534 ./raised exec true
! cpr: cpr runs any command that it is given, so it must not be set-uid or set-gid: remove the bits with chmod u-s,g-s
[125]
