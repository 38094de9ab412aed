// The names of error numbers.
#pragma once

namespace cpr {

/// ENOENT for 2. Only glibc has a function for it.
/// \returns nullptr if the number has no name
const char* error_name(int error);

}  // namespace cpr
