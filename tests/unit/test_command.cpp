#include <doctest/doctest.h>

#include "core/command.hpp"

using namespace cpr;
using Strings = std::vector<std::string>;

TEST_CASE("command: a program and its arguments") {
  const Execve execve = resolve({.file = "ls", .args = {"-l", "a b"}}, {"PATH=/x:/y"});
  CHECK(execve.cmd == "ls -l a b");
  CHECK(execve.file == "ls");
  CHECK(execve.argv == Strings{"ls", "-l", "a b"});
  CHECK(execve.candidates == Strings{"/x/ls", "/y/ls"});
  CHECK(execve.envp == Strings{"PATH=/x:/y"});
}

TEST_CASE("command: a shell gets the script, and the arguments as $1, $2, ...") {
  const Execve plain = resolve({.file = "echo hi", .shell = "/bin/sh"}, {});
  CHECK(plain.cmd == "echo hi");
  CHECK(plain.file == "/bin/sh");
  CHECK(plain.argv == Strings{"/bin/sh", "-c", "echo hi"});
  CHECK(plain.candidates == Strings{"/bin/sh"});

  const Execve words = resolve({.file = "echo $1", .args = {"a;b"}, .shell = "bash"}, {"PATH=/b"});
  CHECK(words.argv == Strings{"bash", "-c", "echo $1", "bash", "a;b"});
  CHECK(words.candidates == Strings{"/b/bash"});
}

TEST_CASE("command: argv0 is what the child sees, not what is run") {
  const Execve execve = resolve({.file = "/bin/ls", .argv0 = "other"}, {});
  CHECK(execve.argv == Strings{"other"});
  CHECK(execve.candidates == Strings{"/bin/ls"});
  CHECK(execve.file == "/bin/ls");
}

TEST_CASE("command: PATH is the child's, empty elements are skipped, none is /usr/bin:/bin") {
  CHECK(path_candidates("x", {}, false) == Strings{"/usr/bin/x", "/bin/x"});
  CHECK(path_candidates("x", {"PATH="}, false).empty());
  CHECK(path_candidates("x", {"PATH=:/a::b:"}, false) == Strings{"/a/x", "b/x"});
  CHECK(path_candidates("x", {"PATH=:/a:"}, true) == Strings{"x", "/a/x", "x"});
  CHECK(path_candidates("x", {"PATH="}, true) == Strings{"x"});
  CHECK(path_candidates("./x", {"PATH=/a"}, false) == Strings{"./x"});
  CHECK(path_candidates("d/x", {"PATH=/a"}, false) == Strings{"d/x"});
  CHECK(path_candidates("x", {"A=1", "PATH=/first", "PATH=/second"}, false) == Strings{"/first/x"});
  const Execve changed = resolve({.file = "x", .env = {.set = {{"PATH", "/new"}}}}, {"PATH=/old"});
  CHECK(changed.candidates == Strings{"/new/x"});
}

TEST_CASE("command: environment changes in their order") {
  const std::vector<std::string_view> parent{"A=1", "B=2", "odd", "=C:", "E="};
  CHECK(merge_environment(parent, {}) == Strings{"A=1", "B=2", "odd", "=C:", "E="});
  CHECK(merge_environment(parent, {.clear = true}).empty());
  CHECK(merge_environment(parent, {.set = {{"A", "x"}, {"N", "y"}}}) ==
        Strings{"B=2", "odd", "=C:", "E=", "A=x", "N=y"});
  CHECK(merge_environment(parent, {.set = {{"A", "x"}, {"A", "y"}}, .unset = {"B", "E"}}) ==
        Strings{"odd", "=C:", "A=y"});
  CHECK(merge_environment(parent, {.clear = true, .set = {{"A", "x"}}, .unset = {"A"}}).empty());
}

TEST_CASE("command: a malformed variable is never removed") {
  const std::vector<std::string_view> parent{"odd"};
  CHECK(merge_environment(parent, {.unset = {"odd"}}) == Strings{"odd"});
}

TEST_CASE(
    "command: cpr's own channel is hidden, the variables of the child's channel override all") {
  const std::vector<std::string_view> parent{"NODE_CHANNEL_FD=3", "A=1",
                                             "NODE_CHANNEL_SERIALIZATION_MODE=json"};
  CHECK(resolve({.file = "x"}, parent).envp == Strings{"A=1"});
  CHECK(resolve({.file = "x", .pass_channel = true}, parent).envp.size() == 3);
  Command named{.file = "x"};
  named.env.set = {{"NODE_CHANNEL_FD", "7"}};
  CHECK(resolve(named, parent).envp == Strings{"A=1", "NODE_CHANNEL_FD=7"});
  named.env.unset = {"NODE_CHANNEL_FD"};
  CHECK(resolve(named, parent, ChannelEnd{4, Serialization::Advanced}).envp ==
        Strings{"A=1", "NODE_CHANNEL_FD=4", "NODE_CHANNEL_SERIALIZATION_MODE=advanced"});
}

TEST_CASE("command: the fd of the channel is the index of the ipc entry") {
  Job job;
  job.stdio.resize(5);
  CHECK_FALSE(channel_end(job));
  job.channel.emplace();
  job.stdio[4].kind = StdioSpec::Kind::Ipc;
  CHECK(channel_end(job)->fd == 4);
}
