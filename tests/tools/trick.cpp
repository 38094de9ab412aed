// Hostile use of threads, clone and fork: `trick NAME [ARG...]`.
//
// Endless ones exit after a while, in case a test fails.
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <map>
#include <new>
#include <string>
#include <vector>

namespace {

using Words = std::vector<std::string>;

constexpr int lifetime_s = 20;

[[noreturn]] void forever() {
  ::alarm(lifetime_s);
  while (true) ::pause();
}

void say(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(1, text.data(), text.size()) < 0) std::_Exit(98);
}

int count_of(const Words& words) {
  return words.empty() ? 1 : std::atoi(words[0].c_str());
}

void exec(const Words& words) {
  std::vector<char*> argv;
  for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  std::_Exit(96);
}

void in_thread(void* (*body)(void*), void* argument = nullptr) {
  pthread_t thread{};
  if (::pthread_create(&thread, nullptr, body, argument) != 0) std::_Exit(95);
}

void* live_on(void* /*unused*/) {
  // The leader is now a zombie, or will be soon, and remains one as long as this thread runs.
  forever();
}

void* fork_and_live(void* /*unused*/) {
  if (::fork() == 0) {
    ::signal(SIGTERM, SIG_IGN);
    forever();
  }
  say("ready");
  forever();
}

void* exec_in_thread(void* words) {
  exec(*static_cast<const Words*>(words));
  return nullptr;
}

/// A fork-and-exit chain: its pid changes all the time.
[[noreturn]] void hop(std::time_t end) {
  while (std::time(nullptr) < end) {
    if (::fork() > 0) std::_Exit(0);
  }
  std::_Exit(0);
}

/// N fork-and-exit chains.
void storm(const Words& words) {
  const std::time_t end = std::time(nullptr) + lifetime_s;
  for (int i = count_of(words); i > 0; --i) {
    if (::fork() == 0) hop(end);
  }
  forever();
}

/// Every process forks as fast as possible, until there are N.
void explode(const Words& words) {
  void* page = ::mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) std::_Exit(95);
  auto* left = new (page) std::atomic<int>(count_of(words));
  while (left->fetch_sub(1) > 0) {
    if (::fork() < 0) break;
  }
  forever();
}

/// A child with the same parent as this process (CLONE_PARENT).
void sibling(const Words& /*words*/) {
  const long pid = ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid == 0) ::signal(SIGTERM, SIG_IGN);
  forever();
}

/// A sibling exits with another status and is reaped by the common parent.
void dead_sibling(const Words& words) {
  const long pid = ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid == 0) std::_Exit(99);
  while (::kill(static_cast<pid_t>(pid), 0) == 0) ::poll(nullptr, 0, 1);
  std::_Exit(count_of(words));
}

/// The parent is blocked in vfork(2), where no handler can run, because the child does not exec.
void vfork_stuck(const Words& words) {
  ::signal(SIGTERM, SIG_IGN);
  const bool stopped = !words.empty();
  if (::vfork() == 0) {
    if (stopped) ::syscall(SYS_kill, ::getpid(), SIGSTOP);
    while (true) ::pause();
  }
  forever();
}

void leader_ends(const Words& /*words*/) {
  in_thread(live_on);
  ::pthread_exit(nullptr);
}

/// The children belong to a thread that is not the leader.
void thread_forks(const Words& /*words*/) {
  in_thread(fork_and_live);
  forever();
}

void thread_execs(const Words& words) {
  in_thread(exec_in_thread, const_cast<Words*>(&words));
  forever();
}

/// Executes itself all the time.
void exec_again(const Words& words) {
  const std::time_t end =
      words.empty() ? std::time(nullptr) + lifetime_s : std::atol(words[0].c_str());
  ::signal(SIGTERM, SIG_IGN);
  if (std::time(nullptr) < end) exec({"/proc/self/exe", "exec-again", std::to_string(end)});
}

