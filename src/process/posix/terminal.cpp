#include "process/terminal.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "process/posix/tty.hpp"

namespace cpr {

struct TerminalSettings {
  termios value{};
};

namespace {

/// The terminal that is raw, and how it was before.
struct {
  volatile std::sig_atomic_t fd = -1;
  termios settings{};
} raw;

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

bool is_own_terminal(int fd) {
  if (::isatty(fd) == 0) return false;
  const pid_t group = ::tcgetpgrp(fd);
  return group < 0 || group == ::getpgrp();
}

std::optional<std::size_t> terminal_columns(int fd) {
  winsize size{};
  const bool has_size = ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return has_size ? std::optional<std::size_t>(size.ws_col) : std::nullopt;
}

void RawTerminal::enter() {
  termios settings{};
  if (!is_own_terminal(fd_) || ::tcgetattr(fd_, &settings) != 0) return;
  // After a stop that cpr could not see the settings may be raw or not.
  if (!is_raw_) raw.settings = settings;
  raw.fd = fd_;
  is_raw_ = true;
  const tcflag_t output = settings.c_oflag;
  ::cfmakeraw(&settings);
  if (output_ == Output::Processed) settings.c_oflag = output;
  ::tcsetattr(fd_, TCSANOW, &settings);
}

void RawTerminal::restore() {
  if (std::exchange(is_raw_, false)) restore_raw_terminal();
}

void restore_raw_terminal() {
  const int fd = raw.fd;
  raw.fd = -1;
  if (fd < 0) return;
  const pid_t group = ::tcgetpgrp(fd);
  if (group < 0 || group == ::getpgrp()) ::tcsetattr(fd, TCSANOW, &raw.settings);
}

Terminal::Terminal() : fd_(open_terminal()), group_(::getpgrp()) {
  TerminalSettings settings;
  if (!fd_ || ::tcgetpgrp(fd_.get()) != group_ || ::tcgetattr(fd_.get(), &settings.value) != 0) {
    fd_.reset();
    return;
  }
  settings_ = std::make_unique<const TerminalSettings>(settings);
}

Terminal::~Terminal() = default;

void Terminal::restore() const {
  if (!fd_) return;
  const pid_t group = ::tcgetpgrp(fd_.get());
  // A guardian in a new session may not ask (ENOTTY), but may change the settings.
  if (group > 0 && group != group_) {
    if (!is_empty(group)) return;
    // From the background: SIGTTOU is blocked, as all signals are.
    ::tcsetpgrp(fd_.get(), group_);
  }
  ::tcsetattr(fd_.get(), TCSANOW, &settings_->value);
}

}  // namespace cpr
