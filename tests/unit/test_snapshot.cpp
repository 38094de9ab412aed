#include "process/snapshot.hpp"

#include <doctest/doctest.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "process/linux/blocking_calls.hpp"
#include "process/linux/procfs.hpp"
#include "report/snapshot_text.hpp"

using namespace cpr;

namespace {

using Words = std::vector<std::string>;

constexpr unsigned other_user = 65534;

// Newer architectures have only the general calls.
#ifdef SYS_poll
const std::string poll_call = "poll";
const std::string vfork_call = "vfork";
#else
const std::string poll_call = "ppoll";
const std::string vfork_call = "clone";
#endif

/// Parents before their children.
std::vector<pid_t> tree_of(pid_t root) {
  std::vector<pid_t> pids{root};
  for (std::size_t i = 0; i < pids.size(); ++i) {
    procfs::children(
        pids[i],
        [](pid_t child, void* all) { static_cast<std::vector<pid_t>*>(all)->push_back(child); },
        &pids);
  }
  return pids;
}

/// Whether the kernel has a name in /proc/PID/wchan. Before Linux 5.16 it has none in many builds,
/// and a named pipe is then known as a file.
bool shows_where_it_sleeps() {
  const pid_t pid = ::fork();
  if (pid == 0) {
    while (true) ::pause();
  }
  std::string function = "0";
  for (int turn = 0; turn < 100 && function == "0"; ++turn) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::ifstream("/proc/" + std::to_string(pid) + "/wchan") >> function;
  }
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  return function != "0";
}

/// A tree of the test child that this process is the parent of, as cpr would be.
class TestTree {
 public:
  explicit TestTree(const Words& words, int stdin_fd = -1, int stdout_fd = -1) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    root_ = ::fork();
    if (root_ != 0) return;
    if (stdin_fd >= 0) ::dup2(stdin_fd, 0);
    if (stdout_fd >= 0) ::dup2(stdout_fd, 1);
    ::syscall(SYS_close_range, 3, ~0U,
              0);  // ctest leaves descriptors open, and the expected numbers start at 3
    std::vector<char*> argv{const_cast<char*>("child")};
    for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    ::execv(TEST_CHILD, argv.data());
    ::_exit(127);
  }
  ~TestTree() {
    while (::waitpid(-1, nullptr, WNOHANG) >= 0) {
      auto pids = tree_of(::getpid());
      for (std::size_t i = 1; i < pids.size(); ++i) ::kill(pids[i], SIGKILL);
    }
  }
  TestTree(const TestTree&) = delete;
  TestTree& operator=(const TestTree&) = delete;

  [[nodiscard]] pid_t root() const { return root_; }
  /// Without those that have lost their parents.
  [[nodiscard]] std::vector<pid_t> pids() const { return tree_of(root_); }

 private:
  pid_t root_ = 0;
};

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
}

/// Lines with the names ROOT, A, B ... for the processes of a tree, in place of pid and arguments.
std::string named(std::vector<std::string> lines, const TestTree& tree, const Words& words) {
  std::string command = "child";
  for (const auto& word : words) command += " " + word;
  if (command.size() > 60) command = command.substr(0, 57) + "...";
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  char letter = 'A';
  for (const pid_t pid : tree.pids()) {
    const std::string name = pid == tree.root() ? "ROOT" : std::string(1, letter++);
    replace_all(text, std::to_string(pid) + " " + command, name);
  }
  return text;
}

Snapshot take(const TestTree& tree, std::span<const RelayedPipe> relays = {}) {
  static Snapshotter snapshotter;
  const auto pids = tree.pids();
  snapshotter.take(pids, relays, TimePoint::max());
  return Snapshot(snapshotter.last());
}

/// Takes snapshots until the text begins as expected and contains a part, or 20 s are over.
std::string text_when(const TestTree& tree, const Words& words, const std::string& expected,
                      const std::string& part = {}) {
  std::string text;
  const auto end = Clock::now() + std::chrono::seconds(20);
  while (Clock::now() < end) {
    text = named(cli::snapshot_text(take(tree), 10, false), tree, words);
    if (text.starts_with(expected) && text.find(part) != std::string::npos) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return text;
}

/// Runs a function in a forked process, as another user. \returns what it returns
std::string as_user(unsigned uid, const std::function<std::string()>& function) {
  auto pipe = make_pipe();
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (uid != ::getuid() && (::setgid(uid) != 0 || ::setuid(uid) != 0)) ::_exit(1);
    const auto text = function();
    if (::write(pipe->write_end.get(), text.data(), text.size()) < 0) ::_exit(1);
    ::_exit(0);
  }
  pipe->write_end.reset();
  std::string text = procfs::read(pipe->read_end);
  ::waitpid(pid, nullptr, 0);
  return text;
}

