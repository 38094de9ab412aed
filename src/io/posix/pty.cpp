#include "io/pty.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/retried.hpp"
#include "io/shared_fd.hpp"
#include "process/posix/tty.hpp"
#include "process/terminal.hpp"

namespace cpr {
namespace {

// N_TTY_BUF_SIZE of the kernel, less its reserve of one byte and the VEOF that follows.
constexpr std::size_t longest_piece = 4094;

constexpr winsize default_size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};

Fd open_slave(const Fd& master) {
  // Linux 4.13; needs no path, which may lead elsewhere in another mount namespace.
  Fd slave(::ioctl(master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  std::array<char, 64> name;
  if (!slave && ::ptsname_r(master.get(), name.data(), name.size()) == 0) {
    slave.reset(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  }
  return slave;
}

/// \param own the settings of cpr's terminal
void adapt(termios& settings, PtyManner manner, const termios& own) {
  if (manner == PtyManner::Whole) {
    settings = own;
    return;
  }
  if (manner == PtyManner::Typed) {
    settings = own;
    settings.c_lflag |= ICANON | ISIG;
  } else {
    settings.c_iflag &= ~static_cast<tcflag_t>(ICRNL | INLCR | IGNCR | ISTRIP | IXON | IXOFF);
  }
  settings.c_oflag &= ~static_cast<tcflag_t>(OPOST);
  settings.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
}

/// The settings that the terminal has now: the program may have changed them.
termios settings_of(int slave) {
  termios settings{};
  ::tcgetattr(slave, &settings);
  return settings;
}

bool is_canonical(const termios& settings) {
  return (settings.c_lflag & ICANON) != 0;
}

/// \returns the length of the unfinished line after one more character. Too much does no harm.
std::size_t length_after(char c, std::size_t length, const termios& settings) {
  const auto is_key = [&](int key) {
    const cc_t value = settings.c_cc[key];
    return value != _POSIX_VDISABLE && value == static_cast<cc_t>(c);
  };
  const bool returns = c == '\r' && (settings.c_iflag & ICRNL) != 0;
  if (c == '\n' || returns || is_key(VEOL) || is_key(VEOL2) || is_key(VEOF)) return 0;
  if (!is_canonical(settings)) return length + 1;
  const bool signals = (settings.c_lflag & ISIG) != 0;
  if (is_key(VKILL) || (signals && (is_key(VINTR) || is_key(VQUIT) || is_key(VSUSP)))) return 0;
  return length + 1;
}

}  // namespace

PtyManner pty_manner(const std::vector<StdioSpec>& specs) {
  if (!is_pty(specs, STDIN_FILENO)) return PtyManner::Apart;
  const StdioSpec& spec = specs[root_of(specs, STDIN_FILENO)];
  if (spec.source.fd < 0 || !is_own_terminal(spec.source.fd)) return PtyManner::Apart;
  const bool shows_all = is_pty(specs, STDOUT_FILENO) && is_pty(specs, STDERR_FILENO) &&
                         spec.destination.kind == Destination::Kind::Forward &&
                         ::isatty(spec.destination.fd) != 0;
  return shows_all ? PtyManner::Whole : PtyManner::Typed;
}

std::optional<Pty> make_pty(const std::vector<StdioSpec>& specs) {
  Pty pty;
  pty.master = Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  if (!pty.master || ::unlockpt(pty.master.get()) != 0) return std::nullopt;
  pty.slave = open_slave(pty.master);
  termios settings{};
  if (!pty.slave || ::tcgetattr(pty.slave.get(), &settings) != 0) return std::nullopt;
  PtyManner manner = pty_manner(specs);
  termios own{};
  if (manner != PtyManner::Apart &&
      ::tcgetattr(specs[root_of(specs, STDIN_FILENO)].source.fd, &own) != 0) {
    manner = PtyManner::Apart;
  }
  adapt(settings, manner, own);
  const winsize size = own_terminal_size().value_or(default_size);
  if (::tcsetattr(pty.slave.get(), TCSANOW, &settings) != 0 ||
      ::ioctl(pty.slave.get(), TIOCSWINSZ, &size) != 0) {
    return std::nullopt;
  }
  return pty;
}

int pty_number(const Fd& master) {
  int number = -1;
  return ::ioctl(master.get(), TIOCGPTN, &number) == 0 ? number : -1;
}

void give_to(std::uint32_t uid, const Fd& slave) {
  static_cast<void>(::fchown(slave.get(), uid, static_cast<gid_t>(-1)) == 0);
}

bool copy_own_size(const Fd& slave) {
  const auto size = own_terminal_size();
  winsize before{};
  if (!size || ::ioctl(slave.get(), TIOCGWINSZ, &before) != 0) return false;
  const bool changes = size->ws_row != before.ws_row || size->ws_col != before.ws_col ||
                       size->ws_xpixel != before.ws_xpixel || size->ws_ypixel != before.ws_ypixel;
  return changes && ::ioctl(slave.get(), TIOCSWINSZ, &*size) == 0;
}

/// Types VEOF. \returns false if there is no room
bool Typist::push(const termios& settings) {
  const cc_t key = settings.c_cc[VEOF];
  // In raw mode the program knows the end by its usual character alone.
  const char end = key != _POSIX_VDISABLE ? static_cast<char>(key) : '\x04';
  if (retried([&] { return ::write(master_, &end, 1); }) != 1) return false;
  line_ = 0;
  return true;
}

ssize_t Typist::write(std::string_view bytes) {
  const termios settings = settings_of(slave_);
  const bool has_end = is_canonical(settings) && settings.c_cc[VEOF] != _POSIX_VDISABLE;
  if (has_end && line_ >= longest_piece && !push(settings)) return -1;
  std::size_t length = line_;
  std::size_t size = 0;
  while (size < bytes.size() && (!has_end || length < longest_piece)) {
    length = length_after(bytes[size++], length, settings);
  }
  const ssize_t n = retried([&] { return ::write(master_, bytes.data(), size); });
  for (ssize_t i = 0; i < n; ++i) {
    line_ = length_after(bytes[static_cast<std::size_t>(i)], line_, settings);
  }
  return n;
}

bool Typist::type_end() {
  if (ready(slave_, POLLIN)) return false;  // a program has yet to read what is there
  const termios settings = settings_of(slave_);
  if (!is_canonical(settings) && end_in_canonical_ == false) return false;
  if (line_ > 0 && !push(settings)) return false;
  if (!push(settings)) return false;
  end_in_canonical_ = is_canonical(settings);
  return true;
}

}  // namespace cpr
