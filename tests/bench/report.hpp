// The results as a text table and as JSON.
#pragma once

#include <string>
#include <vector>

#include "entry.hpp"
#include "scale.hpp"

namespace bench {

struct Report {
  std::vector<Entry> entries;
  std::vector<Growth> growths;

  /// A command could not be run. A missed bound is not a failure.
  [[nodiscard]] bool failed() const;
};

/// Two aligned tables.
std::string as_text(const Report& report);

/// One object.
std::string as_json(const Report& report);

/// The score as text: `0.75`, `+0.13 ms`.
std::string score_text(const Entry& entry);

}  // namespace bench
