#include "uv.hpp"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

#include <array>
#include <cerrno>
#include <csetjmp>
#include <csignal>
#include <system_error>
#include <utility>

namespace cpr {
namespace {

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

/// libuv aborts when it cannot have what it needs for itself; cpr says so instead.
void check_descriptors() {
  constexpr int wanted = 8;
  constexpr rlim_t plenty = 256;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= plenty) return;
  std::array<Fd, wanted> tried;
  for (auto& fd : tried) {
    fd = Fd(epoll_create1(EPOLL_CLOEXEC));
    if (!fd) fail(errno, "event loop");
  }
}

// libuv calls abort() when the kernel refuses what it needs, be it a watch or a pipe. There is
// nothing in its frames at those places that had to be tidied, so they are left, and it is an error
// like others: said, and with an end to the tree.
sigjmp_buf out_of_uv;
volatile std::sig_atomic_t in_uv_itself = 0;

void leave_uv(int /*signal*/) {
  if (in_uv_itself != 0) siglongjmp(out_of_uv, errno != 0 ? errno : EIO);
}

/// An ignored SIGABRT stays that, since the child is to inherit it.
void catch_aborts() {
  struct sigaction action {};
  ::sigaction(SIGABRT, nullptr, &action);
  if ((action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL) return;
  action.sa_handler = leave_uv;
  action.sa_flags = SA_NODEFER;
  ::sigaction(SIGABRT, &action, nullptr);
}

int make_timerfd() {
  const int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (fd < 0) fail(errno, "timerfd_create");
  return fd;
}

void arm(int fd, timespec at) {
  const itimerspec spec{.it_interval = {}, .it_value = at};
  timerfd_settime(fd, TFD_TIMER_ABSTIME, &spec, nullptr);
}

}  // namespace

template <typename Call>
void Loop::in_uv(Call call) {
  if (const int error = sigsetjmp(out_of_uv, 0); error != 0) {
    in_uv_itself = 0;
    broken_ = true;
    fail(error, "event loop");
  }
  in_uv_itself = 1;
  call();
  in_uv_itself = 0;
}

Loop::Loop() {
  check_descriptors();
  catch_aborts();
  int error = 0;
  in_uv([&] { error = uv_loop_init(&loop_); });
  if (error != 0) fail(-error, "event loop");
  loop_.data = this;
}

void Loop::run_once() {
  in_uv([this] { uv_run(&loop_, UV_RUN_ONCE); });
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

void Loop::call(const uv_handle_t* handle, const std::function<void()>& callback) noexcept {
  in_uv_itself = 0;
  try {
    callback();
  } catch (...) {
    auto* self = static_cast<Loop*>(handle->loop->data);
    if (!self->thrown_) self->thrown_ = std::current_exception();
  }
  in_uv_itself = 1;
}

Loop::~Loop() {
  if (broken_) return;
  // Handles that were given to uv_close are freed by its callbacks, which need a turn of the loop.
  uv_run(&loop_, UV_RUN_NOWAIT);
  uv_loop_close(&loop_);
}

Poll::Poll(Loop& loop, int fd, Owner owner, Callback callback)
    : callback_(std::move(callback)), fd_(fd) {
  if (owner == Owner::Others) {
    set_ = Fd(epoll_create1(EPOLL_CLOEXEC));
    if (!set_) fail(errno, "epoll_create1");
  }
  handle_ = new uv_poll_t;
  const int error = uv_poll_init(loop.get(), handle_, set_ ? set_.get() : fd_);
  if (error != 0) {
    delete handle_;
    fail(-error, "uv_poll_init");
  }
  handle_->data = this;
}

Poll::~Poll() {
  close();
}

void Poll::close() {
  if (handle_ == nullptr) return;
  uv_close(reinterpret_cast<uv_handle_t*>(handle_),
           [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
  handle_ = nullptr;
  set_.reset();
}

bool Poll::start(int events) {
  if (handle_ == nullptr || waiting_ == events) return true;
  if (set_ && events != in_set_) {
    epoll_event event{};
    event.events = ((events & UV_READABLE) != 0 ? EPOLLIN : 0U) |
                   ((events & UV_WRITABLE) != 0 ? EPOLLOUT : 0U);
    const int operation = in_set_ == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    // EPERM: a regular file, which epoll does not take since it is always ready.
    if (epoll_ctl(set_.get(), operation, fd_, &event) != 0) return false;
    in_set_ = events;
  }
  uv_poll_start(handle_, set_ ? static_cast<int>(UV_READABLE) : events,
                [](uv_poll_t* handle, int status, int /*events*/) {
                  auto* self = static_cast<Poll*>(handle->data);
                  // An error only says that the other end is gone (POLLERR), and that uv has ended
                  // the watch; the system call that follows says it better.
                  if (status != 0) self->waiting_ = 0;
                  Loop::call(reinterpret_cast<uv_handle_t*>(handle), self->callback_);
                });
  waiting_ = events;
  return true;
}

void Poll::stop() {
  if (handle_ == nullptr || waiting_ == 0) return;
  uv_poll_stop(handle_);
  waiting_ = 0;
}

Timer::Timer(Loop& loop, Poll::Callback callback)
    : fd_(make_timerfd()),
      poll_(loop, fd_.get(), Poll::Owner::Cpr, [this, callback = std::move(callback)] {
        std::uint64_t expirations = 0;
        // Not there: the time was moved after the loop had seen it.
        if (::read(fd_.get(), &expirations, sizeof expirations) < 0) return;
        callback();
      }) {
  poll_.start(UV_READABLE);
}

void Timer::set(TimePoint at) {
  const auto since = at.time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
  arm(fd_.get(), {.tv_sec = seconds.count(), .tv_nsec = (since - seconds).count()});
}

void Timer::clear() {
  arm(fd_.get(), {});
}

}  // namespace cpr
