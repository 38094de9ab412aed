// The environment that cpr was started with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cpr {

/// NAME=value strings, valid as long as nothing changes the environment of cpr.
std::vector<std::string_view> own_environment();

/// The value of a variable; empty if it is not set.
std::string own_variable(const char* name);

}  // namespace cpr
