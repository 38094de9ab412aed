#include "process/process_token.hpp"

#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "core/throw_errno.hpp"
#include "process/linux/pidfd.hpp"
#include "process/linux/procfs.hpp"

namespace cpr {
namespace {

constexpr long pidfs_magic = 0x50494446;  // PID_FS_MAGIC of <linux/magic.h>

constexpr char separator(ProcessToken::Kind kind) {
  return kind == ProcessToken::Kind::Inode ? ':' : '.';
}

/// None before Linux 6.9, where all pidfds share one inode.
std::optional<std::uint64_t> unique_inode(const Fd& process) {
  struct statfs system {};
  struct stat info {};
  if (::fstatfs(process.get(), &system) != 0 || system.f_type != pidfs_magic) return std::nullopt;
  if (::fstat(process.get(), &info) != 0) return std::nullopt;
  return info.st_ino;
}

/// A positive number without leading zeros.
template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const bool valid = error == std::errc{} && stop == end && number > 0;
  return valid && text.front() != '0' ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string text(const ProcessToken& token) {
  return std::to_string(token.pid) + separator(token.kind) + std::to_string(token.id);
}

std::optional<ProcessToken> parse_token(std::string_view text) {
  const auto at = text.find_first_of(":.");
  if (at == text.npos) return std::nullopt;
  const auto pid = parse_number<pid_t>(text.substr(0, at));
  const auto id = parse_number<std::uint64_t>(text.substr(at + 1));
  if (!pid || !id) return std::nullopt;
  const auto kind = text[at] == separator(ProcessToken::Kind::Inode)
                        ? ProcessToken::Kind::Inode
                        : ProcessToken::Kind::StartTime;
  return ProcessToken{*pid, kind, *id};
}

ProcessToken own_token() {
  const pid_t pid = ::getpid();
  if (const Fd self = open_pidfd(pid)) {
    if (const auto inode = unique_inode(self)) return {pid, ProcessToken::Kind::Inode, *inode};
  }
  const auto stat = procfs::is_ours() ? procfs::stat(pid) : std::nullopt;
  if (!stat) throw_errno("/proc/self/stat", ENOENT);
  return {pid, ProcessToken::Kind::StartTime, stat->start};
}

Fd open_process(const ProcessToken& token) {
  Fd process = open_pidfd(token.pid);
  if (!process) {
    // The number is that of a thread now: EINVAL, in newer kernels ENOENT.
    if (errno == ESRCH || errno == EINVAL || errno == ENOENT) return {};
    throw_errno("pidfd_open");
  }
  if (token.kind == ProcessToken::Kind::Inode) {
    // Without unique inodes the token is of another kernel.
    return unique_inode(process) == token.id ? std::move(process) : Fd();
  }
  if (!procfs::is_ours()) throw_errno("/proc/self", ENOENT);
  const auto stat = procfs::stat(token.pid);
  if (!stat || stat->start != token.id) return {};
  // It still exists, so that the number was its own while the start time was read.
  return send_signal(process, 0) == ESRCH ? Fd() : std::move(process);
}

int send_signal(const Fd& process, int signal) {
  return signal_pidfd(process, signal);
}

}  // namespace cpr
