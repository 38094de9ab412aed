#include "process/tree_usage.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "process/linux/memory_text.hpp"
#include "process/linux/procfs.hpp"

using namespace cpr;

namespace {

constexpr std::size_t mib = 1 << 20;

/// A child that runs a function and then waits; it is ready when the constructor returns.
class Worker {
 public:
  explicit Worker(const std::function<void()>& work) {
    auto ready = make_pipe();
    pid_ = ::fork();
    if (pid_ == 0) {
      work();
      ready->write_end.reset();
      ready->read_end.reset();
      while (true) ::pause();
    }
    ready->write_end.reset();
    char byte = 0;
    [[maybe_unused]] const auto n = ::read(ready->read_end.get(), &byte, 1);
  }
  ~Worker() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
};

void* map_memory(std::size_t size) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  std::memset(memory, 1, size);
  return memory;
}

ProportionalMemory proportional(const std::vector<pid_t>& pids) {
  ProportionalMemory sum;
  add_proportional(sum, pids, TimePoint::max());
  return sum;
}

}  // namespace

TEST_CASE("memory_text: numbers of keys") {
  CHECK(number_of_key("Rss:  9 kB\nPss:      123 kB\nPss_Anon: 7 kB\n", "Pss") == 123);
  CHECK(number_of_key("Pss_Anon: 7 kB\n", "Pss") == std::nullopt);
  CHECK(number_of_key("low 0\nhigh 0\nmax 4\noom 3\noom_kill 2\noom_group_kill 9\n", "oom_kill") ==
        2);
  CHECK(number_of_key("oom_kill_disable 0\nunder_oom 0\noom_kill 5\n", "oom_kill") == 5);
  CHECK_FALSE(number_of_key("oom_kill_disable 0\nunder_oom 0\n", "oom_kill"));
  CHECK_FALSE(number_of_key("", "Pss"));
  CHECK(resident_pages("1000 234 99 1 0 50 0\n") == 234);
  CHECK_FALSE(resident_pages(""));
  CHECK_FALSE(resident_pages("1000"));
}

TEST_CASE("memory_text: the memory cgroup of version 1") {
  const std::string cgroup = "5:cpu,cpuacct:/a\n4:memory:/box/one\n0::/\n";
  const std::string tail = " rw,relatime shared:9 - cgroup cgroup rw,memory\n";
  CHECK(memory_cgroup_v1(cgroup, "35 31 0:32 / /sys/fs/cgroup/memory" + tail) ==
        "/sys/fs/cgroup/memory/box/one");
  // In a container the cgroup itself is mounted.
  CHECK(memory_cgroup_v1(cgroup, "35 31 0:32 /box /m" + tail) == "/m/one");
  CHECK(memory_cgroup_v1(cgroup, "35 31 0:32 /box/one /m" + tail) == "/m");
  CHECK_FALSE(memory_cgroup_v1(cgroup, "35 31 0:32 /bo /m" + tail));
  CHECK_FALSE(memory_cgroup_v1(cgroup, "35 31 0:32 /other /m" + tail));
  CHECK_FALSE(memory_cgroup_v1(cgroup, "35 31 0:32 / /m rw - cgroup cgroup rw,cpu\n"));
  CHECK_FALSE(memory_cgroup_v1(cgroup, "35 31 0:32 / /m rw - cgroup2 cgroup rw,memory\n"));
  CHECK_FALSE(memory_cgroup_v1("0::/\n", "35 31 0:32 / /m" + tail));
  CHECK_FALSE(memory_cgroup_v1("", ""));
}

TEST_CASE("tree usage: shared memory counts for each process as resident, once as proportional") {
  constexpr std::size_t size = 32 * mib;
  void* shared = map_memory(size);
  {
    const auto touch = [shared] {
      volatile const char* bytes = static_cast<const char*>(shared);
      for (std::size_t i = 0; i < size; i += 4096) static_cast<void>(bytes[i]);
    };
    const Worker first(touch);
    const Worker second(touch);
    const std::vector<pid_t> both{first.pid(), second.pid()};
    const auto resident = resident_memory(both);
    CHECK(resident.processes == 2);
    CHECK(resident.bytes >= 2 * size);
    const auto sum = proportional(both);
    CHECK(sum.memory.processes == 2);
    CHECK(sum.uncertain == 0);
    // This process has the third share of the memory.
    CHECK(sum.memory.bytes >= size * 2 / 3);
    CHECK(sum.memory.bytes < resident.bytes - size / 2);
    // In parts.
    ProportionalMemory parts;
    add_proportional(parts, both, Clock::now());
    CHECK(parts.next == 1);
    CHECK(parts.memory.processes == 1);
    add_proportional(parts, both, Clock::now());
    CHECK(parts.next == 2);
    CHECK(parts.memory.processes == 2);
  }
  ::munmap(shared, size);
}

