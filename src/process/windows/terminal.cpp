#include "process/terminal.hpp"

#include <io.h>
#include <windows.h>

#include <utility>

#include "process/windows/console.hpp"
#include "process/windows/owned_handle.hpp"

namespace cpr {

/// The modes of the input and of the screen, and the code pages, which programs change as well.
struct TerminalSettings {
  windows::OwnedHandle input;
  windows::OwnedHandle screen;
  DWORD input_mode = 0;
  DWORD screen_mode = 0;
  UINT input_code_page = 0;
  UINT output_code_page = 0;
};

namespace {

/// The console that is raw, and how it was before.
struct {
  HANDLE volatile console = nullptr;
  DWORD mode = 0;
} raw;

windows::OwnedHandle open_console(const wchar_t* name) {
  return windows::OwnedHandle(::CreateFileW(name, GENERIC_READ | GENERIC_WRITE,
                                            FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                            OPEN_EXISTING, 0, nullptr));
}

HANDLE handle_of(int fd) {
  return reinterpret_cast<HANDLE>(::_get_osfhandle(fd));
}

bool is_console(int fd) {
  DWORD mode = 0;
  return ::GetConsoleMode(handle_of(fd), &mode) != FALSE;
}

}  // namespace

/// A console has no background.
bool in_foreground() {
  return windows::has_console();
}

/// No shell continues stopped jobs; but a console has a user.
bool has_terminal() {
  return windows::has_console();
}

bool may_have_terminal() {
  return windows::has_console();
}

bool is_own_terminal(int fd) {
  return is_console(fd);
}

std::optional<std::size_t> terminal_columns(int fd) {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  if (!::GetConsoleScreenBufferInfo(handle_of(fd), &info)) return std::nullopt;
  const int columns = info.srWindow.Right - info.srWindow.Left + 1;
  return columns > 0 ? std::optional(static_cast<std::size_t>(columns)) : std::nullopt;
}

void RawTerminal::enter() {
  DWORD mode = 0;
  if (!::GetConsoleMode(handle_of(fd_), &mode)) return;
  if (!is_raw_) raw.mode = mode;
  raw.console = handle_of(fd_);
  is_raw_ = true;
  constexpr DWORD cooked = ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT | ENABLE_PROCESSED_INPUT;
  ::SetConsoleMode(raw.console, mode & ~cooked);
}

void RawTerminal::restore() {
  if (std::exchange(is_raw_, false)) restore_raw_terminal();
}

void restore_raw_terminal() {
  const HANDLE console = raw.console;
  raw.console = nullptr;
  if (console != nullptr) ::SetConsoleMode(console, raw.mode);
}

Terminal::Terminal() {
  TerminalSettings settings{.input = open_console(L"CONIN$"), .screen = open_console(L"CONOUT$")};
  if (!::GetConsoleMode(settings.input.get(), &settings.input_mode) ||
      !::GetConsoleMode(settings.screen.get(), &settings.screen_mode)) {
    return;
  }
  settings.input_code_page = ::GetConsoleCP();
  settings.output_code_page = ::GetConsoleOutputCP();
  settings_ = std::make_unique<const TerminalSettings>(std::move(settings));
}

Terminal::~Terminal() = default;

void Terminal::restore() const {
  if (!settings_) return;
  ::SetConsoleMode(settings_->input.get(), settings_->input_mode);
  ::SetConsoleMode(settings_->screen.get(), settings_->screen_mode);
  ::SetConsoleCP(settings_->input_code_page);
  ::SetConsoleOutputCP(settings_->output_code_page);
}

}  // namespace cpr
