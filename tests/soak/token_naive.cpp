// A deliberate bug: the pid of a token is opened without verifying that it is still that process.
// Linked into `cpr_trusting` instead of src/process/linux/process_token.cpp, to show that
// soak_stale_token detects it.
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "process/process_token.hpp"

namespace cpr {

std::string text(const ProcessToken& token) {
  const char separator = token.kind == ProcessToken::Kind::Inode ? ':' : '.';
  return std::to_string(token.pid) + separator + std::to_string(token.id);
}

std::optional<ProcessToken> parse_token(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const auto pid = static_cast<pid_t>(std::strtol(copy.c_str(), &end, 10));
  if (*end != ':' && *end != '.') return std::nullopt;
  const auto kind = *end == ':' ? ProcessToken::Kind::Inode : ProcessToken::Kind::StartTime;
  return ProcessToken{pid, kind, std::strtoull(end + 1, nullptr, 10)};
}

ProcessToken own_token() {
  return {::getpid(), ProcessToken::Kind::Inode, 1};
}

Fd open_process(const ProcessToken& token) {
  return Fd(static_cast<int>(::syscall(SYS_pidfd_open, token.pid, 0)));
}

int send_signal(const Fd& process, int signal) {
  return ::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) == 0 ? 0 : errno;
}

}  // namespace cpr
