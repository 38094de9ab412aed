#include "process/own_arguments.hpp"

#include <cstddef>

namespace cpr {

std::span<char* const> own_arguments(int argc, char** argv) {
  return {argv, static_cast<std::size_t>(argc)};
}

}  // namespace cpr
