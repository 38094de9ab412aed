# Applied in this order, regardless of the order on the command line: clear, files, pairs, removals.
$ A=1 cpr execFile --unset-env C --env C=3 --env B=2 --clear-env -- "$(command -v child)" env
B=2

$ cpr execFile -i -e A=1 -e A=2 -e 'B==x=' -e C= "$(command -v child)" env
A=2
B==x=
C=

$ A=old B=kept cpr execFile -e A=new child env | grep -E '^[AB]='
B=kept
A=new

# Files in the format of node --env-file.
$ printf '# comment\nA=plain # no part of it\nB="two\\nlines"\nC='"'"'single # kept'"'"'\nexport D=exported\nE=`back "ticks"`\nnot a pair\nF=\n G = spaced \nM="a\nb"\n' >file.env; cpr execFile -i --env-file file.env "$(command -v child)" env
A=plain
B=two
lines
C=single # kept
D=exported
E=back "ticks"
F=
G=spaced
M=a
b

$ cpr execFile -i --env-file file.env -e A=wins "$(command -v child)" env | grep ^A=
A=wins

# Malformed strings of the parent are passed on unchanged.
$ env -i "$(command -v bash)" -c 'exec -c env =odd "$0" execFile "$1" env' "$(command -v cpr)" "$(command -v child)" | grep odd
=odd

# The program is searched in the child's PATH, from the child's directory.
$ mkdir -p there/bin; cp "$(command -v child)" there/bin/mine; cpr spawn --cwd there --env PATH=bin mine args
[mine]

$ cpr spawn --cwd there bin/mine args
[bin/mine]

# Without PATH it is /usr/bin:/bin; an empty element is skipped.
$ cpr spawn --unset-env PATH -- basename /a/b
b

$ cp "$(command -v child)" here; cpr spawn --env PATH= here args
! cpr: cannot start 'here': no such program in PATH
[127]

$ cpr spawn --env PATH=:/bin: here args
! cpr: cannot start 'here': no such program in PATH
[127]

# A file that is not executable does not hide a later one.
$ mkdir -p deny; : >deny/basename; cpr spawn --env PATH="$PWD/deny:/usr/bin" basename /a/b
b

# argv[0], cwd, shells.
$ cpr spawn --argv0 other child args x
[other]
[x]

$ cpr spawn --cwd / child cwd
/

$ cpr exec --shell=/bin/bash 'echo ${BASH_VERSION:+bash}'
bash

$ cpr exec --shell=bash 'echo ${BASH_VERSION:+bash}'
bash

$ cpr execFile --shell 'echo "$1|$2"' 'a b' '$HOME;`id`'
a b|$HOME;`id`

$ cpr spawn --shell 'echo "$# $0"' a b c
3 /bin/sh
