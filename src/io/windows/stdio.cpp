#include "io/stdio.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "loop/windows/pipe_ends.hpp"
#include "process/windows/open_file.hpp"

namespace cpr {
namespace {

/// \returns none, and errno, on failure
std::optional<FdAction> pipe_action(int target, bool child_reads, ChildStdio& stdio) {
  auto pipe = make_pipe(child_reads ? OwnEnd::Write : OwnEnd::Read);
  if (!pipe) return std::nullopt;
  stdio.parent_ends.push_back({target, std::move(child_reads ? pipe->write_end : pipe->read_end)});
  stdio.child_ends.push_back(std::move(child_reads ? pipe->read_end : pipe->write_end));
  return FdAction{
      .kind = FdAction::Kind::Dup, .target = target, .source = stdio.child_ends.back().get()};
}

/// \returns none, and errno, on failure
std::optional<FdAction> output_action(int target, const StdioSpec& spec, ChildStdio& stdio) {
  Fd file;
  if (!spec.path.empty()) {
    file = windows::open_fd(spec.path, spec.flags);
    if (!file) return std::nullopt;
  }
  auto action = pipe_action(target, false, stdio);
  if (action) stdio.parent_ends.back().file = std::move(file);
  return action;
}

/// What is refused before a job exists has no action here.
std::optional<FdAction> action_for(int target, const std::vector<StdioSpec>& specs,
                                   ChildStdio& stdio) {
  const StdioSpec& spec = specs[static_cast<std::size_t>(target)];
  using enum FdAction::Kind;
  switch (spec.kind) {
    case StdioSpec::Kind::InputPipe: return pipe_action(target, true, stdio);
    case StdioSpec::Kind::OutputPipe: return output_action(target, spec, stdio);
    case StdioSpec::Kind::Dup: return FdAction{.kind = Dup, .target = target, .source = spec.fd};
    case StdioSpec::Kind::File:
      return FdAction{
          .kind = Open, .target = target, .path = spec.path.c_str(), .flags = spec.flags};
    case StdioSpec::Kind::Same:
      return FdAction{.kind = Same,
                      .target = target,
                      .source = static_cast<int>(root_of(specs, static_cast<std::size_t>(target)))};
    case StdioSpec::Kind::Ignore:
      if (target > 2) return FdAction{.kind = Close, .target = target};
      return FdAction{
          .kind = Open, .target = target, .path = "NUL", .flags = target == 0 ? O_RDONLY : O_RDWR};
    case StdioSpec::Kind::Ipc:
    case StdioSpec::Kind::ReadyPipe:
    case StdioSpec::Kind::Pty: break;
  }
  errno = ENOTSUP;
  return std::nullopt;
}

}  // namespace

std::variant<ChildStdio, StartFailure> make_stdio(const std::vector<StdioSpec>& specs) {
  ChildStdio stdio;
  for (int fd = 0; fd < static_cast<int>(specs.size()); ++fd) {
    const auto action = action_for(fd, specs, stdio);
    if (!action) {
      const int error = errno;
      return StartFailure{.step = StartStep::Stdio,
                          .error = error,
                          .fd = fd,
                          .culprit = specs[static_cast<std::size_t>(fd)].path};
    }
    stdio.actions.push_back(*action);
  }
  std::stable_partition(stdio.actions.begin(), stdio.actions.end(),
                        [](const FdAction& action) { return action.kind != FdAction::Kind::Same; });
  return stdio;
}

}  // namespace cpr
