#include "process/default_shell.hpp"

#include <string>

#include "process/environment.hpp"

namespace cpr {

std::string_view default_shell() {
  static const std::string shell = own_variable("ComSpec");
  return shell.empty() ? std::string_view("cmd.exe") : shell;
}

}  // namespace cpr
