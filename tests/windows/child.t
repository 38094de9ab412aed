# The child itself, and what these cases see of it: its output, its processes.
$ child cwd hex 410d0a
HERE
A

$ child start plain [ forever ] start detached [ forever ]; leftovers
HERE\child.exe forever
HERE\child.exe forever

$ child say ok | cat; printf 'a\nb' | child copy
ok
a
b\c

$ child start detached [ start plain [ forever ] forever ] say complete
complete

$ kill_leftovers; leftovers

$ A=1 child variable A variable NO_SUCH_VARIABLE
A=1
NO_SUCH_VARIABLE is not set
