# needs root
# Messages that only root can cause.
$ cp "$(command -v cpr)" raised; chmod u+s raised; chmod 755 .. .; cpr spawn --uid 65534 --gid 65534 ./raised exec true
! cpr: cpr runs any command that it is given, so it must not be set-uid or set-gid: remove the bits with chmod u-s,g-s
[125]

$ cp "$(command -v cpr)" plain; : >locked; chmod 755 plain; chmod 644 locked; cpr spawn --uid 65534 --gid 65534 ./plain spawn --result locked true
! cpr: --result: cannot write to 'locked': Permission denied
[125]
