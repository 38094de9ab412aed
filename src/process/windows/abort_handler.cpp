// Windows runs the handler in the thread that has called abort(). The tree dies with cpr, since its
// job is closed.
#include "process/abort_handler.hpp"

#include <windows.h>

#include <cerrno>
#include <csignal>
#include <string_view>

#include "loop/loop.hpp"
#include "process/c_library.hpp"
#include "process/terminal.hpp"

namespace cpr {
namespace {

constexpr unsigned status_own_error = 125;

void write_text(std::string_view text) {
  DWORD written = 0;
  ::WriteFile(::GetStdHandle(STD_ERROR_HANDLE), text.data(), static_cast<DWORD>(text.size()),
              &written, nullptr);
}

void on_abort(int /*signal*/) {
  const int error = errno;
  restore_raw_terminal();
  if (in_event_loop()) {
    write_text("cpr: event loop: ");
    write_text(error_text(error));
    write_text("\n");
  } else {
    write_text("cpr: internal error: abort() was called\n");
  }
  ::TerminateProcess(::GetCurrentProcess(), status_own_error);
}

}  // namespace

void install_abort_handler() {
  ::signal(SIGABRT, on_abort);
}

/// A job that is to be left alone is so by its own flag.
void set_abort_kills_tree(bool /*whole_tree*/) {}

}  // namespace cpr
