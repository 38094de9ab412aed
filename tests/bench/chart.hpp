// A bar chart of the results: one bar for cpr and one for its peer in every row.
#pragma once

#include <string>

#include "report.hpp"

namespace bench {

/// SVG, readable on light and dark backgrounds.
std::string as_svg(const Report& report);

}  // namespace bench
