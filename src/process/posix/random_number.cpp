#include "process/random_number.hpp"

#include <sys/random.h>

namespace cpr {

std::optional<std::uint64_t> random_number() {
  std::uint64_t number = 0;
  // Of this size it is never interrupted or short.
  return ::getrandom(&number, sizeof number, 0) < 0 ? std::nullopt : std::optional(number);
}

}  // namespace cpr
