#include "process/facilities.hpp"

#include "process/windows/missing_facilities.hpp"

namespace cpr {

std::string_view why_missing(Facility facility) {
  return windows::why_missing(facility);
}

bool can_send(int signal) {
  return windows::can_send(signal);
}

}  // namespace cpr
