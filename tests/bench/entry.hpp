// A measured row and its verdict.
#pragma once

#include <optional>
#include <string>

#include "rows.hpp"

namespace bench {

/// A measured row, or why it was not measured.
struct Entry {
  Row row;
  Pair pair;
  std::string missing;  ///< the missing program or permission
  std::string failure;  ///< the error

  [[nodiscard]] std::optional<double> score() const;
  [[nodiscard]] std::optional<double> aim() const;
  /// `aim met`, `must met`, `MISSED`, `missing: X`, `FAILED: X`; `-` without bounds. With
  /// `(restless)` the machine was too busy: measure again.
  [[nodiscard]] std::string verdict() const;
};

Entry measure(const Row& row);

}  // namespace bench
