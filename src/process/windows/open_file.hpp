// Opens files by the flags of open(2), such that what appends does so without the C runtime: cpr
// and its children write to the handles themselves.
#pragma once

#include <cstdint>
#include <string>

#include "loop/fd.hpp"
#include "process/windows/owned_handle.hpp"

namespace cpr::windows {

enum class Inherited : std::uint8_t { No, Yes };

/// \param path /dev/null is NUL
/// \returns none, and the error of the system, on failure
OwnedHandle open_file(const std::string& path, int flags, Inherited inherited);

/// As a descriptor that is not inherited. \returns none, and errno, on failure
Fd open_fd(const std::string& path, int flags);

}  // namespace cpr::windows
