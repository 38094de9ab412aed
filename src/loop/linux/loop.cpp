// libuv is the loop. It watches one file descriptor, an epoll set with all the others: uv_poll sets
// O_NONBLOCK on what it watches, which cpr must not do to a descriptor that it was given, takes
// five system calls for each descriptor, and aborts when the kernel refuses one.
#include "loop/loop.hpp"

#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "core/throw_errno.hpp"

namespace cpr {
namespace {

constexpr int most_events = 16;  // in one turn

static_assert(int{Watch::readable} == int{EPOLLIN} && int{Watch::writable} == int{EPOLLOUT});

volatile std::sig_atomic_t running_libuv = 0;

class RunningLibuv {
 public:
  RunningLibuv() { running_libuv = 1; }
  ~RunningLibuv() { running_libuv = 0; }
  RunningLibuv(const RunningLibuv&) = delete;
  RunningLibuv& operator=(const RunningLibuv&) = delete;
};

/// epoll refuses regular files and the like.
bool is_always_ready(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 && (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode) ||
                                     S_ISBLK(info.st_mode) || S_ISCHR(info.st_mode));
}

}  // namespace

bool in_event_loop() {
  return running_libuv != 0;
}

Loop::Loop()
    : LoopState{.set_ = Fd(epoll_create1(EPOLL_CLOEXEC)),
                .events_ = std::unique_ptr<epoll_event[]>(new epoll_event[most_events])} {
  if (!set_) throw_errno("epoll_create1");
  const RunningLibuv inside;
  int error = uv_loop_init(&loop_);
  if (error == 0) error = uv_poll_init(&loop_, &set_watch_, set_.get());
  if (error == 0) error = uv_poll_start(&set_watch_, UV_READABLE, [](uv_poll_t*, int, int) {});
  if (error != 0) throw_errno("event loop", -error);
}

void Loop::run_once() {
  {
    const RunningLibuv inside;
    uv_run(&loop_, UV_RUN_ONCE);
  }
  // Here and not in the callback of the uv_poll, so that no exception passes through libuv.
  const int n = epoll_wait(set_.get(), events_.get(), most_events, 0);
  pending_ = events_.get();
  pending_end_ = pending_ + std::max(n, 0);
  while (pending_ != pending_end_) {
    auto* watch = static_cast<Watch*>((pending_++)->data.ptr);
    if (watch != nullptr) watch->callback_();
  }
}

void LoopState::forget(const Watch* watch) {
  for (epoll_event* event = pending_; event != pending_end_; ++event) {
    if (event->data.ptr == watch) event->data.ptr = nullptr;
  }
}

Loop::~Loop() {
  const RunningLibuv inside;
  uv_close(reinterpret_cast<uv_handle_t*>(&set_watch_), nullptr);
  uv_run(&loop_, UV_RUN_NOWAIT);  // completes the close
  uv_loop_close(&loop_);
}

Watch::Watch(Loop& loop, int fd, Callback callback)
    : loop_(loop), callback_(std::move(callback)), fd_(fd) {}

Watch::~Watch() {
  close();
}

void Watch::close() {
  stop();
  closed_ = true;
}

bool Watch::start(std::uint32_t events) {
  if (closed_ || watched_ == events) return true;
  epoll_event event{};
  event.events = events;
  event.data.ptr = this;
  const int operation = watched_ == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  int result = epoll_ctl(loop_.set_.get(), operation, fd_, &event);
  if (result != 0 && errno == EEXIST) {
    duplicate_ = duplicate(fd_);
    if (!duplicate_) throw_errno("dup");
    fd_ = duplicate_.get();
    result = epoll_ctl(loop_.set_.get(), operation, fd_, &event);
  }
  if (const int error = errno; result != 0) {
    if (error == EPERM && is_always_ready(fd_)) return false;
    throw_errno("epoll_ctl", error);
  }
  watched_ = events;
  return true;
}

void Watch::stop() {
  if (watched_ == 0) return;
  epoll_ctl(loop_.set_.get(), EPOLL_CTL_DEL, fd_, nullptr);
  watched_ = 0;
  loop_.forget(this);
}

}  // namespace cpr
