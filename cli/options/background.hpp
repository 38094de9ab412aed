// What --unref and --detached, which leave a child on its own, mean for the other options.
#pragma once

#include <vector>

#include "options/parse.hpp"

namespace cpr::cli {

/// What needs cpr to stay is refused; defaults of the environment are not meant for this.
/// \throws UsageError
void check_unref(Job& job, const std::vector<Given>& given);

/// As Node's documentation warns: a child that shares the terminal or a pipe with cpr is not on its
/// own.
void warn_shared_stdio(Options& options);

}  // namespace cpr::cli
