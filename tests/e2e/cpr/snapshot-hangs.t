# The first line below the message of a timeout names the culprit of a hang.
# shows snapshots

$ "$E2E/hangs.sh"
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