/// A path that does not exist, for all users.
std::string fresh_path() {
  static int count = 0;
  return "/tmp/cpr-snapshot-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

}  // namespace

TEST_CASE("snapshot: the first line names the culprit of a hang, for any user") {
  const std::string path = fresh_path();
  struct Row {
    Words words;
    std::string first;
  };
  const Row rows[] = {
      {{"pipe", "forever", "--", "read-byte"}, "ROOT: waiting in read on fd 0, a pipe from A\n"},
      {{"cross"}, "ROOT: waiting in read on fd 5, a pipe from A, which waits for it in turn\n"},
      {{"accept"}, "ROOT: waiting in accept on fd 3, a tcp socket listening on 127.0.0.1:"},
      {{"listen-in-vain", path, "fork", "connect", path, "--", "wait"},
       "A: waiting in connect on fd 6, a Unix socket connecting to " + path + " of ROOT\n"},
      {{"listen-in-vain", "tcp", "fork", "connect", "last", "--", "wait"},
       "A: waiting in connect on fd 6, a tcp socket connecting to 127.0.0.1:"},
      {{"flock", path, "fork", "close", "3", "flock", path, "--", "wait"},
       "A: waiting in flock on fd 3, a lock on " + path + " held by ROOT\n"},
      {{"lock", path, "fork", "lock", path, "--", "wait"},
       "A: waiting in fcntl on fd 4, a lock on " + path + " held by ROOT\n"},
      {{"deadlock"}, "ROOT: every thread waits on a futex (3 threads)\n"},
      {{"spin"}, "ROOT: running, using "},
      {{"spin-in-thread"}, "ROOT: running, using "},
      {{"vfork"}, "ROOT: in uninterruptible sleep (D) in " + vfork_call + " for its child A"},
      {{"stop"}, "ROOT: stopped by a signal\n"},
  };
  std::set<unsigned> users{::getuid()};
  if (::getuid() == 0) users.insert(other_user);
  for (const unsigned user : users) {
    for (const auto& row : rows) {
      CAPTURE(user);
      CAPTURE(row.words.front());
      // The port is not known in advance.
      const std::string part = row.words.front() == "listen-in-vain" ? " of ROOT\n" : "";
      const auto text = as_user(user, [&] {
        const TestTree tree(row.words, -1, ::open("/dev/null", O_WRONLY | O_CLOEXEC));
        return text_when(tree, row.words, row.first, part);
      });
      INFO(text);
      CHECK(text.starts_with(row.first));
      CHECK(text.find(part) != std::string::npos);
      ::unlink(path.c_str());
    }
  }
}

