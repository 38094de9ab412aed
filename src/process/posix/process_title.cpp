#include "process/process_title.hpp"

#include <algorithm>
#include <cstring>

namespace cpr {

void set_process_title(std::span<char* const> argv, std::string_view title) {
  if (argv.empty()) return;
  char* const begin = argv.front();
  char* end = begin;
  for (char* const word : argv) {
    if (word != end) break;
    end += std::strlen(word) + 1;
  }
  // The last byte stays NUL: otherwise the kernel takes the environment for a part of the title.
  const auto size = static_cast<std::size_t>(end - begin);
  const std::size_t used = std::min(title.size(), size - 1);
  std::copy_n(title.data(), used, begin);
  std::fill(begin + used, end, '\0');
}

}  // namespace cpr
