// A row once it was measured, and the verdict on it.
#pragma once

#include <optional>
#include <string>

#include "rows.hpp"

namespace bench {

/// A row that was measured, or why it was not.
struct Entry {
  Row row;
  Pair pair;
  std::string missing;  ///< what is not there
  std::string failure;  ///< what went wrong

  [[nodiscard]] std::optional<double> score() const;
  [[nodiscard]] std::optional<double> aim() const;
  /// `aim met`, `must met`, `MISSED`, `missing: X`, `FAILED: X`; `-` without bounds. With
  /// `(restless)` it is worth nothing: once more, when the machine has less to do.
  [[nodiscard]] std::string verdict() const;
};

Entry measure(const Row& row);

}  // namespace bench
