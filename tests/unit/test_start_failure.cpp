#include <doctest/doctest.h>

#include <cerrno>

#include "report/start_failure.hpp"

using namespace cpr;
using namespace cpr::cli;

TEST_CASE("start_failure: a message for each step") {
  const auto reason = [](StartStep step, int error, std::string culprit) {
    return describe(
        StartFailure{.step = step, .error = error, .fd = 3, .culprit = std::move(culprit)});
  };
  CHECK(reason(StartStep::Cwd, ENOENT, "/x") == "working directory '/x' does not exist");
  CHECK(reason(StartStep::Cwd, EACCES, "/x") ==
        "permission to enter working directory '/x' denied");
  CHECK(reason(StartStep::Exec, ENOENT, "x") == "no such program in PATH");
  CHECK(reason(StartStep::Exec, EACCES, "/no/x") == "permission to execute '/no/x' denied");
  CHECK(reason(StartStep::Interpreter, ENOENT, "/i") == "its interpreter '/i' does not exist");
  CHECK(reason(StartStep::Fork, EAGAIN, "") ==
        "cannot create a process: Resource temporarily unavailable");
  CHECK(describe(StartFailure{.step = StartStep::Stdio, .error = EINVAL}) ==
        "cannot set up its file descriptors: Invalid argument");
  CHECK(reason(StartStep::Stdio, EMFILE, "") == "cannot set up fd 3: Too many open files");
  CHECK(reason(StartStep::Cwd, ELOOP, "/x") ==
        "working directory '/x': Too many levels of symbolic links");
  CHECK(reason(StartStep::Session, EPERM, "") ==
        "cannot create a session: Operation not permitted");
  CHECK(reason(StartStep::Gid, EPERM, "7") == "cannot switch to group 7: Operation not permitted");
  CHECK(reason(StartStep::Exec, ETXTBSY, "x") == "'x' is open for writing");
  CHECK(reason(StartStep::Exec, ENOEXEC, "x") == "'x' is not executable on this machine");
}
