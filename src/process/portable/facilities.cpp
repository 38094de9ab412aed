#include "process/facilities.hpp"

namespace cpr {

std::string_view why_missing(Facility facility) {
  switch (facility) {
    case Facility::Everywhere:
    case Facility::Channel:
    case Facility::HigherFds:
    case Facility::PseudoTerminals:
    case Facility::SignalDispositions:
    case Facility::Sockets:
    case Facility::UserIds: return {};
    case Facility::BackgroundRuns:
      return "this build of cpr has no runs in the background, since POSIX does not name a process "
             "for good";
    case Facility::Guardians:
      return "this build of cpr cannot find the process tree of a cpr that was killed";
    case Facility::Hook:
      return "this build of cpr cannot keep a command apart from the process tree of the run";
    case Facility::MemoryLimit:
      return "this build of cpr cannot read the memory of other processes";
    case Facility::ProvenTree:
      return "this build of cpr does not find processes that have left the process group of the "
             "command";
    case Facility::TreeChoice: return "in this build of cpr every tree is a process group";
  }
  return {};
}

bool can_send(int /*signal*/) {
  return true;
}

}  // namespace cpr
