// Without runs in the background there is no supervisor: this fails.
#include "process/supervisor.hpp"

#include <cerrno>

#include "core/throw_errno.hpp"

namespace cpr {

std::variant<StartWait, CallerLink> fork_supervisor() {
  throw_errno("background", ENOTSUP);
}

std::optional<std::string> StartWait::report() {
  return std::nullopt;
}

void StartWait::let_signals_act() const {
  restore_mask(inherited_);
}

void StartWait::confirm() {
  answer_.reset();
}

void StartWait::refuse() {
  answer_.reset();
}

void CallerLink::report(std::string_view /*text*/) {
  throw_errno("background", ENOTSUP);
}

bool CallerLink::is_confirmed() {
  return false;
}

}  // namespace cpr
