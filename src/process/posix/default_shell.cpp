#include "process/default_shell.hpp"

namespace cpr {

std::string_view default_shell() {
  return "/bin/sh";
}

}  // namespace cpr
