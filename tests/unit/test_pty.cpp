#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "io/pty.hpp"
#include "pipes.hpp"

using namespace cpr;

namespace {

const std::vector<StdioSpec> apart{{}, {.kind = StdioSpec::Kind::Pty}, {}};

/// A terminal at which a Typist types.
struct Typing {
  Typing() : pty(*make_pty(apart)), typist(pty.master.get(), pty.slave.get()) {}

  /// What one read of the program gets; "nothing" when it would wait.
  [[nodiscard]] std::string read() const {
    pollfd entry{.fd = pty.slave.get(), .events = POLLIN, .revents = 0};
    if (::poll(&entry, 1, 0) != 1) return "nothing";
    std::string room(65536, '\0');
    const ssize_t n = ::read(pty.slave.get(), room.data(), room.size());
    room.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return room;
  }
  void set(tcflag_t on, tcflag_t off) const {
    termios settings{};
    ::tcgetattr(pty.slave.get(), &settings);
    settings.c_lflag = (settings.c_lflag | on) & ~off;
    ::tcsetattr(pty.slave.get(), TCSANOW, &settings);
  }

  Pty pty;
  Typist typist;
};

}  // namespace

TEST_CASE("pty: bytes are exact, and keys work") {
  const Pty pty = *make_pty(apart);
  termios settings{};
  REQUIRE(::tcgetattr(pty.slave.get(), &settings) == 0);
  CHECK((settings.c_oflag & OPOST) == 0);
  CHECK((settings.c_lflag & (ECHO | ECHONL)) == 0);
  CHECK((settings.c_lflag & (ICANON | ISIG)) == (ICANON | ISIG));
  CHECK((settings.c_iflag & (ICRNL | IXON)) == 0);
  winsize size{};
  REQUIRE(::ioctl(pty.slave.get(), TIOCGWINSZ, &size) == 0);
  CHECK(size.ws_col > 0);
  for (const Fd* fd : {&pty.master, &pty.slave}) {
    CHECK((::fcntl(fd->get(), F_GETFD) & FD_CLOEXEC) != 0);
  }
  CHECK((::fcntl(pty.master.get(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(pty.slave.get(), F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("pty: a line that is too long for the kernel arrives in pieces") {
  Typing at;
  const std::string line = std::string(10000, 'x') + "\nshort\n";
  std::string got;
  for (std::size_t done = 0; got.size() < line.size();) {
    const ssize_t n = at.typist.write(std::string_view(line).substr(done));
    if (n > 0) done += static_cast<std::size_t>(n);
    const std::string piece = at.read();
    if (piece != "nothing") got += piece;
    REQUIRE_FALSE(piece.empty());
  }
  CHECK(got == line);
}

TEST_CASE("pty: a terminal that is full neither blocks nor loses bytes") {
  Typing at;
  std::string typed;
  for (ssize_t n = 0; n >= 0;) {
    const std::string line = std::string(99, static_cast<char>('a' + typed.size() % 26)) + "\n";
    n = at.typist.write(line);
    if (n > 0) typed += line.substr(0, static_cast<std::size_t>(n));
  }
  CHECK(errno == EAGAIN);
  CHECK(typed.size() > 4096);
  typed.resize(typed.rfind('\n') + 1);
  std::string got;
  while (got.size() < typed.size()) {
    const std::string piece = at.read();
    if (piece != "nothing") got += piece;
  }
  CHECK(got == typed);
}

TEST_CASE("pty: the end of the input is typed for each program that reads") {
  Typing at;
  CHECK(at.typist.type_end());
  CHECK_FALSE(at.typist.type_end());
  CHECK(at.read().empty());
  CHECK(at.read() == "nothing");
  CHECK(at.typist.type_end());
  CHECK(at.read().empty());
}

TEST_CASE("pty: an unfinished line comes before the end of the input") {
  Typing at;
  REQUIRE(at.typist.write("line\nrest") == 9);
  CHECK(at.read() == "line\n");
  CHECK(at.typist.type_end());
  CHECK(at.read() == "rest");
  CHECK(at.read().empty());
}

TEST_CASE("pty: in raw mode the end is a character, and is typed once") {
  Typing at;
  at.set(0, ICANON);
  CHECK(at.typist.type_end());
  CHECK(at.read() == "\x04");
  CHECK_FALSE(at.typist.type_end());
  at.set(ICANON, 0);
  CHECK(at.typist.type_end());
  REQUIRE_FALSE(at.typist.type_end());  // the terminal has it
  // What was typed for a mode that the program has left does not count.
  at.set(0, ICANON);
  CHECK(at.read() == std::string(1, '\0'));
  CHECK(at.typist.type_end());
  CHECK(at.read() == "\x04");
}
