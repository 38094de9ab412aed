#include "process/posix/tty.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace cpr {
Fd open_terminal() {
  return Fd(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
}

std::optional<winsize> own_terminal_size() {
  winsize size{};
  const auto has_size = [&](int fd) {
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
  };
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (has_size(fd)) return size;
  }
  const Fd terminal = open_terminal();
  return terminal && has_size(terminal.get()) ? std::optional(size) : std::nullopt;
}

}  // namespace cpr
