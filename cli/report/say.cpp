#include "report/say.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <string>

#include "core/clock.hpp"
#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "io/shared_fd.hpp"

namespace cpr::cli {
namespace {

/// Blocks SIGPIPE: a message that cannot be written must not kill cpr.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&only_);
    sigaddset(&only_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    ::sigprocmask(SIG_BLOCK, &only_, &before_);
  }
  ~NoSigpipe() {
    // A SIGPIPE that was pending before stays pending.
    const timespec at_once{};
    if (!was_pending_) ::sigtimedwait(&only_, nullptr, &at_once);
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t only_;
  sigset_t before_;
  bool was_pending_;
};

}  // namespace

void say(std::string_view line) {
  static bool stalled = false;
  const std::string text = fmt::format("cpr: {}\n", printable(line));
  const NoSigpipe no_sigpipe;
  SharedSink sink(STDERR_FILENO);
  const TimePoint deadline = Clock::now() + std::chrono::seconds(1);
  std::string_view rest = text;
  while (!rest.empty() && !stalled) {
    const ssize_t n = sink.write(rest);
    if (n > 0) {
      rest.remove_prefix(static_cast<std::size_t>(n));
      continue;
    }
    if (n < 0 && errno != EAGAIN) return;
    pollfd entry{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
    stalled = Clock::now() >= deadline || ::poll(&entry, 1, 1000) == 0;
  }
}

Ending ending_after_write(int error, int status) {
  if (error == 0) return {status};
  // Dying of SIGPIPE reports a reader that is gone.
  if (error == EPIPE) return {.signal = SIGPIPE};
  say(fmt::format("cannot write to stdout: {}", describe_write_error(error)));
  return {status_own_error};
}

Ending print_and_end(std::string_view text, int status, std::optional<Duration> time_limit) {
  return ending_after_write(write_all(STDOUT_FILENO, text, time_limit), status);
}

}  // namespace cpr::cli
