#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

#include "io/input_relay.hpp"
#include "pipes.hpp"

using namespace cpr;

TEST_CASE("input relay: writes a text at the pace of the child") {
  Loop loop;
  Ends child = new_pipe(4096);
  InputRelay relay(loop, non_blocking(std::move(child.write)), {.text = std::string(10'000, 'i')},
                   {});
  relay.pump();
  std::string got;
  while (got.size() < 10'000) {
    got += drain(child.read);
    relay.pump();
  }
  CHECK(got == std::string(10'000, 'i'));
  char byte = 0;
  CHECK(::read(child.read.get(), &byte, 1) == 0);
}

TEST_CASE("input relay: ends with the pipe or file that it reads") {
  Loop loop;
  Ends child = new_pipe();
  SUBCASE("pipe") {
    Ends source = new_pipe();
    InputRelay relay(loop, non_blocking(std::move(child.write)), {.fd = source.read.get()}, {});
    put(source.write, "from a pipe");
    relay.pump();
    CHECK(drain(child.read) == "from a pipe");
    source.write.reset();
    relay.pump();
    CHECK((::fcntl(source.read.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
  SUBCASE("file") {
    std::array<char, 32> path{"/tmp/cpr-test-XXXXXX"};
    const Fd file(::mkstemp(path.data()));
    ::unlink(path.data());
    put(file, "from a file");
    REQUIRE(::lseek(file.get(), 0, SEEK_SET) == 0);
    InputRelay relay(loop, non_blocking(std::move(child.write)), {.fd = file.get()}, {});
    relay.pump();
    CHECK(drain(child.read) == "from a file");
  }
  char byte = 0;
  CHECK(::read(child.read.get(), &byte, 1) == 0);
}

TEST_CASE("input relay: a child that has closed its input is not an error") {
  Loop loop;
  Ends child = new_pipe();
  ::signal(SIGPIPE, SIG_IGN);
  child.read.reset();
  InputRelay relay(loop, non_blocking(std::move(child.write)), {.text = "unwanted"}, {});
  relay.pump();
  relay.pump();
}
