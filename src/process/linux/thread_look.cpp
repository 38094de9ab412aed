#include "process/linux/thread_look.hpp"

#include <array>
#include <optional>

namespace cpr {
namespace {

using Where = proc_text::Syscall::Where;
using Waits = BlockingCall::Waits;

struct Thread {
  pid_t id = 0;
  char state = '?';
  proc_text::Syscall syscall{};
  const BlockingCall* call = nullptr;
};

bool is_dead(const Thread& thread) {
  return thread.state == 'Z' || thread.state == 'X';
}

Thread look_at(pid_t id, char state, const ProcDir& process, const char* syscall_file) {
  Thread thread{.id = id, .state = state};
  if (state == 'R' || is_dead(thread)) return thread;
  std::array<char, 256> buffer;
  thread.syscall = proc_text::parse_syscall(process.read(syscall_file, buffer));
  if (thread.syscall.where == Where::Inside && !thread.syscall.is_compat()) {
    thread.call = blocking_call(thread.syscall.number);
  }
  return thread;
}

bool in_futex(const Thread& thread) {
  return thread.call != nullptr && thread.call->waits == Waits::OnFutex;
}

/// The lower, the more telling.
int rank(const Thread& thread) {
  if (thread.state == 'R') return 0;
  if (thread.state == 'D') return 1;
  if (thread.state == 'T' || thread.state == 't') return 2;
  if (is_dead(thread)) return 8;
  if (thread.call == nullptr) return 6;
  switch (thread.call->waits) {
    case Waits::OnFutex: return 7;
    case Waits::ForTime: return 5;
    // Most programs with several threads have one that waits for events.
    case Waits::OnPollSet:
    case Waits::OnFdSets: return 4;
    default: return thread.call->name.starts_with("epoll") ? 4 : 3;
  }
}

/// Whether a call copies the memory map of the caller, for a child that has its own.
bool forks(const Thread& thread) {
  constexpr std::uint64_t clone_vm = 0x100;  // <sched.h>, with _GNU_SOURCE
  const auto name = thread.call->name;
  // The flags of clone3(2) are in memory.
  return name == "fork" || name == "clone3" ||
         (name == "clone" && (thread.syscall.arguments[0] & clone_vm) == 0);
}

/// Readers of memory wait for mmap_lock while a thread has it for writing, or waits for it behind
/// another reader. A thread that sleeps with it is in a call that changes or copies the map, or in
/// a page fault: on a file system that does not answer, or for a lock that many forks want.
bool may_hold_mmap_lock(const Thread& thread) {
  if (thread.state != 'D' && thread.state != 'S') return false;
  switch (thread.syscall.where) {
    case Where::Unknown: return thread.state == 'D';
    case Where::Running: return false;
    case Where::Outside: return true;
    case Where::Inside: break;
  }
  if (thread.syscall.is_compat()) return thread.state == 'D';
  if (thread.call == nullptr) return false;
  return thread.call->waits == Waits::ForMemoryMap || forks(thread);
}

}  // namespace

ThreadLook look_at_threads(pid_t pid, const ProcDir& process, const proc_text::Stat& stat,
                           TimePoint end) {
  std::optional<Thread> telling;
  ThreadLook look{.all_in_futex = true};
  int seen = 0;
  const auto add = [&](const Thread& thread) {
    ++seen;
    look.all_in_futex = look.all_in_futex && (in_futex(thread) || is_dead(thread));
    look.memory_may_block = look.memory_may_block || may_hold_mmap_lock(thread);
    if (!telling || rank(thread) < rank(*telling)) telling = thread;
  };
  if (stat.threads <= 1) {
    add(look_at(pid, stat.state, process, "syscall"));
  } else {
    process.each_number("task", [&](int id) {
      if (Clock::now() >= end) return false;
      std::array<char, 1024> buffer;
      const auto own =
          proc_text::parse_stat(process.read(ProcPath("task/%d/stat", id).c_str(), buffer));
      if (own) {
        add(look_at(id, own->state, process, ProcPath("task/%d/syscall", id).c_str()));
      } else {
        ++seen;  // it has exited
      }
      return true;
    });
    if (seen < stat.threads) {
      look.all_in_futex = false;
      look.memory_may_block = true;
    }
  }
  if (!telling) telling = Thread{.id = pid, .state = stat.state};
  look.thread = telling->id;
  look.state = telling->state;
  look.syscall = telling->syscall;
  look.call = telling->call;
  look.all_in_futex = look.all_in_futex && !is_dead(*telling);
  return look;
}

}  // namespace cpr
