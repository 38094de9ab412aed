// Windows shows the command line that a process was created with, which cannot be changed.
#include "process/process_title.hpp"

namespace cpr {

void set_process_title(std::span<char* const> /*argv*/, std::string_view /*title*/) {}

}  // namespace cpr
