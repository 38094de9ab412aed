// What to type instead of a program that does not exist: for a command line in one word, a command
// of the shell, a variable in front of the program.
#pragma once

#include <string>

#include "core/result.hpp"
#include "options.hpp"

namespace cpr::cli {

/// `; what it is: write cpr ...`, or empty when the start failed for another reason.
std::string start_hint(const StartFailure& failure, const Options& options);

}  // namespace cpr::cli
