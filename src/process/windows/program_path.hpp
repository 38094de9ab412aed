// The file that a command would run.
#pragma once

#include <optional>
#include <string>

#include "core/command.hpp"

namespace cpr::windows {

/// The absolute path of a directory of cpr or, where that is relative, below it. Dots and blanks at
/// the end of a name are removed, as the system does when it opens a file.
std::string absolute_path(const std::string& path, const std::optional<std::string>& cwd);

bool exists(const std::string& path);
bool is_directory(const std::string& path);

/// The first candidate that is a file, as an absolute path. \returns none: there is none
std::optional<std::string> find_program(const Command& command, const Execve& execve);

}  // namespace cpr::windows
