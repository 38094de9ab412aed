// What ps(1) shows of this process.
#pragma once

#include <span>
#include <string_view>

namespace cpr {

/// Overwrites the arguments of this process, which are lost. A longer title is truncated.
/// \param argv of main(), whose strings the kernel has placed one after the other
void set_process_title(std::span<char* const> argv, std::string_view title);

}  // namespace cpr
