// What only some systems have, and options of cpr need.
#pragma once

#include <cstdint>
#include <string_view>

namespace cpr {

enum class Facility : std::uint8_t {
  Everywhere,  ///< every system has it
  BackgroundRuns,
  Channel,
  Guardians,  ///< processes that outlive cpr when it is killed, and kill its tree
  Hook,
  HigherFds,  ///< file descriptors of a child from 3 on
  MemoryLimit,
  ProvenTree,  ///< whether a tree is empty is known, regardless of what its processes do
  PseudoTerminals,
  SignalDispositions,
  Sockets,
  TreeChoice,  ///< several ways to hold a tree together
  UserIds,
};

/// Why this system does not have it: a sentence without its full stop; empty: it has it.
std::string_view why_missing(Facility facility);

/// Whether a process of this system can be sent that signal.
bool can_send(int signal);

}  // namespace cpr
