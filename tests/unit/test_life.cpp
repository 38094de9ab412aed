#include <doctest/doctest.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "process/life.hpp"
#include "process/linux/procfs.hpp"

using namespace cpr;

TEST_CASE("life: a process runs until all of its threads exit") {
  CHECK(life(::getpid()) == Life::Running);
  const pid_t pid = ::fork();
  if (pid == 0) {
    pthread_t thread{};
    ::pthread_create(
        &thread, nullptr,
        [](void*) -> void* {
          while (true) ::pause();
        },
        nullptr);
    ::syscall(SYS_exit, 0);  // of the first thread alone
  }
  // The first thread is a zombie, and the second one runs.
  while (procfs::stat(pid)->state != 'Z') ::sched_yield();
  CHECK(life(pid) == Life::Running);
  ::kill(pid, SIGKILL);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) == 0);
  CHECK(life(pid) == Life::Exiting);
  ::waitpid(pid, nullptr, 0);
  CHECK(life(pid) == Life::Unknown);
}
