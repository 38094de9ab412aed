#include "process/linux/wait_reader.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <algorithm>
#include <climits>
#include <cstddef>
#include <cstring>

namespace cpr {
namespace {

using Kind = WaitObject::Kind;
using Waits = BlockingCall::Waits;

/// Reads what the arguments of a system call point to.
class Arguments {
 public:
  Arguments(const ProcDir& process, const ThreadLook& look, std::uint64_t heap)
      : process_(process), look_(look), heap_(heap) {}

  [[nodiscard]] std::uint64_t operator[](std::size_t i) const { return look_.syscall.arguments[i]; }
  [[nodiscard]] int fd(std::size_t i) const { return static_cast<int>((*this)[i]); }

  bool read(std::uint64_t address, std::span<char> buffer) const {
    return may_read(address) && process_.read_memory(address, buffer);
  }

  /// The text up to its NUL; empty when it is longer than the buffer.
  std::string_view read_text(std::uint64_t address, std::span<char> buffer) const {
    // Memory may end before the buffer does, and pages end at multiples of this.
    constexpr std::uint64_t page = 4096;
    const std::size_t size = std::min<std::uint64_t>(buffer.size(), page - address % page);
    if (!read(address, buffer.first(size))) return {};
    const std::string_view text(buffer.data(), size);
    const auto end = text.find('\0');
    return end != std::string_view::npos ? text.substr(0, end) : std::string_view();
  }

 private:
  /// Only the stack and the heap: pages of a file may be on a file system that does not answer.
  [[nodiscard]] bool may_read(std::uint64_t address) const {
    constexpr std::uint64_t stack_reach = 128 << 10;
    constexpr std::uint64_t heap_reach = 256 << 20;
    const std::uint64_t stack = look_.syscall.stack;
    return !look_.memory_may_block &&
           ((address >= stack && address - stack < stack_reach) ||
            (heap_ != 0 && address >= heap_ && address - heap_ < heap_reach));
  }

