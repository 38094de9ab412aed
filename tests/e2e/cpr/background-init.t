# needs namespaces
# When PID 1 exits, the kernel kills every process of its namespace.
$ unshare -pf --mount-proc cpr spawn --background --stdio ignore child forever
! cpr: --background: cpr is PID 1, and everything else is killed when that exits: omit --background
[125]