TEST_CASE("tree usage: processes that are gone count nothing") {
  pid_t pid = 0;
  {
    const Worker worker([] {});
    pid = worker.pid();
  }
  const std::vector<pid_t> gone{pid, -1};
  CHECK(resident_memory(gone).processes == 0);
  CHECK(resident_memory(gone).bytes == 0);
  CHECK(proportional(gone).memory.processes == 0);
  // A zombie.
  pid = ::fork();
  if (pid == 0) ::_exit(0);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) == 0);
  const std::vector<pid_t> dead{pid};
  CHECK(resident_memory(dead).processes == 0);
  CHECK(proportional(dead).memory.processes == 0);
  CHECK(::waitpid(pid, nullptr, 0) == pid);
}

TEST_CASE("tree usage: a child that has its parent's memory until its exec does not add to it") {
  constexpr std::size_t size = 128 * mib;  // much more than the test itself
  int report[2];
  REQUIRE(::pipe(report) == 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    map_memory(size);
    // Its parent sleeps until this child executes a program, which it never does.
    const pid_t child = ::vfork();
    if (child == 0) {
      const pid_t self = static_cast<pid_t>(::syscall(SYS_getpid));
      if (::write(report[1], &self, sizeof self) < 0) ::_exit(1);
      while (true) ::pause();
    }
    ::_exit(0);
  }
  pid_t child = 0;
  REQUIRE(::read(report[0], &child, sizeof child) == sizeof child);
  const std::vector<pid_t> both{parent, child};
  CHECK(resident_memory(both).bytes >= 2 * size);
  const auto sum = proportional(both);
  CHECK(sum.memory.processes == 2);
  CHECK(sum.memory.bytes >= size);
  CHECK(sum.memory.bytes < size + size / 2);
  ::kill(child, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  ::close(report[0]);
  ::close(report[1]);
}

TEST_CASE("tree usage: CPU time of reaped descendants, of those that they have reaped too") {
  const auto before = reaped_cpu_time(nullptr);
  const auto burn = [] {
    timespec used{};
    do {
      ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    } while (used.tv_sec == 0 && used.tv_nsec < 60'000'000);
  };
  const pid_t child = ::fork();
  if (child == 0) {
    const pid_t grandchild = ::fork();
    burn();
    ::waitpid(grandchild, nullptr, 0);
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  const auto after = reaped_cpu_time(nullptr);
  const auto used = after.user_us + after.system_us - before.user_us - before.system_us;
  CHECK(used >= 110'000);
}

TEST_CASE("tree usage: an OOM kill is counted") {
  const OomKills outside;
  if (!outside.count()) {
    MESSAGE("not tested: no counter of OOM kills can be read");
    return;
  }
  const auto read = [](const char* path) {
    return procfs::read(Fd(::open(path, O_RDONLY | O_CLOEXEC)));
  };
  const auto above = memory_cgroup_v1(read("/proc/self/cgroup"), read("/proc/self/mountinfo"));
  const std::string own = above.value_or("") + "/cpr-test-" + std::to_string(::getpid());
  if (!above || ::mkdir(own.c_str(), 0700) != 0) {
    MESSAGE("not tested: no memory cgroup of version 1 can be made");
    return;
  }
  const auto write = [&own](const char* file, const std::string& text) {
    const Fd fd(::open((own + file).c_str(), O_WRONLY | O_CLOEXEC));
    return ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  };
  const pid_t host = ::fork();
  if (host == 0) {
    const bool limited = write("/memory.limit_in_bytes", std::to_string(24 * mib)) &&
                         write("/cgroup.procs", std::to_string(::getpid()));
    if (!limited) ::_exit(2);
    const OomKills kills;
    const auto before = kills.count();
    const pid_t hungry = ::fork();
    if (hungry == 0) {
      map_memory(256 * mib);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(hungry, &status, 0);
    const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    ::_exit(killed && before && kills.count() == *before + 1 ? 0 : 1);
  }
  int status = -1;
  ::waitpid(host, &status, 0);
  ::rmdir(own.c_str());
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
