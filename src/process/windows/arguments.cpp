#include "process/arguments.hpp"

#include <windows.h>

#include <string>
#include <vector>

#include "core/windows/command_line.hpp"
#include "process/windows/wide_text.hpp"

namespace cpr {

/// Those of main() are in the code page of the system, which lacks most characters.
std::span<char* const> own_arguments(std::span<char* const> /*given*/) {
  static std::vector<std::string> words = windows::split(windows::narrow(::GetCommandLineW()));
  static std::vector<char*> pointers;
  if (pointers.empty()) {
    for (auto& word : words) pointers.push_back(word.data());
  }
  return pointers;
}

}  // namespace cpr
