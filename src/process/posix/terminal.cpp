#include "process/terminal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace cpr {
namespace {

Fd open_terminal() {
  return Fd(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
}

bool is_empty(pid_t group) {
  return ::kill(-group, 0) != 0 && errno == ESRCH;
}

}  // namespace

bool in_foreground() {
  const Fd terminal = open_terminal();
  return terminal && ::tcgetpgrp(terminal.get()) == ::getpgrp();
}

bool has_terminal() {
  return static_cast<bool>(open_terminal());
}

bool may_have_terminal() {
  // ENXIO: there is none. Other errors, such as a missing /dev, do not tell.
  return open_terminal() || errno != ENXIO;
}

Terminal::Terminal() : fd_(open_terminal()), group_(::getpgrp()) {
  termios settings{};
  if (!fd_ || ::tcgetpgrp(fd_.get()) != group_ || ::tcgetattr(fd_.get(), &settings) != 0) {
    fd_.reset();
    return;
  }
  settings_ = settings;
}

void Terminal::restore() const {
  if (!fd_) return;
  const pid_t group = ::tcgetpgrp(fd_.get());
  // A guardian in a new session may not ask (ENOTTY), but may change the settings.
  if (group > 0 && group != group_) {
    if (!is_empty(group)) return;
    // From the background: SIGTTOU is blocked, as all signals are.
    ::tcsetpgrp(fd_.get(), group_);
  }
  ::tcsetattr(fd_.get(), TCSANOW, &*settings_);
}

}  // namespace cpr
