#include "io/stdio.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace cpr {
namespace {

/// Follows `&N` to the entry that says where the bytes go. The specs hold no circles.
int root_of(const std::vector<StdioSpec>& specs, int fd) {
  while (specs[static_cast<std::size_t>(fd)].kind == StdioSpec::Kind::Same) {
    fd = specs[static_cast<std::size_t>(fd)].fd;
  }
  return fd;
}

FdAction pipe_action(int target, const StdioSpec& spec, ChildStdio& stdio) {
  auto pipe = make_pipe();
  if (!pipe) throw StartFailure{.step = StartStep::Stdio, .error = errno, .fd = target};
  const bool child_reads = target == 0;
  Fd& ours = child_reads ? pipe->write_end : pipe->read_end;
  // Cpr's end never blocks it; the child's is another open file, and blocks as usual.
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  stdio.parent_ends.push_back({target, spec.peer, std::move(ours)});
  stdio.child_ends.push_back(std::move(child_reads ? pipe->read_end : pipe->write_end));
  return {.kind = FdAction::Kind::Dup, .target = target, .source = stdio.child_ends.back().get()};
}

/// A socket, since Node reads with recvmsg(2); the child's end blocks, as Node makes it.
FdAction channel_action(int target, ChildStdio& stdio) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw StartFailure{.step = StartStep::Stdio, .error = errno, .fd = target};
  }
  ::fcntl(ends[0], F_SETFL, O_RDWR | O_NONBLOCK);
  stdio.channel = Fd(ends[0]);
  stdio.child_ends.emplace_back(ends[1]);
  return {.kind = FdAction::Kind::Dup, .target = target, .source = ends[1]};
}

FdAction action_for(int target, const std::vector<StdioSpec>& specs, ChildStdio& stdio) {
  const StdioSpec& spec = specs[static_cast<std::size_t>(target)];
  using enum FdAction::Kind;
  switch (spec.kind) {
    case StdioSpec::Kind::Pipe: return pipe_action(target, spec, stdio);
    case StdioSpec::Kind::Dup: return {.kind = Dup, .target = target, .source = spec.fd};
    case StdioSpec::Kind::File:
      return {.kind = Open, .target = target, .path = spec.path.c_str(), .flags = spec.flags};
    case StdioSpec::Kind::Same:
      return {.kind = Same, .target = target, .source = root_of(specs, spec.fd)};
    case StdioSpec::Kind::Ipc: return channel_action(target, stdio);
    case StdioSpec::Kind::Ignore: break;
  }
  // As libuv: a child may rely on 0..2 being there, not on more.
  if (target > 2) return {.kind = Close, .target = target};
  return {.kind = Open,
          .target = target,
          .path = "/dev/null",
          .flags = target == 0 ? O_RDONLY : O_RDWR};
}

}  // namespace

ChildStdio make_stdio(const std::vector<StdioSpec>& specs) {
  ChildStdio stdio;
  stdio.fd_floor = std::max(3, static_cast<int>(specs.size()));
  stdio.actions.reserve(specs.size());
  stdio.child_ends.reserve(specs.size());
  for (int fd = 0; fd < static_cast<int>(specs.size()); ++fd) {
    stdio.actions.push_back(action_for(fd, specs, stdio));
  }
  std::stable_partition(stdio.actions.begin(), stdio.actions.end(),
                        [](const FdAction& action) { return action.kind != FdAction::Kind::Same; });
  return stdio;
}

}  // namespace cpr
