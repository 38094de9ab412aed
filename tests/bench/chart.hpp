// What was measured as a picture: a bar for cpr and one for its peer in every row.
#pragma once

#include <string>

#include "report.hpp"

namespace bench {

/// SVG, readable on light and on dark ground.
std::string as_svg(const Report& report);

}  // namespace bench
