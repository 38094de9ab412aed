// What makes sure that nobody of the tree gets away.
#pragma once

#include <cstdint>
#include <string_view>

namespace cpr {

/// The best one first.
enum class Containment : std::uint8_t {
  Cgroup,     ///< the kernel keeps them together, and cpr is their subreaper
  Subreaper,  ///< orphans become children of cpr: stopped, killed and reaped until none is left
  Group,      ///< nothing but the child's own process group
  Process,    ///< the child alone
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
