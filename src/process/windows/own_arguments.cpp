#include "process/own_arguments.hpp"

#include <windows.h>

#include <string>
#include <vector>

#include "core/windows/command_line.hpp"
#include "process/windows/wide_text.hpp"

namespace cpr {

/// Those of main() are in the code page of the machine, and lack characters that it does not have.
std::span<char* const> own_arguments(int /*argc*/, char** /*argv*/) {
  static std::vector<std::string> words = windows::split(windows::narrow(::GetCommandLineW()));
  static std::vector<char*> argv;
  argv.clear();
  for (auto& word : words) argv.push_back(word.data());
  return argv;
}

}  // namespace cpr
