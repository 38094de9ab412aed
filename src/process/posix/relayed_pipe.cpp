#include "process/relayed_pipe.hpp"

#include <sys/stat.h>

namespace cpr {

std::optional<std::uint64_t> inode_of(int pipe) {
  struct stat info {};
  return ::fstat(pipe, &info) == 0 ? std::optional<std::uint64_t>(info.st_ino) : std::nullopt;
}

}  // namespace cpr
