#include "process/facilities.hpp"

#include <csignal>

#include "process/windows/missing_facilities.hpp"

namespace cpr {

std::string_view why_missing(Facility facility) {
  return windows::why_missing(facility);
}

bool can_send(int signal) {
  return signal == 0 || signal == SIGKILL || signal == SIGTERM || signal == SIGINT ||
         signal == SIGQUIT;
}

}  // namespace cpr
