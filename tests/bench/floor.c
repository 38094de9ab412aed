// The floor: the least that a runner with a timeout can do. It starts a child with two pipes and a
// timeout of five seconds, relays its output and returns its status.
//
//   bench_floor COMMAND [ARG...]
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

enum { limit_s = 5, no_start = 127, broken = 125, timed_out = 124 };

static int watch(int loop, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  return epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
}

/// Relays what can be read. Returns 0 at the end of the stream.
static int relay(int from, int to) {
  static char buffer[65536];
  const ssize_t n = read(from, buffer, sizeof buffer);
  if (n < 0) return errno == EINTR;
  for (ssize_t done = 0; done < n;) {
    const ssize_t more = write(to, buffer + done, (size_t)(n - done));
    if (more < 0 && errno != EINTR) _exit(broken);
    if (more > 0) done += more;
  }
  return n > 0;
}

static int start(char** argv, const int out[2], const int err[2], const sigset_t* before,
                 pid_t* pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  posix_spawn_file_actions_adddup2(&actions, err[1], 2);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, before);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  return posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
}

int main(int argc, char** argv) {
  int out[2];
  int err[2];
  sigset_t child;
  sigset_t before;
  const struct itimerspec limit = {.it_value.tv_sec = limit_s};
  if (argc < 2) return broken;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, &before);
  const int loop = epoll_create1(EPOLL_CLOEXEC);
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  const int signals = signalfd(-1, &child, SFD_CLOEXEC);
  if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0 || watch(loop, out[0]) != 0 ||
      watch(loop, err[0]) != 0 || watch(loop, timer) != 0 || watch(loop, signals) != 0) {
    return broken;
  }
  pid_t pid = 0;
  if (start(argv + 1, out, err, &before, &pid) != 0) return no_start;
  timerfd_settime(timer, 0, &limit, NULL);
  close(out[1]);
  close(err[1]);

  int status = 0;
  int late = 0;
  for (int open = 3; open > 0;) {  // two streams and the child
    struct epoll_event events[4];
    const int n = epoll_wait(loop, events, 4, -1);
    for (int i = 0; i < n; ++i) {
      const int fd = events[i].data.fd;
      if (fd == timer) {
        uint64_t ticks = 0;
        late = read(timer, &ticks, sizeof ticks) > 0;
        kill(pid, SIGTERM);
      } else if (fd == signals) {
        struct signalfd_siginfo info;
        if (read(signals, &info, sizeof info) > 0 && waitpid(pid, &status, WNOHANG) == pid) --open;
      } else if (!relay(fd, fd == out[0] ? 1 : 2)) {
        close(fd);
        --open;
      }
    }
  }
  if (late) return timed_out;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
