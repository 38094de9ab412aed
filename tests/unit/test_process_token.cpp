#include <doctest/doctest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "process/linux/procfs.hpp"
#include "process/process_token.hpp"

using namespace cpr;

namespace {

using Kind = ProcessToken::Kind;

/// A child that reports its token and sleeps until it is killed.
struct Sleeper {
  Sleeper() {
    auto pipe = make_pipe();
    REQUIRE(pipe);
    pid = ::fork();
    if (pid == 0) {
      const ProcessToken own = own_token();
      static_cast<void>(!::write(pipe->write_end.get(), &own, sizeof own));
      while (true) ::pause();
    }
    REQUIRE(::read(pipe->read_end.get(), &token, sizeof token) == sizeof token);
  }
  ~Sleeper() { end(); }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;

  void kill() const {
    ::kill(pid, SIGKILL);
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
  }
  void end() {
    if (pid <= 0) return;
    kill();
    ::waitpid(pid, nullptr, 0);
    pid = 0;
  }

  pid_t pid = 0;
  ProcessToken token;
};

ProcessToken by_start_time(pid_t pid) {
  const auto stat = procfs::stat(pid);
  REQUIRE(stat);
  return {pid, Kind::StartTime, stat->start};
}

bool is_readable(const Fd& fd) {
  pollfd poll{.fd = fd.get(), .events = POLLIN, .revents = 0};
  return ::poll(&poll, 1, 0) == 1;
}

}  // namespace

TEST_CASE("process_token: text and back") {
  const ProcessToken inode{4711, Kind::Inode, 18446744073709551615U};
  const ProcessToken start{1, Kind::StartTime, 7};
  CHECK(text(inode) == "4711:18446744073709551615");
  CHECK(text(start) == "1.7");
  CHECK(parse_token(text(inode)) == inode);
  CHECK(parse_token(text(start)) == start);
}

TEST_CASE("process_token: anything else is not a token") {
  for (const char* bad : {"",
                          "4711",
                          ":",
                          "1:",
                          ":1",
                          "1:2:3",
                          "1.2.3",
                          "1:2.3",
                          "-1:2",
                          "+1:2",
                          "1:-2",
                          "1:+2",
                          " 1:2",
                          "1:2 ",
                          "1: 2",
                          "1 :2",
                          "01:2",
                          "1:02",
                          "0:2",
                          "1:0",
                          "0x1:2",
                          "1:2x",
                          "1;2",
                          "1,2",
                          "2147483648:1",
                          "1:18446744073709551616",
                          "1:2\n",
                          "..",
                          "/",
                          "1/2"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_token(bad));
  }
  CHECK_FALSE(parse_token(std::string_view("1:2\0", 4)));
}

TEST_CASE("process_token: opens the process that it was made for") {
  Sleeper sleeper;
  CHECK(sleeper.token.pid == sleeper.pid);
  const Fd process = open_process(sleeper.token);
  REQUIRE(process);
  CHECK(open_process(by_start_time(sleeper.pid)));
  CHECK_FALSE(is_readable(process));
  CHECK(send_signal(process, 0) == 0);
  CHECK(send_signal(process, SIGKILL) == 0);
  int status = 0;
  CHECK(::waitpid(sleeper.pid, &status, 0) == sleeper.pid);
  CHECK(WTERMSIG(status) == SIGKILL);
  sleeper.pid = 0;
  CHECK(is_readable(process));
  CHECK(send_signal(process, 0) == ESRCH);
}

TEST_CASE("process_token: a process that is gone, and a zombie") {
  Sleeper sleeper;
  const ProcessToken start = by_start_time(sleeper.pid);
  sleeper.kill();
  for (const auto& token : {sleeper.token, start}) {
    const Fd zombie = open_process(token);
    REQUIRE(zombie);
    CHECK(is_readable(zombie));
  }
  sleeper.end();
  CHECK_FALSE(open_process(sleeper.token));
  CHECK_FALSE(open_process(start));
}

TEST_CASE("process_token: another process with the same number") {
  const Sleeper sleeper;
  ProcessToken other = sleeper.token;
  ++other.id;
  CHECK_FALSE(open_process(other));
  other = by_start_time(sleeper.pid);
  --other.id;
  CHECK_FALSE(open_process(other));
  // An inode number is not a start time, and the reverse.
  other = sleeper.token;
  other.kind = other.kind == Kind::Inode ? Kind::StartTime : Kind::Inode;
  CHECK_FALSE(open_process(other));
}

TEST_CASE("process_token: the number of a thread is not a process") {
  auto begun = make_pipe();
  auto over = make_pipe();
  REQUIRE((begun && over));
  std::thread thread([&] {
    const auto tid = static_cast<pid_t>(::syscall(SYS_gettid));
    static_cast<void>(!::write(begun->write_end.get(), &tid, sizeof tid));
    char byte = 0;
    static_cast<void>(!::read(over->read_end.get(), &byte, 1));
  });
  pid_t tid = 0;
  REQUIRE(::read(begun->read_end.get(), &tid, sizeof tid) == sizeof tid);
  const ProcessToken own = own_token();
  CHECK_FALSE(open_process({tid, own.kind, own.id}));
  CHECK_FALSE(open_process({tid, Kind::StartTime, procfs::stat(tid)->start}));
  over->write_end.reset();
  thread.join();
}
