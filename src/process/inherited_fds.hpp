// The descriptors that cpr got from its caller, for processes that outlive it.
#pragma once

#include <span>

namespace cpr {

/// Closes every descriptor from `first` on.
void close_from(int first);

/// Closes the inherited descriptors from 3 on: those without close-on-exec, which all of cpr's own
/// have.
/// \param kept stay open
void close_inherited(std::span<const int> kept);

/// Replaces the descriptor by /dev/null.
void open_null(int fd);

/// Closes all descriptors, and opens 0, 1 and 2 as /dev/null.
void drop_all_fds();

}  // namespace cpr
