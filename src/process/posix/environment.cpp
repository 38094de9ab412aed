#include "process/environment.hpp"

#include <unistd.h>

namespace cpr {

std::vector<std::string_view> own_environment() {
  std::vector<std::string_view> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    variables.emplace_back(*variable);
  }
  return variables;
}

}  // namespace cpr
