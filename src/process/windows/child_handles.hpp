// The handles that a child inherits: one for each of its file descriptors.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/result.hpp"
#include "process/spawn.hpp"
#include "process/windows/owned_handle.hpp"

namespace cpr::windows {

class ChildHandles {
 public:
  /// Makes inheritable handles; those of cpr's descriptors are duplicates.
  /// \param actions as for start_process()
  /// \returns why one cannot be made (step Stdio)
  std::optional<StartFailure> make(const std::vector<FdAction>& actions);

  /// Of fd 0, 1 or 2; null: it is closed.
  [[nodiscard]] RawHandle standard(std::size_t fd) const { return handles_[fd].get(); }

  /// All of them, for the list of what the child may inherit.
  [[nodiscard]] std::vector<RawHandle> inherited() const;

  /// The table of descriptors that the C runtime of the child reads (STARTUPINFO::lpReserved2), as
  /// libuv makes it.
  [[nodiscard]] std::vector<std::byte> runtime_table() const;

 private:
  std::optional<int> add(const FdAction& action);

  std::vector<OwnedHandle> handles_;  ///< by descriptor
};

}  // namespace cpr::windows
