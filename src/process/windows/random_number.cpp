#include "process/random_number.hpp"

#include <windows.h>
// After windows.h.
#include <bcrypt.h>

namespace cpr {

std::optional<std::uint64_t> random_number() {
  std::uint64_t number = 0;
  const NTSTATUS status = ::BCryptGenRandom(nullptr, reinterpret_cast<UCHAR*>(&number),
                                            sizeof number, BCRYPT_USE_SYSTEM_PREFERRED_RNG);
  return status < 0 ? std::nullopt : std::optional(number);
}

}  // namespace cpr
