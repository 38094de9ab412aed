// A pipe between the child and cpr.
#pragma once

#include <cstdint>

namespace cpr {

/// To find the processes that hold it open.
struct RelayedPipe {
  int fd = -1;  ///< the child's descriptor
  std::uint64_t inode = 0;
};

}  // namespace cpr
