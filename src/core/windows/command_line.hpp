// The one string that a program of Windows gets instead of argv. Pure; it runs on every system.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/command_rules.hpp"

namespace cpr::windows {

/// As CommandLineToArgvW and the C runtime read it back: in quotes if it is empty or has blanks or
/// quotes; backslashes are doubled in front of a quote alone (libuv, Node).
std::string quoted(std::string_view argument);

/// The arguments, separated by blanks.
/// \param verbatim those after argv[0] are not quoted (Node's windowsVerbatimArguments)
std::string command_line(const std::vector<std::string>& argv, bool verbatim);

/// The arguments as CommandLineToArgvW splits them. The first one is a path, in which backslashes
/// have no meaning.
std::vector<std::string> split(std::string_view command_line);

/// Whether a shell is cmd.exe, whose arguments differ: `cmd` or `cmd.exe`, with any directory and
/// in any case (Node).
bool is_cmd(std::string_view shell);

/// As Node: cmd.exe gets `/d /s /c "SCRIPT"` verbatim, other shells get `-c SCRIPT`. cmd.exe has no
/// $1, $2, ...: the arguments follow the script, and have to be plain.
ShellWords shell_words(const std::string& shell, const std::string& script,
                       const std::vector<std::string>& args);

/// Whether an argument has no character with a meaning to cmd.exe. Others cannot be passed to a
/// batch file: there is no way to quote them.
bool is_plain(std::string_view argument);

}  // namespace cpr::windows
