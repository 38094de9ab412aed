#include "report/snapshot_text.hpp"

#include "format/fmt.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>

#include "format/printable.hpp"

namespace cpr::cli {
namespace {

using Kind = WaitObject::Kind;
using Connection = WaitObject::Connection;

/// The arguments on one line, shortened.
std::string command(const ArgvText& argv) {
  constexpr std::size_t longest = 60;
  std::string line;
  for (const auto& word : argv_words(argv)) {
    if (!line.empty()) line += ' ';
    line += printable(word);
  }
  if (line.size() <= longest) return line;
  return std::string(prefix_of(line, longest - 3)) + "...";
}

class Describer {
 public:
  explicit Describer(const Snapshot& snapshot) : snapshot_(snapshot) {}

  /// What a process does, in words.
  [[nodiscard]] std::string activity(const ProcessSnapshot& process) const {
    switch (process.state) {
      case 'R': return running(process);
      case 'T': return "stopped by a signal";
      case 't': return "stopped by a tracer";
      case 'Z': return "dead, but its parent has not reaped it";
      case 'X': return "dead";
      case 'D': return "in uninterruptible sleep (D)" + where(process);
      default: break;
    }
    const auto& on = process.waits.on;
    if (on.kind == Kind::Futex && on.every_thread) {
      return process.threads > 1
                 ? fmt::format("every thread waits on a futex ({} threads)", process.threads)
                 : "its only thread waits on a futex";
    }
    if (on.kind == Kind::Sleep) return fmt::format("sleeping in {}", process.waits.call.view());
    if (process.waits.call.empty()) return "sleeping" + where(process);
    return "waiting" + where(process);
  }

  /// Two processes that wait for each other.
  [[nodiscard]] bool is_mutual(const ProcessSnapshot& process) const {
    const auto peers = process.waits.peers();
    return waits_for_another(process) && std::any_of(peers.begin(), peers.end(), [&](int pid) {
             const auto* peer = snapshot_.find(pid);
             if (peer == nullptr || peer->pid == process.pid || !waits_for_another(*peer)) {
               return false;
             }
             const auto back = peer->waits.peers();
             return std::find(back.begin(), back.end(), process.pid) != back.end();
           });
  }

  /// Whether the process waits for others on its own behalf, and not as a parent.
  [[nodiscard]] bool waits_for_another(const ProcessSnapshot& process) const {
    const auto peers = process.waits.peers();
    return process.waits.on.kind != Kind::Children &&
           std::any_of(peers.begin(), peers.end(),
                       [&](int pid) { return pid != snapshot_.own_pid; });
  }

  [[nodiscard]] std::string process(int pid) const {
    const auto* argv = snapshot_.argv_of(pid);
    return argv != nullptr ? fmt::format("{} {}", pid, command(*argv)) : fmt::format("{}", pid);
  }

 private:
  static std::string running(const ProcessSnapshot& process) {
    if (!process.cpu_share) return "running";
    return fmt::format("running, using {:.0f} % of a CPU", *process.cpu_share * 100);
  }

  /// ` in CALL on fd N, OBJECT`
  [[nodiscard]] std::string where(const ProcessSnapshot& process) const {
    const auto& wait = process.waits;
    std::string text;
    if (!wait.call.empty()) text += fmt::format(" in {}", wait.call.view());
    if (wait.on.kind == Kind::Children) return text + children(wait) + kernel_function(process);
    if (wait.fd < 0 && wait.on.kind == Kind::File) {
      return text + fmt::format(" of {}", printable(wait.on.name.view()));
    }
    if (wait.fd >= 0) {
      text += fmt::format(" on fd {}", wait.fd);
      if (wait.more_fds > 0) text += fmt::format(" and {} more", wait.more_fds);
      const auto object = this->object(process);
      if (!object.empty()) text += ", " + object;
    }
    return text + kernel_function(process);
  }

  /// Where nothing better is known, or the process is stuck in the kernel.
  static std::string kernel_function(const ProcessSnapshot& process) {
    const auto& wait = process.waits;
    const bool wanted = process.state == 'D' || wait.call.empty();
    if (!wanted || wait.wchan.empty()) return {};
    return fmt::format(" (kernel function {})", printable(wait.wchan.view()));
  }

  [[nodiscard]] std::string children(const Wait& wait) const {
    if (wait.peers_total == 0) return {};
    return wait.peers_total == 1 ? fmt::format(" for its child {}", process(wait.peers().front()))
                                 : fmt::format(" for {} children, such as {}", wait.peers_total,
                                               process(wait.peers().front()));
  }

  /// `PID ARGV`, `PID ARGV and 2 others`; empty when there is none.
  [[nodiscard]] std::string peers(const ProcessSnapshot& waiter) const {
    const auto& wait = waiter.waits;
    if (wait.peers_total == 0) return {};
    const int first = wait.peers().front();
    std::string text;
    if (first == waiter.pid) {
      text = "itself";
    } else if (first == snapshot_.own_pid) {
      text = wait.on.relay ? fmt::format("cpr's {} relay", stream_name(*wait.on.relay)) : "cpr";
    } else {
      text = process(first);
    }
    const int others = wait.peers_total - 1;
    if (others > 0) text += fmt::format(" and {} other{}", others, others == 1 ? "" : "s");
    if (is_mutual(waiter)) text += ", which waits for it in turn";
    return text;
  }

