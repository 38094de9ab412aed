// The shell that runs a command line.
#pragma once

#include <string_view>

namespace cpr {

/// Node's: /bin/sh; on Windows %ComSpec%, or cmd.exe.
std::string_view default_shell();

}  // namespace cpr
