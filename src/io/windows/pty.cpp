// cpr makes no pseudo-terminals on Windows: the options that ask for one are refused.
#include "io/pty.hpp"

#include <cerrno>

namespace cpr {

PtyManner pty_manner(const std::vector<StdioSpec>& /*specs*/) {
  return PtyManner::Apart;
}

std::optional<Pty> make_pty(const std::vector<StdioSpec>& /*specs*/) {
  errno = ENOTSUP;
  return std::nullopt;
}

int pty_number(const Fd& /*master*/) {
  return -1;
}

void give_to(std::uint32_t /*uid*/, const Fd& /*slave*/) {}

bool copy_own_size(const Fd& /*slave*/) {
  return false;
}

ssize_t Typist::write(std::string_view /*bytes*/) {
  errno = ENOTSUP;
  return -1;
}

bool Typist::type_end() {
  return false;
}

}  // namespace cpr
