// The arguments that cpr was started with.
#pragma once

#include <span>

namespace cpr {

/// \param given those of main()
/// \returns the same in UTF-8, the name of the program first; valid until cpr exits
std::span<char* const> own_arguments(std::span<char* const> given);

}  // namespace cpr
