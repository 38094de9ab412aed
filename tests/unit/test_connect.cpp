#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "ipc/connect.hpp"
#include "ipc/handle.hpp"
#include "ipc/posix/address.hpp"

using namespace cpr;
using Kind = HandleSpec::Kind;

namespace {

TimePoint soon() {
  return Clock::now() + std::chrono::minutes(1);
}

/// A directory that the destructor removes, with what is at `path`.
struct Scratch {
  Scratch() {
    REQUIRE(::mkdtemp(directory.data()) != nullptr);
    path = directory + "/s";
  }
  ~Scratch() {
    ::unlink(path.c_str());
    ::rmdir(directory.c_str());
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string directory = "/tmp/cpr-connect-XXXXXX";
  std::string path;
};

std::uint16_t port_of(int fd) {
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) == 0);
  return ntohs(bound.sin_port);
}

}  // namespace

TEST_CASE("connect: a port that listens accepts, one that does not refuses") {
  HandleSpec server{.kind = Kind::TcpSocket, .address = "127.0.0.1"};
  {
    const auto listener = open_handle({.kind = Kind::TcpServer, .address = "127.0.0.1"}, soon());
    server.port = port_of(listener->fd());
    CHECK(accepts_connections(server, soon()));
  }
  CHECK_FALSE(accepts_connections(server, soon()));
}

TEST_CASE("connect: a socket that listens accepts, one that is left over refuses") {
  const Scratch scratch;
  const HandleSpec server{.kind = Kind::UnixSocket, .address = scratch.path};
  CHECK_FALSE(accepts_connections(server, soon()));
  const Address address = address_of(server);
  Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::bind(listener.get(), address.get(), address.size) == 0);
  CHECK_FALSE(accepts_connections(server, soon()));
  REQUIRE(::listen(listener.get(), 5) == 0);
  CHECK(accepts_connections(server, soon()));
  listener.reset();
  CHECK_FALSE(accepts_connections(server, soon()));
}

TEST_CASE("connect: a full backlog does not block") {
  const Scratch scratch;
  const HandleSpec server{.kind = Kind::UnixSocket, .address = scratch.path};
  const Address address = address_of(server);
  const Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::bind(listener.get(), address.get(), address.size) == 0);
  REQUIRE(::listen(listener.get(), 0) == 0);
  Connect first(server);
  CHECK(first.state() == Connect::State::Accepted);
  Connect second(server);
  CHECK(second.state() == Connect::State::Refused);
}

TEST_CASE("connect: an answer that does not come is a no at the deadline") {
  // The backlog of one connection is full, so that the kernel ignores others.
  const Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Address any = address_of({.kind = Kind::TcpServer, .address = "127.0.0.1"});
  REQUIRE(::bind(listener.get(), any.get(), any.size) == 0);
  REQUIRE(::listen(listener.get(), 0) == 0);
  const HandleSpec server{
      .kind = Kind::TcpSocket, .address = "127.0.0.1", .port = port_of(listener.get())};
  std::vector<Connect> waiting;
  for (int i = 0; i < 4; ++i) waiting.emplace_back(server);
  CHECK_FALSE(accepts_connections(server, Clock::now() + std::chrono::milliseconds(50)));
  CHECK_FALSE(accepts_connections(server, Clock::now() - std::chrono::seconds(1)));
}

TEST_CASE("connect: a socket that is connected to itself has found no server") {
  // With this source port the kernel does what it can do by chance as well.
  const Fd chance(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Address any = address_of({.kind = Kind::TcpServer, .address = "127.0.0.1"});
  REQUIRE(::bind(chance.get(), any.get(), any.size) == 0);
  const std::uint16_t port = port_of(chance.get());
  const Address itself =
      address_of({.kind = Kind::TcpSocket, .address = "127.0.0.1", .port = port});
  REQUIRE(::connect(chance.get(), itself.get(), itself.size) == 0);
  CHECK(is_self_connection(chance.get()));
  const Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::bind(listener.get(), any.get(), any.size) == 0);
  REQUIRE(::listen(listener.get(), 5) == 0);
  const Fd peer(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Address server = address_of(
      {.kind = Kind::TcpSocket, .address = "127.0.0.1", .port = port_of(listener.get())});
  REQUIRE(::connect(peer.get(), server.get(), server.size) == 0);
  CHECK_FALSE(is_self_connection(peer.get()));
}
