# needs root
# needs namespaces
# Files that cpr writes for its caller, in directories that the child may write to.
$ echo victim >victim; mkdir theirs; chown 65534 theirs; theirs() { (cd theirs && setpriv --reuid 65534 --clear-groups "$@"); }; theirs ln -s ../victim link; theirs ln -s .. up; theirs ln -s ../theirs/link again
> for option in --result --events --pid-file; do for file in theirs/link theirs/again theirs/up/victim; do cpr spawn $option $file echo ran; done; done; cat victim
victim
! cpr: --result: 'theirs/link': symbolic link 'link' is owned by user 65534, not by root or the effective user: use a path without it
! cpr: --result: 'theirs/again': symbolic link 'again' is owned by user 65534, not by root or the effective user: use a path without it
! cpr: --result: 'theirs/up/victim': symbolic link 'up' is owned by user 65534, not by root or the effective user: use a path without it
! cpr: --events: 'theirs/link': symbolic link 'link' is owned by user 65534, not by root or the effective user: use a path without it
! cpr: --events: 'theirs/again': symbolic link 'again' is owned by user 65534, not by root or the effective user: use a path without it
! cpr: --events: 'theirs/up/victim': symbolic link 'up' is owned by user 65534, not by root or the effective user: use a path without it
! cpr: --pid-file: 'theirs/link': symbolic link 'link' is owned by user 65534, not by root or the effective user: use a path without it
! cpr: --pid-file: 'theirs/again': symbolic link 'again' is owned by user 65534, not by root or the effective user: use a path without it
! cpr: --pid-file: 'theirs/up/victim': symbolic link 'up' is owned by user 65534, not by root or the effective user: use a path without it

# A link of the caller is followed, in any component of the path.
$ mkdir ours; ln -s ours here; ln -s "$PWD/here/../ours/r" ours/link; cpr spawn --result here/link true; grep -c '"verdict"' ours/r; readlink ours/link; ln -s loop loop; cpr spawn --result loop true
1
HERE/here/../ours/r
! cpr: --result: cannot write 'loop': Too many levels of symbolic links
[125]

# A link with which the child replaces the file or its directory during the run is not followed.
$ cpr exec --uid 65534 --result theirs/r --pid-file theirs/p 'ln -s ../victim theirs/r; until [ -s theirs/p ]; do :; done; ln -sf ../victim theirs/p'; cat victim; stat -c %F theirs/r; grep -c '"verdict"' theirs/r
victim
regular file
1

$ mkdir theirs/sub; chown 65534 theirs/sub; cpr exec --uid 65534 --result theirs/sub/victim 'mv theirs/sub theirs/moved; ln -s .. theirs/sub'; cat victim; ls theirs/moved
victim
victim

$ mkfifo theirs/fifo; chown 65534 theirs/fifo; cpr exec --uid 65534 --timeout 5s --result theirs/fifo 'rm theirs/fifo; ln -s ../victim theirs/fifo'; cat victim; stat -c %F theirs/fifo
victim
regular file

# A hard link keeps the old content, because it may be a file elsewhere.
$ for option in --result --events; do echo one >one; ln -f one two; cpr spawn $option one true; cat two; done
one
one

# The child cannot occupy the name of the temporary file.
$ cpr exec --result r 'for i in $PPID 1 2 3; do : >r.cpr-$i; done'; grep -c '"verdict"' r; ls -A | grep -c '^\.cpr'
1
0
[1]

# Mode, owner and group of a replaced file are kept; set-uid bits are not.
$ for mode in 640 604 4777; do : >kept; chown 65534:7 kept; chmod $mode kept; before=$(stat -c %i kept); cpr spawn --result kept true; stat -c '%a %u %g' kept; [ $before = $(stat -c %i kept) ] || echo replaced; done
640 65534 7
replaced
604 65534 7
replaced
777 65534 7
replaced

# A file that cannot be replaced is written in place: in a read-only directory, a mount point, a name of maximum length.
$ mkdir closed; : >closed/r; chown 65534 closed closed/r; chmod 555 closed; cpr spawn --uid 65534 --fd 3="<$(command -v cpr)" /proc/self/fd/3 spawn --result closed/r --pid-file closed/r --events closed/r true; grep -c '"verdict"' closed/r; ls -A closed
1
r

$ echo old old old old >mounted; : >source; unshare -m sh -c 'mount --bind source mounted; cpr spawn --result mounted true'; grep -c '"verdict"' source; cat mounted
1
old old old old

$ name=$(printf '%0250d' 7); cpr spawn --result $name true; grep -c '"verdict"' $name; cpr spawn --result $name true; grep -c '"verdict"' $name
1
1
