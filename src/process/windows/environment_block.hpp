// The environment as CreateProcessW takes it. Pure; it runs on every system.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace cpr::windows {

/// Upper case of a unit, as the system compares names.
using Upper = std::function<char16_t(char16_t)>;

/// `NAME=value` strings, each with a NUL, and one more at the end. They are sorted by name, without
/// regard to case, as the system searches them. Of names that differ in case alone the first in the
/// order of UTF-16 is kept (Node). The directories of drives, `=C:=C:\dir`, are kept; strings
/// without a name are not.
std::u16string environment_block(const std::vector<std::string>& envp, const Upper& upper);

}  // namespace cpr::windows
