#include "options/background_rules.hpp"

#include <unistd.h>

#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

/// A terminal or pipe of the caller, whose reader waits until every process has closed it. An fd
/// from 3 on is one that the user has named.
bool is_tied(int fd) {
  return fd >= STDIN_FILENO && fd <= STDERR_FILENO && is_pipe_or_terminal(fd);
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
    if (!target || !target->path.empty() || !is_tied(target->fd)) return;
    throw UsageError(fmt::format(
        "{} fd:{}: with --background this may not be the caller's terminal or pipe: use {} FILE",
        option, target->fd, option));
  };
  check_target("--result", options.result);
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
  if (is_tied(job.channel->source)) {
    throw UsageError(
        "--messages: with --background they cannot come from the caller's terminal or pipe: use "
        "--messages FILE or --send");
  }
  // They are events as well.
  if (is_tied(job.channel->destination.fd)) job.channel->destination = {};
}

}  // namespace cpr::cli