/// N processes in busy loops.
void spin(const Words& words) {
  for (int i = count_of(words); i > 1; --i) {
    if (::fork() == 0) break;
  }
  ::signal(SIGTERM, SIG_IGN);
  const std::time_t end = std::time(nullptr) + lifetime_s;
  while (std::time(nullptr) < end) {
  }
}

/// Sends the signal to its parent all the time: `pelt SIGNAL`.
void pelt(const Words& words) {
  const int signal = count_of(words);
  const pid_t parent = ::getppid();
  ::signal(signal, SIG_IGN);
  const std::time_t end = std::time(nullptr) + lifetime_s;
  while (std::time(nullptr) < end && ::getppid() == parent) ::kill(parent, signal);
}

/// Runs a program with O_NONBLOCK on an fd: `nonblocking FD COMMAND...`.
void nonblocking(const Words& words) {
  const int fd = count_of(words);
  if (::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK) != 0) std::_Exit(94);
  exec({words.begin() + 1, words.end()});
}

/// Exits while its own child traces it and never reaps it: `traced-exit STATUS`.
void traced_exit(const Words& words) {
  ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
  int ready[2];
  if (::pipe(ready) != 0) std::_Exit(95);
  if (::fork() == 0) {
    if (::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr) != 0) std::_Exit(95);
    ::close(ready[0]);
    ::close(ready[1]);
    forever();
  }
  ::close(ready[1]);
  char byte = 0;
  if (::read(ready[0], &byte, 1) != 0) std::_Exit(95);
  std::_Exit(count_of(words));
}

pid_t first_child_of(pid_t parent) {
  const std::string number = std::to_string(parent);
  pid_t child = 0;
  while (child == 0) std::ifstream("/proc/" + number + "/task/" + number + "/children") >> child;
  return child;
}

/// Runs a program and delays the exit of its first child: `hold-exit MS COMMAND...`.
void hold_exit(const Words& words) {
  const pid_t parent = ::fork();
  if (parent == 0) exec({words.begin() + 1, words.end()});
  const pid_t child = first_child_of(parent);
  int status = 0;
  // Before its exec the child is not dumpable, because cpr is not.
  for (int tries = 1000; ::ptrace(PTRACE_SEIZE, child, nullptr, PTRACE_O_TRACEEXIT) != 0;) {
    if (errno != EPERM || --tries == 0) std::_Exit(95);
    ::poll(nullptr, 0, 1);
  }
  while (::waitpid(child, &status, 0) == child &&
         status >> 8 != (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
    ::ptrace(PTRACE_CONT, child, nullptr, WIFSTOPPED(status) ? WSTOPSIG(status) & 0x7f : 0);
  }
  ::poll(nullptr, 0, count_of(words));
  ::ptrace(PTRACE_DETACH, child, nullptr, nullptr);
  ::waitpid(parent, &status, 0);
  std::_Exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/// Runs a program with an empty argv: `no-argv PATH`.
void no_argv(const Words& words) {
  char* none[] = {nullptr};
  ::execve(words.at(0).c_str(), none, environ);
  std::_Exit(96);
}

}  // namespace

int main(int argc, char** argv) {
  static const std::map<std::string, std::function<void(const Words&)>> tricks{
      {"storm", storm},
      {"explode", explode},
      {"sibling", sibling},
      {"dead-sibling", dead_sibling},
      {"vfork-stuck", vfork_stuck},
      {"leader-ends", leader_ends},
      {"thread-forks", thread_forks},
      {"thread-execs", thread_execs},
      {"exec-again", exec_again},
      {"spin", spin},
      {"pelt", pelt},
      {"nonblocking", nonblocking},
      {"traced-exit", traced_exit},
      {"hold-exit", hold_exit},
      {"no-argv", no_argv},
  };
  const auto trick = tricks.find(argc > 1 ? argv[1] : "");
  if (trick == tricks.end()) {
    std::fprintf(stderr, "trick: unknown name\n");
    return 99;
  }
  static const Words words(argv + 2, argv + argc);
  trick->second(words);
  return 0;
}
