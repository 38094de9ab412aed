// Options that run a command beside the child are refused. Without a process to start, this fails.
#include "process/keeper.hpp"

#include <cerrno>

namespace cpr {

int Keeper::start(std::string_view /*command*/, const RunView& /*run*/) {
  return ENOTSUP;
}

void Keeper::end() {}

void Keeper::kill() {}

Keeper::Outcome Keeper::outcome(ExitStatus own) {
  return {.error = ENOTSUP, .exit = own};
}

}  // namespace cpr
