#include "peak.hpp"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <thread>

#include "pipes.hpp"

namespace bench {
namespace {

double read_peak(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  constexpr std::string_view key = "VmHWM:";
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(key, 0) == 0) return std::stod(line.substr(key.size()));
  }
  throw Missing("VmHWM in /proc");
}

/// Waits for `go` before execve, so that all of the command is traced.
[[noreturn]] void become(const Command& command, const Pipes& pipes, int go) {
  std::vector<char*> argv;
  for (const auto& word : command.words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::dup2(pipes.child_stdin(), 0);
  ::dup2(pipes.child_stdout(), 1);
  ::dup2(pipes.child_stderr(), 2);
  char byte = 0;
  if (::read(go, &byte, 1) == 1) ::execvp(argv[0], argv.data());
  ::_exit(127);
}

bool is_stop(int signal) {
  return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

/// Continues it until it exits. \returns its wait status
int follow(pid_t pid, double& peak) {
  while (true) {
    int status = 0;
    if (::waitpid(pid, &status, __WALL) < 0) {
      if (errno == EINTR) continue;
      throw std::runtime_error("the traced command is gone");
    }
    if (!WIFSTOPPED(status)) return status;
    const int event = status >> 16;
    const int signal = WSTOPSIG(status);
    if (event == PTRACE_EVENT_EXIT) peak = read_peak(pid);
    if (event == PTRACE_EVENT_STOP && is_stop(signal)) {
      ::ptrace(PTRACE_LISTEN, pid, nullptr, nullptr);
    } else {
      // Deliver the signal that stopped it.
      const long deliver = event == 0 ? signal : 0;
      ::ptrace(PTRACE_CONT, pid, nullptr, reinterpret_cast<void*>(deliver));
    }
  }
}

}  // namespace

double peak_kib(const Command& command) {
  Pipes pipes(command.output);
  int go[2];
  if (::pipe(go) != 0) throw std::runtime_error("cannot create a pipe");
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("cannot create a process");
  if (pid == 0) {
    ::close(go[1]);
    become(command, pipes, go[0]);
  }
  ::close(go[0]);
  pipes.close_child_ends();
  const auto options = reinterpret_cast<void*>(static_cast<long>(PTRACE_O_TRACEEXIT));
  const bool traced = ::ptrace(PTRACE_SEIZE, pid, nullptr, options) == 0;
  if (traced && ::write(go[1], "", 1) != 1)
    throw std::runtime_error("cannot start the traced command");
  ::close(go[1]);
  // Only the tracing thread may wait for its stops, so another one drains the pipe.
  std::uint64_t bytes = 0;
  std::jthread drain([&] { bytes = pipes.drain(nullptr); });
  double peak = 0;
  const int status = follow(pid, peak);
  drain.join();
  if (!traced) throw Missing("permission to trace");
  check_status(command, status);
  if (command.bytes != 0 && bytes != command.bytes) {
    throw std::runtime_error(name_of(command) + " wrote " + std::to_string(bytes) + " bytes");
  }
  return peak;
}

}  // namespace bench
