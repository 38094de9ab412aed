// Without runs in the background there are no tokens.
#include "process/process_token.hpp"

#include <cerrno>

#include "core/throw_errno.hpp"

namespace cpr {

std::string text(const ProcessToken& token) {
  return std::to_string(token.pid) + '.' + std::to_string(token.id);
}

std::optional<ProcessToken> parse_token(std::string_view /*text*/) {
  return std::nullopt;
}

ProcessToken own_token() {
  throw_errno("process token", ENOTSUP);
}

Fd open_process(const ProcessToken& /*token*/) {
  throw_errno("process token", ENOTSUP);
}

int send_signal(const Fd& /*process*/, int /*signal*/) {
  return ENOTSUP;
}

}  // namespace cpr
