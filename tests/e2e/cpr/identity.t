# needs root
# Order setgroups, setgid, setuid; the groups of the caller are dropped.
$ cpr spawn --uid 65534 --gid 65533 child ids
uid 65534 65534 65534
gid 65533 65533 65533
groups

# A name brings the primary group of that user unless --gid says otherwise, a number does not.
$ cpr spawn --uid sync child ids; cpr spawn --gid 7 --uid sync child ids; cpr spawn --uid 4 child ids
uid 4 4 4
gid 65534 65534 65534
groups
uid 4 4 4
gid 7 7 7
groups
uid 4 4 4
gid 0 0 0
groups

$ cpr spawn --dry-run --uid sync true | grep -e ^uid -e ^gid
uid: 4
gid: 65534

# HOME, USER and LOGNAME stay as they are.
$ HOME=/h USER=u LOGNAME=l cpr spawn --uid nobody child env | grep -e ^HOME= -e ^USER= -e ^LOGNAME= | sort
HOME=/h
LOGNAME=l
USER=u

$ cpr spawn --gid daemon child ids
uid 0 0 0
gid 1 1 1
groups

$ cpr spawn --groups 7,8 cpr spawn --uid 65534 --gid 65534 child ids
uid 65534 65534 65534
gid 65534 65534 65534
groups

$ cpr spawn --groups 7,8 cpr spawn --gid 65534 child ids
uid 0 0 0
gid 65534 65534 65534
groups

$ cpr spawn --uid 65534 --groups 7,daemon child ids
uid 65534 65534 65534
gid 0 0 0
groups 1 7

$ cpr spawn --uid daemon --groups init child ids
uid 1 1 1
gid 1 1 1
groups 1

# Refused by the kernel: the program has not run.
$ cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 spawn --uid 0 echo ran
! cpr: cannot start 'echo': cannot become user 0: Operation not permitted
[125]

$ cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 spawn --groups 1 echo ran
! cpr: cannot start 'echo': cannot set the supplementary groups: Operation not permitted
[125]

$ cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 spawn --uid 65534 id -u
65534

# Somebody of the other identity could write to the memory of a child that is not yet the program:
# it is not cpr's then.
$ strace -f -o trace cpr spawn true; grep -c 'clone3.*CLONE_VM' trace
1

$ strace -f -o trace cpr spawn --uid 65534 true; grep -c 'clone3.*CLONE_VM' trace
0
[1]
