#include "options/background_rules.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "io/fd_facts.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

/// A terminal or pipe of the caller, whose reader waits until every process has closed it. An fd
/// from 3 on is one that the user has named.
bool is_tied(int fd) {
  return fd >= STDIN_FILENO && fd <= STDERR_FILENO && is_pipe_or_terminal(fd);
}

/// The fd that a path such as /dev/stdout names. The supervisor and the child have others.
std::optional<int> named_fd(std::string_view path) {
  if (path == "/dev/stdin") return STDIN_FILENO;
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view directory : {"/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/"}) {
    if (!path.starts_with(directory)) continue;
    if (const auto fd = parse_whole(path.substr(directory.size()))) {
      return static_cast<int>(std::min<std::uint64_t>(*fd, std::numeric_limits<int>::max()));
    }
  }
  return std::nullopt;
}

/// A path that is opened when the supervisor has closed what it names.
void check_opened_late(std::string_view what, std::string_view path, std::string_view way_out) {
  if (!named_fd(path)) return;
  throw UsageError(fmt::format(
      "{} {}: with --background the caller's file descriptors are closed before this is "
      "opened: use {}",
      what, in_quotes(path), way_out));
}

/// Options that print to the terminal or stdout of a cpr that waits.
void check_reports(const Draft& draft) {
  const Options& options = draft.options;
  if (options.json) {
    throw UsageError("--json: with --background cpr prints the token alone: use --result FILE");
  }
  if (draft.events_on_stdout) {
    throw UsageError("--events -: with --background cpr prints the token alone: use --events FILE");
  }
  if (options.progress) {
    throw UsageError("--progress: with --background there is no status line: use cpr ps TOKEN");
  }
  const auto check_target = [](std::string_view option, const std::optional<OutputTarget>& target) {
    if (!target ||
        !is_tied(target->path.empty() ? target->fd : named_fd(target->path).value_or(-1)))
      return;
    throw UsageError(fmt::format(
        "{} {}: with --background this may not be the caller's terminal or pipe: use {} FILE",
        option, name_of(*target), option));
  };
  check_target("--result", options.result);
  if (options.result) check_opened_late("--result", options.result->path, "a file, or fd:N");
  if (options.pid_file) check_opened_late("--pid-file", *options.pid_file, "a file");
  check_target("--events", options.events);
  if (options.log) check_target("--log", options.log->target);
}

[[noreturn]] void refuse_input(std::size_t fd) {
  throw UsageError(fmt::format(
      "--background: the child's fd {} would be the caller's terminal or pipe: use --input-file "
      "FILE, or ignore",
      fd));
}

[[noreturn]] void refuse_output(std::size_t fd) {
  throw UsageError(fmt::format(
      "--background: the child's fd {} would be the caller's terminal or pipe: use --log FILE, "
      "--stdout '>FILE' or --stdio ignore",
      fd));
}

}  // namespace

void settle_background(Draft& draft) {
  if (::getpid() == 1) {
    throw UsageError(
        "--background: cpr is PID 1, and everything else is killed when that exits: omit "
        "--background");
  }
  check_reports(draft);
  Job& job = draft.job();
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) {
    StdioSpec& spec = job.stdio[fd];
    if (spec.kind == Kind::Dup && is_tied(spec.fd)) {
      if (spec.fd == STDIN_FILENO) refuse_input(fd);
      refuse_output(fd);
    }
    check_opened_late(fmt::format("--stdio: fd {} is", fd), spec.path,
                      "a file, or the number of the fd instead of its path");
    if (spec.kind == Kind::InputPipe && is_tied(spec.source.fd)) refuse_input(fd);
    // Nothing is typed at it.
    if (spec.kind == Kind::Pty && is_tied(spec.source.fd)) spec.source = {};
    Destination& destination = spec.destination;
    if (destination.kind != Destination::Kind::Forward || destination.fd > STDERR_FILENO) continue;
    // The log or the events are its only place.
    if (draft.options.events || draft.options.log) {
      destination = {};
    } else if (is_tied(destination.fd)) {
      refuse_output(fd);
    }
  }
  if (!job.channel) return;
  const auto& messages = draft.options.messages_file;
  if (is_tied(messages ? named_fd(*messages).value_or(-1) : job.channel->source)) {
    throw UsageError(
        "--messages: with --background they cannot come from the caller's terminal or pipe: use "
        "--messages FILE or --send");
  }
  // They are events as well.
  if (is_tied(job.channel->destination.fd)) job.channel->destination = {};
}

}  // namespace cpr::cli
