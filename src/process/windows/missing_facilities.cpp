#include "process/windows/missing_facilities.hpp"

#include <csignal>

namespace cpr::windows {

std::string_view why_missing(Facility facility) {
  switch (facility) {
    case Facility::Everywhere: return {};
    // A job object is both.
    case Facility::Guardians:
    case Facility::ProvenTree: return {};
    case Facility::BackgroundRuns: return "on Windows cpr has no runs in the background";
    case Facility::Channel: return "on Windows cpr has no message channel";
    case Facility::Hook: return "Windows has no /bin/sh";
    case Facility::HigherFds: return "on Windows cpr passes on fds 0 to 2 alone";
    case Facility::MemoryLimit: return "on Windows cpr does not limit the memory of a tree";
    case Facility::PseudoTerminals: return "on Windows cpr makes no pseudo-terminals";
    case Facility::SignalDispositions: return "Windows has no signal dispositions";
    case Facility::Sockets: return "on Windows cpr opens no sockets";
    case Facility::TreeChoice: return "on Windows every tree is a job object";
    case Facility::UserIds: return "Windows has no numeric user ids";
  }
  return {};
}

bool can_send(int signal) {
  return signal == 0 || signal == SIGKILL || signal == SIGTERM || signal == SIGINT ||
         signal == SIGQUIT;
}

}  // namespace cpr::windows
