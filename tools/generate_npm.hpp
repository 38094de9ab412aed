// The option table as JSON, for the package of npm.
#pragma once

#include <string>

namespace cpr::cli {

/// An object with a key for each option that both exec and execFile list, in camelCase.
std::string npm_options();

}  // namespace cpr::cli
