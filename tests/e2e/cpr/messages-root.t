# needs root
# Messages that it takes root to be shown.
$ cp "$(command -v cpr)" raised; chmod u+s raised; chmod 755 .. .; cpr spawn --uid 65534 --gid 65534 ./raised exec true
! cpr: cpr runs whatever it is told to, so it must not be set-uid; chmod u-s,g-s it
[125]

$ cp "$(command -v cpr)" plain; : >locked; chmod 755 plain; chmod 644 locked; cpr spawn --uid 65534 --gid 65534 ./plain spawn --result locked true
! cpr: --result: cannot write to 'locked': Permission denied
[125]
