#include "process/environment.hpp"

#include <unistd.h>

#include <cstdlib>

namespace cpr {

std::vector<std::string_view> own_environment() {
  std::vector<std::string_view> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    variables.emplace_back(*variable);
  }
  return variables;
}

std::string own_variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace cpr
