
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

$ kill_leftovers; leftovers

$ child variable PATH | cut -d";" -f1
PATH=HERE
