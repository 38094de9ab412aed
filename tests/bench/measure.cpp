#include "measure.hpp"

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "pipes.hpp"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double ms_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

/// Pointers for execve, prepared before the clock starts.
class Vectors {
 public:
  explicit Vectors(const Command& command) {
    add(argv_, command.words);
    for (char** variable = environ; *variable != nullptr; ++variable) envp_.push_back(*variable);
    add(envp_, command.variables);
    argv_.push_back(nullptr);
    envp_.push_back(nullptr);
  }
  [[nodiscard]] char* const* argv() const { return argv_.data(); }
  [[nodiscard]] char* const* envp() const { return envp_.data(); }

 private:
  static void add(std::vector<char*>& pointers, const std::vector<std::string>& texts) {
    for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  }
  std::vector<char*> argv_;
  std::vector<char*> envp_;
};

class Actions {
 public:
  explicit Actions(const Pipes& pipes) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, pipes.child_stdin(), 0);
    ::posix_spawn_file_actions_adddup2(&actions_, pipes.child_stdout(), 1);
    if (pipes.child_stderr() != 2) {
      ::posix_spawn_file_actions_adddup2(&actions_, pipes.child_stderr(), 2);
    }
  }
  ~Actions() { ::posix_spawn_file_actions_destroy(&actions_); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

pid_t start(const Command& command, const Vectors& vectors, const Actions& actions) {
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, command.words[0].c_str(), actions.get(), nullptr,
                                   vectors.argv(), vectors.envp());
  if (error != 0) {
    throw std::runtime_error("cannot start " + name_of(command) + ": " + std::strerror(error));
  }
  return pid;
}

/// \returns CPU time in milliseconds
double reap(const Command& command, pid_t pid) {
  int status = 0;
  rusage usage{};
  while (::wait4(pid, &status, 0, &usage) < 0) {
    if (errno != EINTR) throw std::runtime_error("cannot wait for " + name_of(command));
  }
  check_status(command, status);
  return ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
}

}  // namespace

std::string name_of(const Command& command) {
  return command.words[0].substr(command.words[0].rfind('/') + 1);
}

void check_status(const Command& command, int wait_status) {
  const int status =
      WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
  if (status == command.status) return;
  throw std::runtime_error(name_of(command) + " exited with status " + std::to_string(status));
}

Finished run(const Command& command) {
  Finished finished;
  const Vectors vectors(command);
  Pipes pipes(command.output);
  const Actions actions(pipes);
  const auto begin = Clock::now();
  const pid_t pid = start(command, vectors, actions);
  pipes.close_child_ends();
  const std::uint64_t bytes =
      pipes.drain(command.output == Output::Kept ? &finished.text : nullptr);
  finished.cpu_ms = reap(command, pid);
  finished.ms = ms_since(begin);
  if (command.bytes != 0 && bytes != command.bytes) {
    throw std::runtime_error(name_of(command) + " wrote " + std::to_string(bytes) + " bytes");
  }
  return finished;
}

Finished run_together(const Command& command, int count) {
  Finished finished;
  const Vectors vectors(command);
  const Pipes pipes(Output::Null);
  const Actions actions(pipes);
  std::vector<pid_t> pids;
  pids.reserve(static_cast<std::size_t>(count));
  const auto begin = Clock::now();
  for (int i = 0; i < count; ++i) pids.push_back(start(command, vectors, actions));
  for (const pid_t pid : pids) finished.cpu_ms += reap(command, pid);
  finished.ms = ms_since(begin);
  return finished;
}

bool on_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream directories(path != nullptr ? path : "");
  for (std::string directory; std::getline(directories, directory, ':');) {
    if (::access((directory + "/" + name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

void Samples::add(double value) {
  sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), value), value);
}

/// Nearest rank: with few runs the 99th percentile is the maximum.
double Samples::at(double share) const {
  const double rank = std::ceil(static_cast<double>(sorted_.size()) * share);
  return sorted_[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

Pair in_turns(int runs, int warm_ups, const Measurement& ours, const Measurement& peer) {
  Pair pair;
  for (int i = -warm_ups; i < runs; ++i) {
    const double of_ours = ours();
    if (i >= 0) pair.ours.add(of_ours);
    if (!peer) continue;
    const double of_peer = peer();
    if (i >= 0) pair.peer.add(of_peer);
  }
  return pair;
}

Pair race(int runs, int warm_ups, const Command& ours, const Command& peer) {
  Samples our_cpu;
  Samples peer_cpu;
  const auto timed = [](const Command& command, Samples& cpu) {
    const Finished finished = run(command);
    cpu.add(finished.cpu_ms);
    return finished.ms;
  };
  Pair pair = in_turns(
      runs, warm_ups, [&] { return timed(ours, our_cpu); }, [&] { return timed(peer, peer_cpu); });
  // When both wait for the CPU their ratio is meaningless.
  constexpr double still = 2;
  pair.restless = pair.ours.median() > still * our_cpu.median() ||
                  pair.peer.median() > still * peer_cpu.median();
  return pair;
}

}  // namespace bench
