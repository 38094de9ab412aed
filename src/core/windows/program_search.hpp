// Where a program is looked for, and which files are batch files, on Windows. Pure; it runs on
// every system.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cpr::windows {

/// Whether PATH is searched for a name: not if it has a directory or a drive.
bool is_searched(std::string_view file);

/// The paths at which libuv, and so Node, looks for a program, in order; relative to the child's
/// cwd. In each directory a name with an extension is tried as it is, then with .com and .exe
/// appended: PATHEXT lists what cmd.exe can start, not the system. The cwd comes before PATH,
/// unless NoDefaultCurrentDirectoryInExePath is set. \param envp the child's
std::vector<std::string> path_candidates(std::string_view file,
                                         const std::vector<std::string>& envp);

/// Whether the system would have cmd.exe run the file, which reads the arguments in its own way:
/// any of them could be a command (CVE-2024-27980). The system ignores the case, and dots and
/// blanks at the end; `NAME:STREAM` is a part of the file NAME.
bool is_batch_file(std::string_view path);

}  // namespace cpr::windows
