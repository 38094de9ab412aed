// The other ends of connected Unix sockets, which /proc does not tell: sock_diag(7).
#pragma once

#include <cstdint>
#include <optional>

#include "loop/fd.hpp"

namespace cpr {

/// It sees only the network namespace of cpr, and finds nothing where the kernel lacks unix_diag.
class UnixDiag {
 public:
  UnixDiag();

  /// Inode of the socket that a socket is connected to.
  [[nodiscard]] std::optional<std::uint64_t> peer_of(std::uint64_t inode) const;

 private:
  Fd fd_;
};

}  // namespace cpr
