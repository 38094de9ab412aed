// A pipe between the child and cpr, or the terminal of the child.
#pragma once

#include <cstdint>
#include <optional>

namespace cpr {

/// To find the processes that hold it open.
struct RelayedPipe {
  int fd = -1;  ///< the child's descriptor
  std::uint64_t inode = 0;
  int pts = -1;  ///< N of /dev/pts/N for a pseudo-terminal, which has no such inode
};

/// None if cpr's end of the pipe is closed.
std::optional<std::uint64_t> inode_of(int pipe);

}  // namespace cpr
