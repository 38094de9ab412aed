// What a program that does not exist was probably meant to be: a command line in one word, a
// command of the shell, a variable in front of the program.
#pragma once

#include <string>

#include "core/result.hpp"
#include "options.hpp"

namespace cpr::cli {

/// Why the program never ran, and what to type instead if that is known.
/// \param file the program as the user named it
std::string describe_failed_start(const StartFailure& failure, const std::string& file,
                                  const Options& options);

}  // namespace cpr::cli