TEST_CASE("snapshot: what is behind a descriptor") {
  const auto check = [](const Words& words, int stdin_fd, int stdout_fd,
                        const std::vector<RelayedPipe>& relays, const std::string& expected) {
    const TestTree tree(words, stdin_fd, stdout_fd);
    std::string text;
    for (int turn = 0; turn < 500 && !text.starts_with(expected); ++turn) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      text = named(cli::snapshot_text(take(tree, relays), 10, false), tree, words);
    }
    INFO(text);
    CHECK(text.starts_with(expected));
  };
  const auto inode = [](const Fd& fd) {
    struct stat info {};
    ::fstat(fd.get(), &info);
    return info.st_ino;
  };
  SUBCASE("pipes that cpr relays") {
    const auto pipe = make_pipe();
    check({"read-byte"}, pipe->read_end.get(), -1, {{0, inode(pipe->read_end)}},
          "ROOT: waiting in read on fd 0, a pipe from cpr's stdin relay\n");
    check({"flood"}, -1, pipe->write_end.get(), {{1, inode(pipe->read_end)}},
          "ROOT: waiting in write on fd 1, a pipe to cpr's stdout relay\n");
  }
  SUBCASE("a pipe of cpr that is not relayed") {
    const auto pipe = make_pipe();
    check({"read-byte"}, pipe->read_end.get(), -1, {},
          "ROOT: waiting in read on fd 0, a pipe from cpr\n");
  }
  SUBCASE("a pipe without another holder") {
    auto pipe = make_pipe();
    // Held by a process that is neither cpr nor in the tree.
    const pid_t stranger = ::fork();
    if (stranger == 0) {
      while (true) ::pause();
    }
    pipe->write_end.reset();
    check({"read-byte"}, pipe->read_end.get(), -1, {},
          "ROOT: waiting in read on fd 0, a pipe that no process of the tree writes to\n");
    ::kill(stranger, SIGKILL);
    ::waitpid(stranger, nullptr, 0);
  }
  SUBCASE("a Unix socket, read and polled") {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const Fd own(ends[0]);
    const Fd other(ends[1]);
    check({"read-byte"}, other.get(), -1, {},
          "ROOT: waiting in read on fd 0, a Unix socket connected to cpr\n");
    check({"poll"}, other.get(), -1, {},
          "ROOT: waiting in " + poll_call + " on fd 0, a Unix socket connected to cpr\n");
  }
  SUBCASE("an event loop") {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const Fd own(ends[0]);
    const Fd other(ends[1]);
    check({"epoll"}, other.get(), -1, {},
          "ROOT: waiting in epoll_pwait on fd 3, an epoll instance with pipes of cpr\n");
    const auto pipe = make_pipe();
    check({"epoll"}, pipe->read_end.get(), -1, {},
          "ROOT: waiting in epoll_pwait on fd 3, an epoll instance with pipes of cpr\n");
  }
  SUBCASE("a terminal") {
    const Fd control(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(::grantpt(control.get()) == 0);
    REQUIRE(::unlockpt(control.get()) == 0);
    const std::string name = ::ptsname(control.get());
    const Fd terminal(::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    check({"read-byte"}, terminal.get(), -1, {},
          "ROOT: waiting in read on fd 0, the terminal " + name + "\n");
  }
  SUBCASE("a named pipe that is opened") {
    const std::string path = fresh_path();
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    check({"open", path}, -1, -1, {}, "ROOT: waiting in openat of " + path + "\n");
    const Fd both(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    const std::string what = shows_where_it_sleeps() ? "a pipe from " : "the file " + path;
    check({"read-byte"}, both.get(), -1, {}, "ROOT: waiting in read on fd 0, " + what);
    ::unlink(path.c_str());
  }
  SUBCASE("a lock whose taker has exited, while another process has the same descriptor") {
    const std::string path = fresh_path();
    const Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    const pid_t taker = ::fork();
    if (taker == 0) ::_exit(::flock(file.get(), LOCK_EX));
    ::waitpid(taker, nullptr, 0);
    check({"flock", path}, -1, -1, {},
          "ROOT: waiting in flock on fd 3, a lock on " + path + " held by cpr\n");
    check({"flock", path}, file.get(), -1, {},
          "ROOT: waiting in flock on fd 3, a lock on " + path + " held by cpr\n");
    ::unlink(path.c_str());
  }
  SUBCASE("a lock that the process itself has by another descriptor") {
    const std::string path = fresh_path();
    check({"flock", path, "flock", path}, -1, -1, {},
          "ROOT: waiting in flock on fd 4, a lock on " + path + " held by itself\n");
    ::unlink(path.c_str());
  }
}

TEST_CASE("snapshot: a process that dies meanwhile, and a pid that does not exist") {
  const TestTree tree({"zombies", "3", "forever"});
  auto pids = tree.pids();
  pids.push_back(4194303);
  pids.push_back(-1);
  pids.push_back(0);
  static Snapshotter snapshotter;
  for (int turn = 0; turn < 100; ++turn) {
    const pid_t victim = ::fork();
    if (victim == 0) ::_exit(0);
    pids.back() = victim;
    const auto& snapshot = snapshotter.take(pids, {}, TimePoint::max());
    CHECK(snapshot.processes.size() >= 1);
    CHECK(snapshot.processes.size() <= pids.size());
    ::waitpid(victim, nullptr, 0);
  }
}

namespace {

/// Time that this process has waited for a processor.
Duration run_delay() {
  const Fd file(::open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC));
  long long running = 0;
  long long waiting = 0;
  std::sscanf(procfs::read(file).c_str(), "%lld %lld", &running, &waiting);
  return std::chrono::nanoseconds(waiting);
}

}  // namespace

TEST_CASE("snapshot: processes that fork and exit all the time do not make it late") {
  const TestTree tree({"churn", "200"});
  while (tree.pids().size() < 200) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  static Snapshotter snapshotter;
  std::size_t most = 0;
  int late = 0;
  constexpr int turns = 10;
  for (int turn = 0; turn < turns; ++turn) {
    const auto pids = tree.pids();
    const auto start = Clock::now();
    const auto delay = run_delay();
    const auto& snapshot = snapshotter.take(pids, {}, TimePoint::max());
    // The 200 want the same processors: what counts is how long it works and blocks.
    const Duration took = Clock::now() - start - (run_delay() - delay);
    if (took > Snapshotter::longest + std::chrono::milliseconds(20)) ++late;
    CHECK(snapshot.processes.size() + snapshot.unseen <= pids.size());
    most = std::max(most, snapshot.processes.size());
  }
  CHECK(most > 0);
  // A process that begins to fork between the last look and the reading of its arguments holds
  // that up: seldom.
  CHECK(late <= 1);
}

TEST_CASE("snapshot: a deadline in the past, and more processes than are looked at") {
  const TestTree tree({"bomb", "299", "forever"});
  while (tree.pids().size() < 300) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  static Snapshotter snapshotter;
  // The first process is always looked at.
  CHECK(snapshotter.take(tree.pids(), {}, Clock::now()).processes.size() == 1);
  CHECK(snapshotter.take(tree.pids(), {}, Clock::now()).unseen == 299);
  const auto& snapshot = snapshotter.take(tree.pids(), {}, TimePoint::max());
  CHECK(snapshot.processes.size() <= most_snapshot_processes);
  CHECK(snapshot.processes.size() + snapshot.unseen == 300);
}

TEST_CASE("snapshot: facts of one process") {
  const Words words{"rename", "odd) R 1", "forever"};
  const TestTree tree(words);
  Snapshot snapshot = take(tree);
  for (int turn = 0; turn < 500 && snapshot.processes[0].waits.call.view() != "rt_sigsuspend";
       ++turn) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    snapshot = take(tree);
  }
  REQUIRE(snapshot.processes.size() == 1);
  const auto& process = snapshot.processes[0];
  CHECK(process.pid == tree.root());
  CHECK(process.ppid == ::getpid());
  CHECK(process.state == 'S');
  CHECK(argv_words(process.argv) == Words{"child", "rename", "odd) R 1", "forever"});
  CHECK(process.age > Duration::zero());
  CHECK(process.age < std::chrono::seconds(60));
  REQUIRE(process.cpu);
  CHECK(*process.cpu > Duration::zero());
  CHECK(process.rss_kib > 100);
  CHECK(process.threads == 1);
  CHECK_FALSE(process.cpu_share);
}

