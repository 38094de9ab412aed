#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "foreign.hpp"

using namespace cpr;

namespace {

struct Ends {
  Fd read;
  Fd write;
};

Ends new_pipe() {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

Ends make_sockets() {
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

/// Writes until it would have to wait. That it returns at all is the point.
std::size_t fill(const ForeignSink& sink) {
  const std::vector<char> bytes(100'000, 'x');
  std::size_t total = 0;
  while (true) {
    const ssize_t n = sink.write(bytes);
    if (n < 0) {
      CHECK(errno == EAGAIN);
      return total;
    }
    total += static_cast<std::size_t>(n);
    REQUIRE(total < 100'000'000);
  }
}

}  // namespace

TEST_CASE("foreign: /dev/null takes everything at once, by splice as well") {
  const Fd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const ForeignSink sink(null.get());
  CHECK(sink.takes_splice());
  CHECK(sink.write(std::string(1'000'000, 'x')) == 1'000'000);
  const Ends ends = new_pipe();
  REQUIRE(::write(ends.write.get(), "bytes", 5) == 5);
  CHECK(sink.splice_from(ends.read.get(), 100) == 5);
}

TEST_CASE("foreign: a full blocking pipe, socket or terminal never blocks, and keeps its flags") {
  SUBCASE("pipe") {
    const Ends ends = new_pipe();
    CHECK(fill(ForeignSink(ends.write.get())) == 65536);
    CHECK((::fcntl(ends.write.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
  SUBCASE("socket") {
    const Ends ends = make_sockets();
    CHECK(fill(ForeignSink(ends.write.get())) > 0);
    CHECK((::fcntl(ends.write.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
  SUBCASE("terminal") {
    const Fd master(::posix_openpt(O_RDWR | O_NOCTTY));
    if (!master || ::grantpt(master.get()) != 0) {
      MESSAGE("SKIPPED: no pseudo-terminals here");
      return;
    }
    REQUIRE(::unlockpt(master.get()) == 0);
    const Fd slave(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY));
    REQUIRE(slave);
    CHECK(fill(ForeignSink(slave.get())) > 0);
    CHECK((::fcntl(slave.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
}

TEST_CASE("foreign: an empty source never blocks") {
  std::array<char, 16> room{};
  SUBCASE("pipe") {
    const Ends ends = new_pipe();
    CHECK(ForeignSource(ends.read.get()).read(room) == -1);
    CHECK(errno == EAGAIN);
    CHECK((::fcntl(ends.read.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
  SUBCASE("socket") {
    const Ends ends = make_sockets();
    CHECK(ForeignSource(ends.read.get()).read(room) == -1);
    CHECK(errno == EAGAIN);
  }
}

TEST_CASE("foreign: a sink without a reader says EPIPE") {
  Ends ends = make_sockets();
  ends.read.reset();
  const ForeignSink sink(ends.write.get());
  CHECK(sink.write(std::array<char, 1>{'x'}) == -1);
  CHECK(errno == EPIPE);
}

TEST_CASE("foreign: splice is offered where it can work") {
  const Ends pipe = new_pipe();
  const Ends sockets = make_sockets();
  CHECK(ForeignSink(pipe.write.get()).takes_splice());
  CHECK_FALSE(ForeignSink(sockets.write.get()).takes_splice());
  CHECK(ForeignSource(pipe.read.get()).gives_splice());
  CHECK_FALSE(ForeignSource(sockets.read.get()).gives_splice());
}
