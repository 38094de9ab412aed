#include "process/inherited_fds.hpp"

#include <fcntl.h>
#include <io.h>

#include <algorithm>

namespace cpr {
namespace {

constexpr int most_fds = 2048;  // of the C runtime
constexpr int first_after_standard = 3;

}  // namespace

void close_from(int first) {
  for (int fd = first; fd < most_fds; ++fd) ::_close(fd);
}

void close_inherited(std::span<const int> kept) {
  for (int fd = first_after_standard; fd < most_fds; ++fd) {
    if (std::find(kept.begin(), kept.end(), fd) == kept.end()) ::_close(fd);
  }
}

void open_null(int fd) {
  const int null = ::_wopen(L"NUL", _O_RDWR | _O_BINARY | _O_NOINHERIT);
  if (null < 0 || null == fd) return;
  ::_dup2(null, fd);
  ::_close(null);
}

void drop_all_fds() {
  for (int fd = 0; fd < first_after_standard; ++fd) open_null(fd);
  close_from(first_after_standard);
}

}  // namespace cpr
