#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <system_error>

#include "process/linux/cgroup.hpp"

using namespace cpr;

namespace {

constexpr std::string_view hybrid =
    "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
    "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw\n";

}  // namespace

TEST_CASE("cgroup: the directory of a process, from its cgroup and mountinfo") {
  CHECK(cgroup_directory("4:memory:/m\n0::/\n", hybrid) == "/sys/fs/cgroup/unified");
  CHECK(cgroup_directory("0::/user.slice/a b\n", hybrid) ==
        "/sys/fs/cgroup/unified/user.slice/a b");
  // A mount that shows a part of the hierarchy, as in a container.
  constexpr std::string_view part = "9 1 0:3 /docker/x /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
  CHECK(cgroup_directory("0::/docker/x/y\n", part) == "/sys/fs/cgroup/y");
  CHECK(cgroup_directory("0::/docker/x\n", part) == "/sys/fs/cgroup");
  // Whitespace is written as octal digits.
  CHECK(cgroup_directory("0::/\n", "9 1 0:3 / /mnt/a\\040b - cgroup2 none rw\n") == "/mnt/a b");
}

TEST_CASE("cgroup: none where version 2 is not mounted, or does not show this process") {
  CHECK_FALSE(cgroup_directory("", hybrid));
  CHECK_FALSE(cgroup_directory("4:memory:/m\n", hybrid));
  CHECK_FALSE(cgroup_directory("0::/\n", ""));
  CHECK_FALSE(cgroup_directory("0::/\n", "40 31 0:37 / /sys/fs/cgroup rw - cgroup cgroup rw\n"));
  CHECK_FALSE(cgroup_directory("0::/../other\n", hybrid));
  // The root of the mount is a prefix of the name, but not a parent directory.
  CHECK_FALSE(cgroup_directory("0::/docker/xy\n", "9 1 0:3 /docker/x /c rw - cgroup2 c rw\n"));
}

TEST_CASE("cgroup: created, counted, and removed with a process in it") {
  std::optional<Cgroup> cgroup;
  try {
    cgroup.emplace();
  } catch (const std::system_error& error) {
    MESSAGE("SKIPPED: no cgroup can be created here: " << error.what());
    return;
  }
  CHECK(cgroup->empty());
  CHECK(cgroup->count() == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    while (true) ::pause();
  }
  REQUIRE(cgroup->adopt(pid));
  CHECK(cgroup->count() == 1);
  CHECK_FALSE(cgroup->empty());
  cgroup->release(pid);
  CHECK(cgroup->count() == 0);
  REQUIRE(cgroup->adopt(pid));
  // The process moves back to the cgroup of this one, and goes on.
  cgroup.reset();
  CHECK(::kill(pid, 0) == 0);
  CHECK(::kill(pid, SIGKILL) == 0);
  CHECK(::waitpid(pid, nullptr, 0) == pid);
}
