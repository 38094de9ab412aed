#include "process/windows/signal_source.hpp"

#include <io.h>
#include <windows.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <mutex>

#include "core/throw_errno.hpp"
#include "loop/windows/async_fd.hpp"

namespace cpr::windows {
namespace {

/// A byte is in the pipe exactly while `woken` is set, so that a write never blocks.
struct Pending {
  std::mutex mutex;
  std::array<int, 64> numbers{};
  std::size_t count = 0;
  bool child_exited = false;
  bool woken = false;
  Fd wake;
};

/// Never destroyed: other threads run until the process is gone.
Pending& pending() {
  static auto* const one = new Pending;  // NOLINT(cppcoreguidelines-owning-memory)
  return *one;
}

void wake(Pending& all) {
  if (all.woken || !all.wake) return;
  all.woken = true;
  const char byte = 0;
  DWORD written = 0;
  ::WriteFile(reinterpret_cast<HANDLE>(::_get_osfhandle(all.wake.get())), &byte, 1, &written,
              nullptr);
}

int signal_of(DWORD event) {
  switch (event) {
    case CTRL_C_EVENT: return SIGINT;
    case CTRL_BREAK_EVENT: return SIGQUIT;
    case CTRL_CLOSE_EVENT: return SIGHUP;
    default: return SIGTERM;  // the user logs off, the system is shut down
  }
}

BOOL WINAPI on_console_event(DWORD event) {
  post_signal(signal_of(event));
  // When this returned, the process would be over: cpr has the time that the system gives it for
  // that.
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) ::Sleep(INFINITE);
  return TRUE;
}

}  // namespace

void post_signal(int number) {
  Pending& all = pending();
  const std::lock_guard lock(all.mutex);
  if (number == SIGCHLD) {
    all.child_exited = true;
  } else if (all.count < all.numbers.size()) {
    all.numbers[all.count++] = number;
  }
  wake(all);
}

Fd connect_reader() {
  auto pipe = make_pipe();
  if (!pipe) throw_errno("pipe");
  Pending& all = pending();
  const std::lock_guard lock(all.mutex);
  all.wake = std::move(pipe->write_end);
  all.woken = false;
  if (all.child_exited || all.count > 0) wake(all);
  return std::move(pipe->read_end);
}

std::span<ArrivedSignal> take_signals(std::span<ArrivedSignal> room, const Fd& reader) {
  Pending& all = pending();
  const std::lock_guard lock(all.mutex);
  std::size_t used = 0;
  if (all.child_exited && used < room.size()) {
    room[used++] = {.number = SIGCHLD};
    all.child_exited = false;
  }
  std::size_t taken = 0;
  while (taken < all.count && used < room.size()) room[used++] = {.number = all.numbers[taken++]};
  std::copy(all.numbers.begin() + taken, all.numbers.begin() + all.count, all.numbers.begin());
  all.count -= taken;
  if (all.woken && all.count == 0 && !all.child_exited) {
    std::array<char, 1> byte{};
    all.woken = AsyncFd::of(reader.get()).read(byte) < 0;
  }
  return room.first(used);
}

void handle_console_events(bool handled) {
  ::SetConsoleCtrlHandler(on_console_event, handled ? TRUE : FALSE);
}

}  // namespace cpr::windows
