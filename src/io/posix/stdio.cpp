#include "io/stdio.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "io/pty.hpp"

namespace cpr {
namespace {

/// \returns none, and errno, on failure
std::optional<FdAction> pipe_action(int target, bool child_reads, ChildStdio& stdio) {
  auto pipe = make_pipe();
  if (!pipe) return std::nullopt;
  Fd& ours = child_reads ? pipe->write_end : pipe->read_end;
  // The two ends are different open files: the child's blocks as usual.
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  stdio.parent_ends.push_back({target, std::move(ours)});
  stdio.child_ends.push_back(std::move(child_reads ? pipe->read_end : pipe->write_end));
  return FdAction{
      .kind = FdAction::Kind::Dup, .target = target, .source = stdio.child_ends.back().get()};
}

/// A file is opened as the child would, but never waits for the reader of a FIFO.
/// \returns none, and errno, on failure
std::optional<FdAction> output_action(int target, const StdioSpec& spec, ChildStdio& stdio) {
  Fd file;
  if (!spec.path.empty()) {
    const int flags = spec.flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    file.reset(::open(spec.path.c_str(), flags, 0666));
    if (!file) return std::nullopt;
  }
  auto action = pipe_action(target, false, stdio);
  if (action) stdio.parent_ends.back().file = std::move(file);
  return action;
}

/// A socket, since Node reads with recvmsg(2). The child's end blocks, as the one that Node makes.
/// \returns none, and errno, on failure
std::optional<FdAction> channel_action(int target, ChildStdio& stdio) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return std::nullopt;
  ::fcntl(ends[0], F_SETFL, O_RDWR | O_NONBLOCK);
  stdio.channel = Fd(ends[0]);
  stdio.child_ends.emplace_back(ends[1]);
  return FdAction{.kind = FdAction::Kind::Dup, .target = target, .source = ends[1]};
}

/// \returns none, and errno, on failure
std::optional<FdAction> ready_action(int target, ChildStdio& stdio) {
  auto pipe = make_pipe();
  if (!pipe) return std::nullopt;
  ::fcntl(pipe->read_end.get(), F_SETFL, O_NONBLOCK);
  stdio.ready = std::move(pipe->read_end);
  stdio.child_ends.push_back(std::move(pipe->write_end));
  return FdAction{
      .kind = FdAction::Kind::Dup, .target = target, .source = stdio.child_ends.back().get()};
}

/// \returns none, and errno, on failure
std::optional<FdAction> pty_action(int target, const std::vector<StdioSpec>& specs,
                                   ChildStdio& stdio) {
  auto pty = make_pty(specs);
  if (!pty) return std::nullopt;
  const int slave = pty->slave.get();
  stdio.parent_ends.push_back(
      {.fd = target, .end = std::move(pty->master), .slave = std::move(pty->slave)});
  return FdAction{.kind = FdAction::Kind::Dup, .target = target, .source = slave};
}

std::optional<FdAction> action_for(int target, const std::vector<StdioSpec>& specs,
                                   ChildStdio& stdio) {
  const StdioSpec& spec = specs[static_cast<std::size_t>(target)];
  using enum FdAction::Kind;
  switch (spec.kind) {
    case StdioSpec::Kind::InputPipe: return pipe_action(target, true, stdio);
    case StdioSpec::Kind::OutputPipe: return output_action(target, spec, stdio);
    case StdioSpec::Kind::Ipc: return channel_action(target, stdio);
    case StdioSpec::Kind::ReadyPipe: return ready_action(target, stdio);
    case StdioSpec::Kind::Pty: return pty_action(target, specs, stdio);
    case StdioSpec::Kind::Dup: return FdAction{.kind = Dup, .target = target, .source = spec.fd};
    case StdioSpec::Kind::File:
      return FdAction{
          .kind = Open, .target = target, .path = spec.path.c_str(), .flags = spec.flags};
    case StdioSpec::Kind::Same:
      return FdAction{.kind = Same,
                      .target = target,
                      .source = static_cast<int>(root_of(specs, static_cast<std::size_t>(target)))};
    case StdioSpec::Kind::Ignore: break;
  }
  // As libuv: a program may rely on fds 0..2 being open, not on more.
  if (target > 2) return FdAction{.kind = Close, .target = target};
  const int flags = target == 0 ? O_RDONLY : O_RDWR;
  return FdAction{.kind = Open, .target = target, .path = "/dev/null", .flags = flags};
}

}  // namespace

std::variant<ChildStdio, StartFailure> make_stdio(const std::vector<StdioSpec>& specs) {
  ChildStdio stdio;
  for (int fd = 0; fd < static_cast<int>(specs.size()); ++fd) {
    const auto action = action_for(fd, specs, stdio);
    if (!action) {
      const int error = errno;
      const StdioSpec& spec = specs[static_cast<std::size_t>(fd)];
      const bool is_pty = spec.kind == StdioSpec::Kind::Pty;
      return StartFailure{.step = StartStep::Stdio,
                          .error = error,
                          .fd = fd,
                          .culprit = is_pty ? "/dev/ptmx" : spec.path};
    }
    stdio.actions.push_back(*action);
  }
  std::stable_partition(stdio.actions.begin(), stdio.actions.end(),
                        [](const FdAction& action) { return action.kind != FdAction::Kind::Same; });
  return stdio;
}

}  // namespace cpr
