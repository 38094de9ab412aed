// The environment that cpr was started with.
#pragma once

#include <string_view>
#include <vector>

namespace cpr {

/// NAME=value strings, valid as long as nothing changes the environment of cpr.
std::vector<std::string_view> own_environment();

}  // namespace cpr
