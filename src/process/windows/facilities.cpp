#include "process/facilities.hpp"

#include <csignal>

namespace cpr {

std::string_view why_missing(Facility facility) {
  switch (facility) {
    case Facility::Everywhere: return {};
    case Facility::BackgroundRuns: return "on Windows a run cannot be named safely by a token";
    case Facility::Channel: return "on Windows cpr has no message channel";
    case Facility::Hook: return "Windows has no /bin/sh";
    case Facility::HigherFds: return "on Windows cpr passes on fds 0 to 2 alone";
    case Facility::MemoryLimit: return "Windows does not kill a tree for its use of memory";
    case Facility::PseudoTerminals: return "on Windows cpr makes no pseudo-terminals";
    case Facility::Sessions: return "Windows has no sessions of processes";
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

}  // namespace cpr
