# needs root
# Another user may be unable to enter the build directory.
$ cp "$(command -v child)" .; chmod 755 .

# Order setgroups, setgid, setuid; the groups of the caller are dropped.
$ cpr spawn --uid 65534 --gid 65533 ./child ids
uid 65534 65534 65534
gid 65533 65533 65533
groups

# A user name also sets the primary group of that user, unless --gid is given; a number does not.
$ cpr spawn --uid sync ./child ids; cpr spawn --gid 7 --uid sync ./child ids; cpr spawn --uid 4 ./child ids
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

# HOME, USER and LOGNAME are unchanged.
$ HOME=/h USER=u LOGNAME=l cpr spawn --uid nobody ./child env | grep -e ^HOME= -e ^USER= -e ^LOGNAME= | sort
HOME=/h
LOGNAME=l
USER=u

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
gid 1 1 1
groups 1

# When the kernel refuses, the program does not run.
$ cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 spawn --uid 0 echo ran
! cpr: cannot start 'echo': cannot switch to user 0: Operation not permitted
[125]

$ cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 spawn --groups 1 echo ran
! cpr: cannot start 'echo': cannot set the supplementary groups: Operation not permitted
[125]

$ cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 spawn --uid 65534 id -u
65534

# The kernel clears the parent death signal when the identity changes: the child of a killed cpr still dies.
$ cpr spawn --uid 65534 --pid-file pid sleep 60 & until [ -s pid ]; do :; done; p=$(cat pid); kill -KILL $!; wait $! 2>/dev/null; while kill -0 $p 2>/dev/null; do :; done; echo gone
gone

# A caller with capabilities instead of uid 0 drops its groups as well, or the program does not run.
$ cat >capable <<' END'
> caps=$1; shift
> exec setpriv --reuid 65533 --regid 65533 $groups --inh-caps $caps --ambient-caps $caps /proc/self/fd/3 spawn "$@" 3<"$(command -v cpr)"
> END
> groups='--groups 7,8' bash capable +setuid,+setgid --uid 65534 --gid 65534 id -G
65534

$ groups='--groups 7,8' bash capable +setuid --uid 65534 id -G
! cpr: cannot start 'id': cannot set the supplementary groups: Operation not permitted
[125]

$ groups='--clear-groups' bash capable +setuid --uid 65534 id -G
65533

# Supplementary groups that grant no additional access may stay.
$ groups='--groups 7,8' bash capable -all --uid 65533 id -G
65533 7 8

# A process of the other identity could write to the memory of a child before its exec: it is not
# cpr's memory then.
$ strace -f -o trace cpr spawn true; grep -c 'clone.*CLONE_VM' trace
1

$ strace -f -o trace cpr spawn --uid 65534 true; grep -c 'clone.*CLONE_VM' trace
0
[1]

# Nor can a process of the same user reach into cpr, which is not dumpable. Its child is again.
$ cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 exec --shell=/bin/bash 'exec 2>&1; ls /proc/$PPID/fd; : <>/proc/$PPID/mem; ls /proc/self/fd >/dev/null && stat -c %u /proc/$$/stat' | sed 's/PPID//; s,/proc/[0-9]*,/proc/CPR,; s/.*line 1: //'
ls: cannot open directory '/proc/CPR/fd': Permission denied
/proc/CPR/mem: Permission denied
65534

# With guardians, all three processes of cpr.
$ cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 exec --no-orphans 'p=$PPID; for i in 1 2 3; do ls /proc/$p/fd; while read -r key value; do [ "$key" = PPid: ] && p=$value; done </proc/$p/status; done' 2>&1 | sed 's,/proc/[0-9]*,/proc/CPR,'
ls: cannot open directory '/proc/CPR/fd': Permission denied
ls: cannot open directory '/proc/CPR/fd': Permission denied
ls: cannot open directory '/proc/CPR/fd': Permission denied

# cpr can still read its own /proc as an ordinary user.
$ cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 exec --json --timeout $SOON 'sleep 60 & setsid sleep 60 & wait' | grep -o '"verdict":"[a-z]*"\|"pids":[0-9]*\|"by":"[a-z]*",\|"leaked":\[\]'
"verdict":"timeout"
"pids":3
"by":"subreaper",
"leaked":[]

# A child that runs as root may open the fds of cpr. It cannot forge the report of its start that way.
$ for f in /proc/$$/fd/*; do n=${f##*/}; [ $n -le 2 ] || eval "exec $n>&-"; done; cpr exec --stdio inherit 'for f in /proc/$PPID/fd/*; do t=$(readlink $f); case $t in pipe:*) [ $(readlink /proc/$PPID/fd/* | grep -cF "$t") = 1 ] && printf "\10\0\0\0\2\0\0\0\377\377\377\377\0\0\0\0" >$f;; esac; done; exit 3'
[3]
