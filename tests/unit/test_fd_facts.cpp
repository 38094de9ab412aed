#include "io/fd_facts.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>

using namespace cpr;

namespace {

Fd open_null(int flags) {
  return Fd(::open("/dev/null", flags | O_CLOEXEC));
}

}  // namespace

TEST_CASE("fd facts: what a descriptor was opened for") {
  CHECK(fd_mode(open_null(O_RDONLY).get()) == FdMode::Read);
  CHECK(fd_mode(open_null(O_WRONLY | O_APPEND).get()) == FdMode::Write);
  CHECK(fd_mode(open_null(O_RDWR).get()) == FdMode::Both);
  const int closed = open_null(O_RDONLY).get();
  CHECK_FALSE(fd_mode(closed));
  CHECK_FALSE(is_open(closed));
}

TEST_CASE("fd facts: the same file, and another") {
  const Fd one = open_null(O_RDONLY);
  const Fd other = open_null(O_WRONLY);
  const auto pipe = make_pipe();
  const auto second = make_pipe();
  CHECK(is_same_place(one.get(), other.get()));
  CHECK(is_same_place(pipe->read_end.get(), pipe->write_end.get()));
  CHECK_FALSE(is_same_place(one.get(), pipe->read_end.get()));
  CHECK_FALSE(is_same_place(pipe->read_end.get(), second->read_end.get()));
  CHECK_FALSE(is_same_place(one.get(), -1));
}

TEST_CASE("fd facts: sockets and the limit") {
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  const Fd socket(ends[0]);
  const Fd peer(ends[1]);
  CHECK(is_socket(socket.get()));
  CHECK_FALSE(is_socket(open_null(O_RDONLY).get()));
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK(fd_limit() == limit.rlim_cur);
}

TEST_CASE("fd facts: a file that does not exist") {
  CHECK_FALSE(open_for_reading("/nonexistent"));
  CHECK(errno == ENOENT);
  const Fd fd = open_for_reading("/dev/null");
  CHECK((::fcntl(fd.get(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
}
