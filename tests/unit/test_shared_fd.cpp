#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/shared_fd.hpp"
#include "pipes.hpp"

using namespace cpr;

namespace {

/// Prevents this process from reopening the pipe, as if another user had made it.
class NotReopenable {
 public:
  explicit NotReopenable(const Ends& ends) {
    ::fchmod(ends.read.get(), 0);
    if (::geteuid() == 0) ::setfsuid(65534);
  }
  ~NotReopenable() { ::setfsuid(::geteuid()); }
  NotReopenable(const NotReopenable&) = delete;
  NotReopenable& operator=(const NotReopenable&) = delete;
};

Ends make_sockets() {
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

/// Writes until EAGAIN; a blocking write would hang here.
std::size_t fill(SharedSink sink) {
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

TEST_CASE("shared fd: /dev/null takes everything at once, also by splice") {
  const Fd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  SharedSink sink(null.get());
  CHECK(sink.takes_splice());
  CHECK(sink.write(std::string(1'000'000, 'x')) == 1'000'000);
  const Ends ends = new_pipe();
  REQUIRE(::write(ends.write.get(), "bytes", 5) == 5);
  CHECK(sink.splice_from(ends.read.get(), 100) == 5);
}

TEST_CASE("shared fd: a full blocking pipe, socket or terminal never blocks, and keeps its flags") {
  SUBCASE("pipe") {
    const Ends ends = new_pipe();
    CHECK(fill(SharedSink(ends.write.get())) == 65536);
    CHECK((::fcntl(ends.write.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
  SUBCASE("pipe of another user") {
    const Ends ends = new_pipe();
    const NotReopenable not_reopenable(ends);
    CHECK(fill(SharedSink(ends.write.get())) == 65536);
    CHECK((::fcntl(ends.write.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
  SUBCASE("socket") {
    const Ends ends = make_sockets();
    CHECK(fill(SharedSink(ends.write.get())) > 0);
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
    CHECK(fill(SharedSink(slave.get())) > 0);
    CHECK((::fcntl(slave.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
}

TEST_CASE("shared fd: an empty source never blocks") {
  std::array<char, 16> room{};
  SUBCASE("pipe") {
    const Ends ends = new_pipe();
    CHECK(SharedSource(ends.read.get()).read(room) == -1);
    CHECK(errno == EAGAIN);
    CHECK((::fcntl(ends.read.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
  SUBCASE("socket") {
    const Ends ends = make_sockets();
    CHECK(SharedSource(ends.read.get()).read(room) == -1);
    CHECK(errno == EAGAIN);
  }
}

TEST_CASE("shared fd: a sink without a reader fails with EPIPE") {
  Ends ends = make_sockets();
  ends.read.reset();
  SharedSink sink(ends.write.get());
  CHECK(sink.write(std::array<char, 1>{'x'}) == -1);
  CHECK(errno == EPIPE);
}

TEST_CASE("shared fd: pipes and files can be spliced, sockets not") {
  const Ends pipe = new_pipe();
  const Ends sockets = make_sockets();
  CHECK(SharedSink(pipe.write.get()).takes_splice());
  CHECK_FALSE(SharedSink(sockets.write.get()).takes_splice());
  CHECK(SharedSource(pipe.read.get()).gives_splice());
  CHECK_FALSE(SharedSource(sockets.read.get()).gives_splice());
}

TEST_CASE("shared fd: a descriptor that is open only for the other direction") {
  const Ends ends = new_pipe();
  SharedSink sink(ends.read.get());
  CHECK(sink.write(std::array<char, 1>{'x'}) == -1);
  CHECK(errno == EBADF);
  SharedSource source(ends.write.get());
  std::array<char, 1> room{};
  CHECK(source.read(room) == -1);
  CHECK(errno == EBADF);
}

TEST_CASE("shared fd: a pipe of another user takes and gives the bytes in order") {
  const Ends ends = new_pipe();
  ::fcntl(ends.write.get(), F_SETPIPE_SZ, 4096);
  const NotReopenable not_reopenable(ends);
  SharedSink sink(ends.write.get());
  SharedSource source(ends.read.get());
  std::string text(300'000, ' ');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i % 251);
  std::string got;
  std::array<char, 1000> room{};
  for (std::size_t written = 0; got.size() < text.size();) {
    const ssize_t n = sink.write(std::span(text).subspan(written));
    if (n > 0) written += static_cast<std::size_t>(n);
    const ssize_t m = source.read(room);
    if (m > 0) got.append(room.data(), static_cast<std::size_t>(m));
    REQUIRE((n > 0 || m > 0));
  }
  CHECK(got == text);
}

TEST_CASE("shared fd: packets in a pipe of another user are read whole") {
  std::array<int, 2> fds{};
  REQUIRE(::pipe2(fds.data(), O_CLOEXEC | O_DIRECT) == 0);
  const Ends ends{Fd(fds[0]), Fd(fds[1])};
  const NotReopenable not_reopenable(ends);
  REQUIRE(::write(ends.write.get(), "one", 3) == 3);
  REQUIRE(::write(ends.write.get(), "two", 3) == 3);
  std::array<char, 100> room{};
  SharedSource source(ends.read.get());
  std::string got;
  for (ssize_t n = 0; (n = source.read(room)) > 0;) {
    got.append(room.data(), static_cast<std::size_t>(n));
  }
  CHECK(errno == EAGAIN);
  CHECK(got == "onetwo");
}

// A write that blocks waits forever: this process is the only reader.
TEST_CASE("shared fd: a write does not block when another writer takes the room first") {
  for (const bool reopenable : {true, false}) {
    CAPTURE(reopenable);
    const Ends ends = new_pipe();
    ::fcntl(ends.write.get(), F_SETPIPE_SZ, 4096);
    const pid_t competitor = ::fork();
    if (competitor == 0) {
      const std::array<char, 4096> page{};
      while (::write(ends.write.get(), page.data(), page.size()) > 0) {
      }
      ::_exit(0);
    }
    std::optional<NotReopenable> not_reopenable;
    if (!reopenable) not_reopenable.emplace(ends);
    SharedSink sink(ends.write.get());
    SharedSource source(ends.read.get());
    std::array<char, 4096> page{};
    int written = 0;
    int refused = 0;
    for (int i = 0; i < 20'000 || written == 0 || refused == 0; ++i) {
      static_cast<void>(source.read(page));
      ++(sink.write(page) > 0 ? written : refused);
    }
    ::kill(competitor, SIGKILL);
    ::waitpid(competitor, nullptr, 0);
  }
}

TEST_CASE("shared fd: a read does not block when another reader takes the bytes first") {
  for (const bool reopenable : {true, false}) {
    CAPTURE(reopenable);
    const Ends ends = new_pipe();
    const pid_t competitor = ::fork();
    if (competitor == 0) {
      std::array<char, 4096> page{};
      while (::read(ends.read.get(), page.data(), page.size()) > 0) {
      }
      ::_exit(0);
    }
    std::optional<NotReopenable> not_reopenable;
    if (!reopenable) not_reopenable.emplace(ends);
    SharedSource source(ends.read.get());
    std::array<char, 4096> page{};
    int got = 0;
    int missed = 0;
    for (int i = 0; i < 20'000 || got == 0 || missed == 0; ++i) {
      REQUIRE(::write(ends.write.get(), "x", 1) == 1);
      ++(source.read(page) > 0 ? got : missed);
    }
    ::kill(competitor, SIGKILL);
    ::waitpid(competitor, nullptr, 0);
  }
}
