// How the descendants of a child are tracked.
#pragma once

#include <cstdint>
#include <string_view>

namespace cpr {

/// The most reliable first.
enum class Containment : std::uint8_t {
  Job,        ///< they are in a job object of Windows, which they cannot leave
  Cgroup,     ///< they are born in a cgroup of the run, and cpr is their subreaper
  Subreaper,  ///< orphans become children of cpr
  Group,      ///< by the child's process group alone
  Process,    ///< not at all
};

constexpr std::string_view name(Containment containment) {
  switch (containment) {
    case Containment::Job: return "job";
    case Containment::Cgroup: return "cgroup";
    case Containment::Subreaper: return "subreaper";
    case Containment::Group: return "group";
    case Containment::Process: return "process";
  }
  return "";
}

}  // namespace cpr
