// System calls that a signal can interrupt.
#pragma once

#include <cerrno>

namespace cpr {

/// Repeats a call as long as it fails with EINTR. \returns its result
template <typename Call>
auto retried(Call call) {
  while (true) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

}  // namespace cpr
