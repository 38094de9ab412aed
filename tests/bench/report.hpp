// What was measured, as text for people and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "entry.hpp"
#include "scale.hpp"

namespace bench {

struct Report {
  std::vector<Entry> entries;
  std::vector<Growth> growths;

  /// Something could not be run; a bound that was missed is no failure.
  [[nodiscard]] bool failed() const;
};

/// Two tables, aligned.
std::string as_text(const Report& report);

/// One object.
std::string as_json(const Report& report);

/// The score for people: `0.75`, `+0.13 ms`.
std::string score_text(const Entry& entry);

}  // namespace bench
