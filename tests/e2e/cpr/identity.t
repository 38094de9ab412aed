# needs root
# Another user may not be able to enter the directory of the build.
$ cp "$(command -v child)" .; chmod 755 .

# Order setgroups, setgid, setuid; the groups of the caller are dropped.
$ cpr spawn --uid 65534 --gid 65533 ./child ids
uid 65534 65534 65534
gid 65533 65533 65533
groups

$ cpr spawn --uid nobody ./child ids
uid 65534 65534 65534
gid 0 0 0
groups

$ cpr spawn --gid daemon child ids
uid 0 0 0
gid 1 1 1
groups

$ cpr spawn --groups 7,8 cpr spawn --uid 65534 --gid 65534 ./child ids
uid 65534 65534 65534
gid 65534 65534 65534
groups

$ cpr spawn --groups 7,8 cpr spawn --gid 65534 child ids
uid 0 0 0
gid 65534 65534 65534
groups

$ cpr spawn --uid 65534 --groups 7,daemon ./child ids
uid 65534 65534 65534
gid 0 0 0
groups 1 7

$ cpr spawn --uid daemon --groups init ./child ids
uid 1 1 1
gid 0 0 0
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
