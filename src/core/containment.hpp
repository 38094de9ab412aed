// How the processes of a tree are tracked.
#pragma once

#include <cstdint>
#include <string_view>

namespace cpr {

/// The most reliable first.
enum class Containment : std::uint8_t {
  Cgroup,     ///< a cgroup, with cpr as the subreaper
  Subreaper,  ///< orphans become children of cpr
  Group,      ///< the child's process group
  Process,    ///< only the child is tracked
};

constexpr std::string_view name(Containment containment) {
  switch (containment) {
    case Containment::Cgroup: return "cgroup";
    case Containment::Subreaper: return "subreaper";
    case Containment::Group: return "group";
    case Containment::Process: return "process";
  }
  return "";
}

}  // namespace cpr
