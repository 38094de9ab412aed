// Runs a command on a new pseudo-terminal and interacts with it.
//
//   pty STEP... -- COMMAND [ARG...]
//
//   expect TEXT   waits until the screen shows TEXT, after the text expected before
//   type TEXT     types it; \x03 and \n are escapes as in C
//   stopped       waits until the command has stopped
//   continue      makes it the foreground again and continues it
//   kill SIGNAL   sends a signal (a number) to the command alone
//   columns N     sets the width of the terminal
//   hang-up       closes the terminal and sends SIGHUP, as a shell does to its jobs
//
// As the first step, `background` starts the command in the background of the terminal, and `show`
// prints the final screen, with ESC for that byte.
//
// After the last step pty waits for the command and prints `exit N` or `signal N`, and whether the
// terminal settings or the foreground group have changed. After thirty seconds it prints the
// screen, and the status is 1.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace {

int master = -1;
pid_t command = -1;
std::string screen;
std::size_t seen = 0;
time_t deadline = 0;

[[noreturn]] void give_up(const std::string& what) {
  std::printf("pty: %s; the screen shows:\n%s\n", what.c_str(), screen.c_str());
  std::fflush(stdout);
  ::kill(command, SIGKILL);
  std::_Exit(1);
}

/// Reads the output of the terminal for at most 20 ms.
void look() {
  if (std::time(nullptr) > deadline) give_up("out of time");
  if (master < 0) {
    ::poll(nullptr, 0, 20);
    return;
  }
  pollfd entry{.fd = master, .events = POLLIN, .revents = 0};
  if (::poll(&entry, 1, 20) <= 0) return;
  std::array<char, 4096> buffer{};
  const ssize_t n = ::read(master, buffer.data(), buffer.size());
  if (n > 0) screen.append(buffer.data(), static_cast<std::size_t>(n));
}

void expect(const std::string& text) {
  std::size_t at = 0;
  while ((at = screen.find(text, seen)) == std::string::npos) look();
  seen = at + text.size();
}

/// The final screen, whose height is not limited. Knows what cpr writes: \r, \n, ESC [ K erases the
/// rest of the line, ESC [ A goes up, ESC D down, ESC 7 saves the cursor, ESC 8 restores it.
std::string left_on_screen() {
  struct Cursor {
    std::size_t row = 0;
    std::size_t column = 0;
  } at;
  Cursor saved;
  std::vector<std::string> rows(1);
  const auto go_down = [&] {
    if (++at.row == rows.size()) rows.emplace_back();
  };
  for (std::size_t i = 0; i < screen.size(); ++i) {
    const auto sequence = [&](const char* text) {
      const std::string wanted = text;
      if (screen.compare(i, wanted.size(), wanted) != 0) return false;
      i += wanted.size() - 1;
      return true;
    };
    auto& line = rows[at.row];
    if (screen[i] == '\n') {
      go_down();
      at.column = 0;
    } else if (screen[i] == '\r') {
      at.column = 0;
    } else if (sequence("\x1b[K")) {
      line.resize(std::min(line.size(), at.column));
    } else if (sequence("\x1b[A")) {
      if (at.row > 0) --at.row;
    } else if (sequence("\x1b"
                        "D")) {
      go_down();
    } else if (sequence("\x1b"
                        "7")) {
      saved = at;
    } else if (sequence("\x1b"
                        "8")) {
      at = saved;
    } else {
      const std::string shown = screen[i] == '\x1b' ? "ESC" : std::string(1, screen[i]);
      if (line.size() < at.column) line.resize(at.column, ' ');
      line.replace(at.column, shown.size(), shown);
      at.column += shown.size();
    }
  }
  while (rows.size() > at.row + 1 && rows.back().empty()) rows.pop_back();
  std::string out = rows.front();
  for (std::size_t i = 1; i < rows.size(); ++i) out += '\n' + rows[i];
  return out;
}

std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\\x") == 0 && i + 3 < text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else if (text.compare(i, 2, "\\n") == 0) {
      out += '\n';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

int wait_for(int options) {
  int status = 0;
  while (::waitpid(command, &status, options | WNOHANG) == 0) look();
  return status;
}

