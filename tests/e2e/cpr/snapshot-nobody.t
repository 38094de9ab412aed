# Likewise for a user without any capability, who may not even see the processes of others.
# needs root
# shows snapshots

$ chmod 711 .. && chmod 777 . && cp "$(command -v cpr)" "$(command -v child)" . && PATH=$PWD:$PATH "$E2E/hangs.sh" setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all --
pipe: CHILD: waiting in read on fd 0, a pipe from PID CHILD
two pipes crosswise: CHILD: waiting in read on fd 5, a pipe from PID CHILD, which waits for it in turn
accept: CHILD: waiting in accept on fd 3, a tcp socket listening on 127.0.0.1:PORT
full backlog: CHILD: waiting in connect on fd 6, a Unix socket connecting to ./socket of PID CHILD
flock: CHILD: waiting in flock on fd 3, a lock on lock held by PID CHILD
lock of fcntl: CHILD: waiting in fcntl on fd 4, a lock on lock held by PID CHILD
deadlock of threads: CHILD: every thread waits on a futex (3 threads)
busy loop: CHILD: running, using N % of a CPU
state D: CHILD: in uninterruptible sleep (D) in vfork for its child PID CHILD (kernel function F)
stopped: CHILD: stopped by a signal

# What the kernel refuses is null: a process that is not dumpable.
$ PATH=$PWD:$PATH; for timeout in 200ms 400ms 1s 5s; do setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all -- cpr spawn --json --timeout $timeout -- child undumpable pipe forever -- read-byte >out; ! grep -q '"wchan":"' out || break; done; grep -o '"waits":{[^}]*}' out
"waits":{"call":null,"fd":null,"on":null,"peers":[],"wchan":null}
"waits":{"call":null,"fd":null,"on":null,"peers":[],"wchan":null}

