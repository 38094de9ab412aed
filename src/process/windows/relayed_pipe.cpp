// Windows does not tell which processes hold a pipe open.
#include "process/relayed_pipe.hpp"

namespace cpr {

std::optional<std::uint64_t> inode_of(int /*pipe*/) {
  return std::nullopt;
}

}  // namespace cpr