  [[nodiscard]] std::string object(const ProcessSnapshot& waiter) const {
    const auto& on = waiter.waits.on;
    auto name = printable(on.name.view());
    const auto others = peers(waiter);
    switch (on.kind) {
      case Kind::Pipe:
        if (others.empty()) {
          return fmt::format("a pipe that no process of the tree {}",
                             on.writing ? "reads from" : "writes to");
        }
        return fmt::format("a pipe {} {}", on.writing ? "to" : "from", others);
      case Kind::Socket: return socket(on, others);
      case Kind::Tty: return "the terminal " + name;
      case Kind::File: return "the file " + name;
      case Kind::Lock:
        return fmt::format("a lock{} held by {}", name.empty() ? "" : " on " + name,
                           others.empty() ? "an unknown process" : others);
      case Kind::Eventfd: return "an eventfd";
      case Kind::Epoll:
        return others.empty() ? "an epoll instance" : "an epoll instance with pipes of " + others;
      case Kind::Pidfd: return others.empty() ? "a pidfd" : "a pidfd of " + others;
      default: return name;
    }
  }

  static std::string socket(const WaitObject& on, const std::string& others) {
    std::string text = on.protocol.empty() ? "a socket"
                       : on.protocol.view() == "unix"
                           ? "a Unix socket"
                           : fmt::format("a {} socket", on.protocol.view());
    const auto local = printable(on.local.view());
    const auto remote = printable(on.remote.view());
    switch (on.connection) {
      case Connection::Listening: return text + " listening on " + local;
      case Connection::Connecting: text += " connecting to " + remote; break;
      case Connection::Connected:
        if (!remote.empty()) text += " connected to " + remote;
        return others.empty() ? text : text + (remote.empty() ? " connected to " : " of ") + others;
      case Connection::Unknown:
        if (!local.empty()) text += " on " + local;
    }
    return others.empty() ? text : text + " of " + others;
  }

  const Snapshot& snapshot_;
};

/// The streams that are held open, ` and ` between them.
std::string held_streams(std::uint32_t holds) {
  std::string text;
  for (int fd = 1; fd < 32; ++fd) {
    if ((holds >> static_cast<unsigned>(fd) & 1U) == 0) continue;
    text += (text.empty() ? "" : " and ") + stream_name(fd);
  }
  return text;
}

/// The lower, the earlier.
int rank(const ProcessSnapshot& process, const Describer& describer, bool command_exited) {
  constexpr double busy = 0.05;
  if (command_exited && !held_streams(process.holds).empty()) return 0;
  switch (process.state) {
    case 'R': return process.cpu_share.value_or(1) >= busy ? 1 : 6;
    case 'T':
    case 't':
    case 'D': return 2;
    case 'Z':
    case 'X': return 10;
    default: break;
  }
  if (describer.is_mutual(process)) return 2;
  if (describer.waits_for_another(process)) return 3;
  switch (process.waits.on.kind) {
    case Kind::Futex: return process.waits.on.every_thread ? 4 : 6;
    case Kind::Pipe:
    case Kind::Socket:
    case Kind::Tty:
    case Kind::File:
    case Kind::Lock: return 5;
    case Kind::Epoll: return 8;
    case Kind::Children: return 9;
    default: return 7;
  }
}

/// Number of processes that are shown, when the last line is for those that are not.
std::size_t shown_of(const Snapshot& snapshot, std::size_t most_lines) {
  const std::size_t total = snapshot.processes.size() + snapshot.unseen;
  return total <= most_lines ? snapshot.processes.size() : most_lines - 1;
}

void append_rest(std::vector<std::string>& lines, const Snapshot& snapshot) {
  const auto rest = snapshot.processes.size() + snapshot.unseen - lines.size();
  if (rest == 0) return;
  lines.push_back(fmt::format("and {}{} more process{}", snapshot.unfinished ? "at least " : "",
                              rest, rest == 1 ? "" : "es"));
}

}  // namespace

std::vector<std::string> snapshot_text(const Snapshot& snapshot, std::size_t most_lines,
                                       bool command_exited) {
  const Describer describer(snapshot);
  struct Line {
    int rank;
    double share;
    const ProcessSnapshot* process;
  };
  std::vector<Line> order;
  order.reserve(snapshot.processes.size());
  for (const auto& process : snapshot.processes) {
    order.push_back(
        {rank(process, describer, command_exited), process.cpu_share.value_or(0), &process});
  }
  std::stable_sort(order.begin(), order.end(), [](const Line& a, const Line& b) {
    return std::tuple(a.rank, -a.share) < std::tuple(b.rank, -b.share);
  });
  const std::size_t shown = shown_of(snapshot, most_lines);
  std::vector<std::string> lines;
  for (const auto& line : order) {
    if (lines.size() == shown) break;
    const auto& process = *line.process;
    const auto held = command_exited ? held_streams(process.holds) : std::string();
    lines.push_back(fmt::format("{}: {}{}", describer.process(process.pid),
                                held.empty() ? "" : "holds " + held + " open; ",
                                describer.activity(process)));
  }
  append_rest(lines, snapshot);
  return lines;
}

std::vector<std::string> memory_text(const Snapshot& snapshot, std::size_t most_lines) {
  const Describer describer(snapshot);
  std::vector<const ProcessSnapshot*> order;
  for (const auto& process : snapshot.processes) order.push_back(&process);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->rss_kib > b->rss_kib; });
  order.resize(shown_of(snapshot, most_lines));
  std::vector<std::string> lines;
  for (const auto* process : order) {
    const auto bytes = static_cast<std::uint64_t>(process->rss_kib) * 1024;
    lines.push_back(
        fmt::format("{}: {} resident", describer.process(process->pid), human_size(bytes)));
  }
  append_rest(lines, snapshot);
  return lines;
}

}  // namespace cpr::cli