/// Waits until the terminal has these settings. \returns false when the time is up
bool settings_become(int terminal, const termios& wanted, int limit_ms) {
  for (;; --limit_ms) {
    termios now{};
    ::tcgetattr(terminal, &now);
    if (wanted.c_lflag == now.c_lflag && wanted.c_iflag == now.c_iflag) return true;
    if (limit_ms <= 0) return false;
    ::poll(nullptr, 0, 1);
  }
}

/// Starts the command as a job with a new process group, as a shell does.
[[noreturn]] void become(const char* terminal, bool background, char** argv) {
  ::setpgid(0, 0);
  const int fd = ::open(terminal, O_RDWR | O_NOCTTY);
  ::signal(SIGTTOU, SIG_IGN);
  if (!background) ::tcsetpgrp(fd, ::getpid());
  ::signal(SIGTTOU, SIG_DFL);
  for (int target = 0; target < 3; ++target) ::dup2(fd, target);
  if (fd > 2) ::close(fd);
  ::execvp(argv[0], argv);
  ::_exit(127);
}

}  // namespace

int main(int argc, char** argv) {
  int words = 1;
  while (words < argc && std::string(argv[words]) != "--") ++words;
  if (words + 1 >= argc) return 2;
  master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) {
    std::printf("pty: no terminal available\n");
    return 77;
  }
  const std::string terminal = ::ptsname(master);
  ::setsid();
  const int own = ::open(terminal.c_str(), O_RDWR | O_CLOEXEC);  // becomes the controlling terminal
  termios before{};
  ::tcgetattr(own, &before);
  deadline = std::time(nullptr) + 60;
  int limit_ms = 0;
  const bool background = std::string(argv[1]) == "background";
  const bool show = std::string(argv[1]) == "show";
  pid_t foreground = background ? ::tcgetpgrp(own) : 0;
  command = ::fork();
  if (command == 0) become(terminal.c_str(), background, argv + words + 1);
  if (!background) foreground = command;
  ::signal(SIGTTOU, SIG_IGN);
  ::signal(SIGHUP, SIG_IGN);
  for (int i = background || show ? 2 : 1; i < words; ++i) {
    const std::string step = argv[i];
    if (step == "expect") {
      expect(argv[++i]);
    } else if (step == "type") {
      const std::string text = unescaped(argv[++i]);
      if (::write(master, text.data(), text.size()) < 0) give_up("cannot type");
    } else if (step == "stopped") {
      if (!WIFSTOPPED(wait_for(WUNTRACED))) give_up("it has not stopped");
    } else if (step == "continue") {
      ::tcsetpgrp(own, command);
      foreground = command;
      ::kill(-command, SIGCONT);
    } else if (step == "columns") {
      winsize size{.ws_row = 24,
                   .ws_col = static_cast<unsigned short>(std::stoi(argv[++i])),
                   .ws_xpixel = 0,
                   .ws_ypixel = 0};
      ::ioctl(own, TIOCSWINSZ, &size);
    } else if (step == "hang-up") {
      ::close(master);
      master = -1;
      // As a shell does to its jobs when its terminal is gone.
      ::kill(-command, SIGHUP);
      ::kill(-command, SIGCONT);
    } else if (step == "kill") {
      // Then a guardian of cpr restores the terminal, after cpr has exited.
      limit_ms = std::stoi(argv[i + 1]) == SIGKILL ? 10'000 : 0;
      ::kill(command, std::stoi(argv[++i]));
    } else {
      give_up("unknown step " + step);
    }
  }
  const int status = wait_for(0);
  if (show) {
    look();  // the last output
    std::printf("%s", left_on_screen().c_str());
  }
  if (master >= 0 && !settings_become(own, before, limit_ms)) {
    std::printf("the terminal settings have changed\n");
  }
  if (master >= 0 && ::tcgetpgrp(own) != foreground)
    std::printf("another process group has the terminal\n");
  if (WIFSIGNALED(status)) {
    std::printf("signal %d\n", WTERMSIG(status));
  } else {
    std::printf("exit %d\n", WEXITSTATUS(status));
  }
  return 0;
}
