#include <doctest/doctest.h>

#include <string>

#include "options/handles.hpp"
#include "usage_error.hpp"

using namespace cpr;
using namespace cpr::cli;
using Kind = HandleSpec::Kind;

TEST_CASE("handles: parsed and described again") {
  for (const char* text :
       {"tcp-server:127.0.0.1:8080", "tcp-server:[::1]:0", "tcp-socket:10.0.0.1:1",
        "udp4:0.0.0.0:65535", "udp6:[::]:5", "unix-server:/a/b:c", "unix-socket:x"}) {
    CAPTURE(text);
    CHECK(describe(parse_handle("--x", text)) == text);
  }
  CHECK(parse_handle("--x", "tcp-server:localhost:1").address == "127.0.0.1");
  CHECK(parse_handle("--x", "udp6:localhost:1").address == "::1");
  CHECK(parse_handle("--x", "tcp-server:::1:7").port == 7);
  CHECK(parse_listen_address("--x", "tcp:[::1]:9").kind == Kind::TcpServer);
  CHECK(parse_listen_address("--x", "unix:p").kind == Kind::UnixServer);
}

TEST_CASE("handles: texts that are not handles") {
  for (const std::string text :
       {"", "tcp-server", "x:1", "tcp-server:1.2.3:4", "tcp-server:[127.0.0.1]:1",
        "udp4:127.0.0.1:-1", "udp4:127.0.0.1: 1", "unix-server:", "tcp-socket:127.0.0.1:0"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_handle("--x", text), UsageError);
  }
  CHECK_THROWS_AS(parse_handle("--x", "unix-server:" + std::string(108, 'x')), UsageError);
  CHECK_THROWS_AS(parse_listen_address("--x", "tcp-server:127.0.0.1:1"), UsageError);
}
