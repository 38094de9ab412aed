// How the cost grows with a count: the cost of one more has to stay constant.
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
  std::vector<Step> steps;  ///< the first step has count 0, where that is possible

  /// Microseconds for each additional one, compared with the previous step.
  [[nodiscard]] std::optional<double> each_us(std::size_t step) const;
};

std::vector<Scale> scales(const Place& place);

Growth measure(const Scale& scale);

}  // namespace bench