  const ProcDir& process_;
  const ThreadLook& look_;
  std::uint64_t heap_;
};

/// Object behind a descriptor.
void read_fd(Wait& wait, const ProcDir& process, int fd) {
  wait.fd = fd;
  std::array<char, PATH_MAX> buffer;
  const auto link = process.link(ProcPath("fd/%d", fd).c_str(), buffer);
  wait.on.name.assign(link);
  wait.on.kind = link.empty() ? Kind::None : proc_text::kind_of_link(link);
  // A named pipe; stat(2) would tell, and would follow the link.
  const bool sleeps_in_pipe = wait.wchan.view().find("pipe") != std::string_view::npos;
  if (wait.on.kind == Kind::File && sleeps_in_pipe) wait.on.kind = Kind::Pipe;
  if (wait.on.kind == Kind::Pidfd) {
    const auto target =
        proc_text::parse_pidfd_target(process.read(ProcPath("fdinfo/%d", fd).c_str(), buffer));
    if (target && *target > 0) wait.add_peer(*target);
  }
}

void read_poll_set(Wait& wait, const ProcDir& process, const Arguments& arguments) {
  std::array<pollfd, 64> set;
  const std::uint64_t size = arguments[1];
  if (size == 0) {
    wait.on.kind = Kind::Sleep;
    return;
  }
  const auto entries = std::span(set).first(std::min<std::uint64_t>(size, set.size()));
  const auto bytes = std::as_writable_bytes(entries);
  if (!arguments.read(arguments[0], {reinterpret_cast<char*>(bytes.data()), bytes.size()})) return;
  for (const auto& entry : entries) {
    if (entry.fd < 0) continue;  // poll(2) ignores these
    if (wait.fd < 0) {
      read_fd(wait, process, entry.fd);
    } else {
      ++wait.more_fds;
    }
  }
}

void read_fd_sets(Wait& wait, const ProcDir& process, const Arguments& arguments) {
  constexpr std::size_t bits = 1024;
  std::array<unsigned char, bits / 8> set;
  const auto count = std::min<std::uint64_t>(arguments[0], bits);
  if (count == 0) wait.on.kind = Kind::Sleep;
  for (const std::size_t argument : {1U, 2U}) {
    const auto bytes = std::span(set).first((count + 63) / 64 * 8);  // the kernel copies longs
    if (arguments[argument] == 0 || bytes.empty()) continue;
    if (!arguments.read(arguments[argument],
                        {reinterpret_cast<char*>(bytes.data()), bytes.size()})) {
      continue;
    }
    for (std::size_t fd = 0; fd < count; ++fd) {
      if ((set[fd / 8] >> (fd % 8) & 1U) == 0) continue;
      if (wait.fd < 0) {
        read_fd(wait, process, static_cast<int>(fd));
      } else {
        ++wait.more_fds;
      }
    }
  }
}

/// connect(2) to a Unix socket: only its argument says where to.
void read_connection(Wait& wait, const Arguments& arguments) {
  wait.on.connection = WaitObject::Connection::Connecting;
  sockaddr_un address{};
  constexpr auto header = offsetof(sockaddr_un, sun_path);
  const auto size = std::min<std::uint64_t>(arguments[2], sizeof address);
  if (size <= header) return;
  if (!arguments.read(arguments[1], {reinterpret_cast<char*>(&address), size})) return;
  if (address.sun_family != AF_UNIX) return;
  std::string_view path(address.sun_path, size - header);
  if (path.front() == '\0') {  // abstract
    wait.on.remote.append("@");
    path.remove_prefix(1);
  } else {
    path = path.substr(0, path.find('\0'));
  }
  wait.on.remote.append(path);
  wait.on.protocol.assign("unix");
}

void read_path(Wait& wait, const Arguments& arguments, std::size_t argument) {
  std::array<char, PATH_MAX> buffer;
  const auto path = arguments.read_text(arguments[argument], buffer);
  wait.on.name.assign(path);
  wait.on.kind = path.empty() ? Kind::None : Kind::File;
}

void read_children(Wait& wait, const ProcDir& process, const ThreadLook& look,
                   const Arguments& arguments) {
  wait.on.kind = Kind::Children;
  if (look.call->name == "wait4") {
    const int pid = arguments.fd(0);
    if (pid > 0) wait.add_peer(pid);
  } else if (look.call->name == "waitid") {
    if (arguments[0] == P_PID) wait.add_peer(arguments.fd(1));
    if (arguments[0] == P_PIDFD) read_fd(wait, process, arguments.fd(1));
  }
}

void read_lock(Wait& wait, const ProcDir& process, const ThreadLook& look,
               const Arguments& arguments) {
  read_fd(wait, process, arguments.fd(0));
  // F_SETLKW, and F_OFD_SETLKW, for which <fcntl.h> wants _GNU_SOURCE.
  constexpr std::uint64_t ofd_setlkw = 38;
  const bool locks =
      look.call->name == "flock" || arguments[1] == F_SETLKW || arguments[1] == ofd_setlkw;
  if (locks) wait.on.kind = Kind::Lock;
}

void read_call(Wait& wait, const ProcDir& process, const ThreadLook& look,
               const Arguments& arguments) {
  switch (look.call->waits) {
    case Waits::Somehow:
    case Waits::ForMemoryMap: return;
    case Waits::OnFd: read_fd(wait, process, arguments.fd(0)); return;
    case Waits::ForLock: read_lock(wait, process, look, arguments); return;
    case Waits::ForConnection:
      read_fd(wait, process, arguments.fd(0));
      read_connection(wait, arguments);
      return;
    case Waits::ToOpen: read_path(wait, arguments, 0); return;
    case Waits::ToOpenAt: read_path(wait, arguments, 1); return;
    case Waits::OnPollSet: read_poll_set(wait, process, arguments); return;
    case Waits::OnFdSets: read_fd_sets(wait, process, arguments); return;
    case Waits::ForChildren: read_children(wait, process, look, arguments); return;
    case Waits::OnFutex:
      wait.on.kind = Kind::Futex;
      wait.on.every_thread = look.all_in_futex;
      return;
    case Waits::ForTime: wait.on.kind = Kind::Sleep; return;
  }
}

}  // namespace

Wait read_wait(const ProcDir& process, const ThreadLook& look, std::uint64_t heap) {
  Wait wait;
  if (look.state == 'R' || look.state == 'Z' || look.state == 'X') return wait;
  std::array<char, 128> buffer;
  const auto wchan = process.read(ProcPath("task/%d/wchan", look.thread).c_str(), buffer);
  if (wchan != "0") wait.wchan.assign(wchan);  // not asleep, or not permitted
  if (look.call != nullptr) {
    wait.call.assign(look.call->name);
    read_call(wait, process, look, Arguments(process, look, heap));
  } else if (look.syscall.where == proc_text::Syscall::Where::Inside && !look.syscall.is_compat()) {
    wait.call.assign(ProcPath("syscall %ld", look.syscall.number).c_str());
  }
  return wait;
}

}  // namespace cpr
