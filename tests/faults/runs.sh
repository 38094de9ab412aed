# The runs whose system calls are made to fail, and the possible errors of each call.
# shellcheck shell=bash disable=SC2034

# Each run is a function; its arguments are the prefix of the cpr command (strace and its options). It is
# called in an empty directory, its stdout and stderr are kept, its status is cpr's. Every run has a
# limit or ends at once.
runs=(exec overflow pipeline spawn identity timeout json files result cgroup no-orphans leaks missing
  fork accept unref progress log)
# Runs that take more than a second, only in the long form.
long_runs=(stalled stalled-events)

# Processes that ignore TERM, one of them a daemon.
stubborn='exec child daemonize ignore TERM forever -- fork ignore TERM forever -- ignore TERM say ready forever'
bounded=(--timeout 400ms --kill-after 100ms)
# Output is relayed, as with options that need it.
relayed=(--stdio inherit,pipe,pipe)

run_exec() { "$@" cpr exec "${relayed[@]}" 'child spew 150000; child args >&2'; }
run_overflow() { "$@" cpr exec --max-buffer 204800 --kill-after 100ms 'exec child spew 300000 forever'; }
run_pipeline() {
  child spew 200000 | "$@" cpr spawn --stdio pipe --timeout 5s child cat | cat
  return "${PIPESTATUS[1]}"
}
run_spawn() { "$@" cpr spawn child say hello exit 3; }
run_identity() {
  # Another user may be unable to enter the build directory.
  cp "$(command -v child)" .
  "$@" cpr spawn --uid 65534 --gid 65534 ./child ids fds
}
run_timeout() { "$@" cpr exec "${relayed[@]}" "${bounded[@]}" "$stubborn"; }
run_log() {
  "$@" cpr spawn --stdio ignore,pipe,inherit --log log --timeout 5s child spew 150000 | cat
  local status=${PIPESTATUS[0]}
  cat log
  return "$status"
}
run_json() { "$@" cpr exec --json --timeout 5s 'child spew 3000 err oops exit 3'; }
run_files() {
  echo in >in
  "$@" cpr spawn --stdio '<in,>one,>>two,>three' child cat err oops to 3 more
  local status=$?
  tail in one two three
  return $status
}
run_result() {
  "$@" cpr spawn --result result --events events --stdio 'ignore,pipe,pipe' child say hello err oops
  local status=$?
  # A repeated read may change the order of the two pipes.
  cat result
  sort events
  return $status
}
run_cgroup() { "$@" cpr exec --containment cgroup "${relayed[@]}" "${bounded[@]}" "$stubborn"; }
run_no-orphans() { "$@" cpr exec --no-orphans "${relayed[@]}" "${bounded[@]}" "$stubborn"; }
run_leaks() {
  "$@" cpr exec --leaks kill "${relayed[@]}" --timeout 3s --kill-after 200ms 'exec child daemonize ignore TERM forever -- say left exit 3'
}
run_stalled-events() {  # nothing reads the events
  mkfifo events
  exec 5<>events
  "$@" cpr exec --events events "${bounded[@]}" "child spew 60000; $stubborn"
}
run_missing() { "$@" cpr spawn --timeout 5s no-such-program; }
run_fork() {
  printf '%s\n' '"in"' '{"n":1}' | "$@" cpr fork --exec-path worker --timeout 5s --send '"first"' \
    --send '"server"' --send-handle tcp-server:127.0.0.1:0 module
  return "${PIPESTATUS[1]}"
}
run_accept() {
  local port='' status
  : >said
  # The worker that gets the connection terminates cpr, the other one waits for its disconnect.
  "$@" cpr spawn --fd 3=ipc --accept tcp:127.0.0.1:0 --workers 2 --timeout 5s --kill-after 200ms -- sh -c '
    read -r line <&3 || exit 0
    printf "%s\n" "{\"cmd\":\"NODE_HANDLE_ACK\"}" "\"taken\"" >&3
    kill -TERM $PPID
    read -r line <&3
    exit 0' 2>said &
  while kill -0 $! 2>/dev/null; do
    port=$(sed -n 's/.*listening on 127\.0\.0\.1://p' said)
    [ -z "$port" ] || break
    sleep 0.01
  done
  { [ -z "$port" ] || exec 5<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null
  wait $!
  status=$?
  exec 5>&-
  cat said >&2
  return $status
}
run_unref() {
  "$@" cpr spawn --unref child exit 0 >pid
  local status=$?
  sed 's/^[0-9][0-9]*$/a pid/' pid
  return $status
}
run_progress() {
  pty show -- "$@" cpr spawn --progress --timeout 5s child say ready nap 600 exit 3 | tr -d '\r' >shown
  grep -v '^cpr: ' shown
  grep '^cpr: ' shown >&2
  return $(($(sed -n 's/^exit //p; s/^signal /128+/p' shown | tail -1)))
}
run_stalled() {
  mkfifo pipe
  exec 5<>pipe
  "$@" cpr exec --events events "${bounded[@]}" 'exec child ignore TERM flood' >pipe
  local status=$?
  exec 5>&-
  tail -1 events | grep -o '"verdict":"[a-z]*"'
  return $status
}

# Each call with its errors. `+` after an error: all later calls fail as well. Failures that cannot happen
# with cpr's arguments are omitted: getpid, sigprocmask; poll of one fd without memory; ECHILD of waitid
# for an existing child; close, which strace would suppress, while Linux closes the fd despite an error;
# errors of a socket whose other end is gone, since the child still waits for it.
errors=$(
  cat <<'END'
accept4        EMFILE ECONNABORTED ENOMEM
access         ENOENT EACCES
bind           EADDRINUSE EACCES
chdir          EACCES EIO ENOMEM
clone          EAGAIN ENOMEM
clone3         EAGAIN ENOMEM ENOSYS EPERM EINVAL
close_range    ENOSYS EPERM EMFILE
dup2           EINTR EMFILE EBUSY
epoll_create1  EMFILE ENFILE ENOMEM
epoll_ctl      ENOMEM ENOSPC EPERM ENOMEM+
epoll_wait     EINTR
eventfd2       EMFILE ENOSYS
execve         EACCES ENOMEM EAGAIN ETXTBSY EIO
fchmod         EPERM EIO
fchown         EPERM
fcntl          EMFILE
fstatfs        ENOSYS
getdents64     EIO ENOMEM EIO+
getgroups      EINVAL
getresgid      EFAULT
getresuid      EFAULT
ioctl          ENOTTY ENOMEM
kill           EPERM ESRCH EPERM+
listen         EADDRINUSE
lseek          ESPIPE
lstat          EACCES ENOMEM
memory         ENOMEM+
mkdirat        EACCES EROFS ENOSPC
mmap           ENOMEM
newfstatat     EACCES ENOMEM
openat         EINTR EMFILE ENOENT EACCES ENOMEM EMFILE+
pidfd_open     EMFILE ENOSYS EPERM EMFILE+ ENOSYS+
pidfd_send_signal EPERM ESRCH ENOSYS ENOSYS+ EPERM+
pipe2          EMFILE ENFILE ENOSYS
poll           EINTR
prctl          EPERM EINVAL
pread64        EINTR EIO
prlimit64      EPERM
read           EINTR EAGAIN EIO ENOMEM
readlink       ENOENT EACCES ENOENT+
readlinkat     EACCES ENOMEM
recvmsg        EINTR EAGAIN ENOMEM
renameat       ENOSPC EACCES EIO
rt_sigtimedwait EINTR EAGAIN
sendmsg        EINTR EAGAIN ENOBUFS
setgroups      EPERM ENOMEM
setpgid        EPERM EACCES
setresgid      EPERM EAGAIN
setresuid      EPERM EAGAIN
setsid         EPERM
signalfd4      EMFILE ENOMEM ENOSYS
socket         EMFILE EACCES ENOMEM
socketpair     EMFILE ENOMEM EAFNOSUPPORT
splice         EINTR EAGAIN EINVAL EIO ENOSPC EPIPE ENOMEM EINVAL+ ENOSYS+
statx          EACCES ENOMEM
tee            EINTR EAGAIN EINVAL EPIPE ENOMEM EINVAL+ ENOSYS+
timerfd_create EMFILE ENOSYS
timerfd_settime ENOSYS EPERM EPERM+
unlink         EACCES EIO
unlinkat       EBUSY EACCES EIO
wait4          EINTR ECHILD
waitid         EINTR
write          EINTR EAGAIN EIO ENOSPC EPIPE
END
)

# Injections that have found a bug; always in the short form.
chosen='accept cpr accept4 2 EMFILE
accept cpr clone3 1 EAGAIN
accept cpr socketpair 2 EMFILE
exec cpr epoll_ctl 4 ENOMEM+
exec cpr splice 1 EIO
exec cpr ioctl 5 ENOMEM
exec cpr write 1 EIO
files cpr clone3 1 ENOMEM
fork cpr epoll_ctl 4 ENOMEM+
fork cpr read 1 EIO
fork cpr recvmsg 3 ENOMEM
leaks cpr prctl 2 EPERM
leaks cpr wait4 1 ECHILD
missing cpr poll 1 EINTR
missing cpr read 2 EAGAIN
exec cpr epoll_ctl 4 ENOMEM+
exec cpr epoll_ctl 8 ENOMEM+
result cpr poll 1 EINTR
result cpr read 2 EIO
result cpr write 2 EPIPE
timeout cpr ioctl 3 ENOMEM
timeout cpr timerfd_settime 2 EPERM+
unref cpr epoll_ctl 4 ENOMEM+'