TEST_CASE("snapshot: what the kernel refuses to show is omitted") {
  if (::getuid() != 0) return;  // otherwise no other user is available
  const auto text = as_user(other_user, [] {
    const Words words{"undumpable", "pipe", "forever", "--", "read-byte"};
    const TestTree tree(words);
    return text_when(tree, words, "ROOT: sleeping\nA: sleeping\n");
  });
  CHECK(text == "ROOT: sleeping\nA: sleeping\n");
}

TEST_CASE("snapshot: nothing of the arguments of a process is lost unnoticed") {
  const Words words{"rename", std::string(3000, 'x'), "forever"};
  const TestTree tree(words);
  Snapshot snapshot = take(tree);
  for (int turn = 0; turn < 500 && !snapshot.processes.at(0).argv.truncated(); ++turn) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    snapshot = take(tree);  // the child has not been executed yet
  }
  CHECK(argv_words(snapshot.processes.at(0).argv).back().ends_with("xxx..."));
}

#ifndef __SANITIZE_ADDRESS__
/// Not inlined: what is called later has to be in the same place.
[[gnu::noinline]] static void grow_stack() {
  std::array<volatile char, 512 << 10> stack;
  for (std::size_t i = 0; i < stack.size(); i += 4096) stack[i] = 1;
}

TEST_CASE("snapshot: it is taken where no memory is left") {
  const auto text = as_user(::getuid(), [] {
    const Words words{"pipe", "forever", "--", "read-byte"};
    const TestTree tree(words);
    const std::string expected = "ROOT: waiting in read on fd 0, a pipe from A\n";
    if (text_when(tree, words, expected) != expected + "A: waiting in rt_sigsuspend\n") {
      return std::string("not ready");
    }
    static Snapshotter snapshotter;
    const auto pids = tree.pids();
    grow_stack();
    const rlimit none{0, RLIM_INFINITY};
    rlimit before{};
    ::getrlimit(RLIMIT_AS, &before);
    ::setrlimit(RLIMIT_AS, &none);
    for (std::size_t size = 1 << 20; size >= 16; size /= 2) {
      // Volatile, since clang removes an allocation that is not used.
      for (void* volatile block = std::malloc(size); block != nullptr;) block = std::malloc(size);
    }
    snapshotter.take(pids, {}, TimePoint::max());
    ::setrlimit(RLIMIT_AS, &before);
    return named(cli::snapshot_text(Snapshot(snapshotter.last()), 10, false), tree, words);
  });
  CHECK(text == "ROOT: waiting in read on fd 0, a pipe from A\nA: waiting in rt_sigsuspend\n");
}
#endif

TEST_CASE("snapshot: names of system calls are in the table once for each machine") {
  for (const std::size_t machine : {0U, 1U}) {
    std::set<int> numbers;
    for (const auto& call : blocking_calls()) {
      if (call.numbers[machine] < 0) continue;
      CAPTURE(call.name);
      CHECK(numbers.insert(call.numbers[machine]).second);
    }
  }
  CHECK(blocking_call(SYS_read)->name == "read");
  CHECK(blocking_call(SYS_clock_nanosleep)->name == "clock_nanosleep");
  CHECK(blocking_call(SYS_openat)->name == "openat");
  CHECK(blocking_call(SYS_epoll_pwait)->name == "epoll_pwait");
  CHECK(blocking_call(SYS_getpid) == nullptr);
  CHECK(blocking_call(-1) == nullptr);
}
