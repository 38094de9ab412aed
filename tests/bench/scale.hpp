// How the cost grows with the number of things: what one more costs has to stay the same.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rows.hpp"

namespace bench {

struct Step {
  int count = 0;
  double ms = 0;
  std::optional<double> cpu_ms;  ///< of all of them
  std::string problem;           ///< why it was not measured
};

struct Scale {
  std::string what;
  std::vector<int> counts;
  std::function<Step(int count)> measure;  ///< throws Missing
  std::function<double()> base;            ///< may be empty: it is 0
};

struct Growth {
  std::string what;
  std::vector<Step> steps;  ///< the first one is that with none of them, if there is such a thing

  /// What each thing costs that this step has more than the one before: microseconds.
  [[nodiscard]] std::optional<double> each_us(std::size_t step) const;
};

std::vector<Scale> scales(const Place& place);

Growth measure(const Scale& scale);

}  // namespace bench
