// Why a program did not start, as a sentence.
#pragma once

#include <string>

#include "core/result.hpp"
#include "options.hpp"

namespace cpr::cli {

/// The reason alone, to follow `cannot start 'X': `. Names the culprit.
std::string describe(const StartFailure& failure);

/// The whole message, with what to type instead where that is known.
/// \param file the program as the user named it
std::string describe_failed_start(const StartFailure& failure, const std::string& file,
                                  const Options& options);

}  // namespace cpr::cli
