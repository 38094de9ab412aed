#include "process/linux/proc_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cpr;
using namespace cpr::proc_text;

namespace {

std::string text_of(const Endpoint& endpoint) {
  BoundedText<112> text;
  append_endpoint(text, endpoint);
  return std::string(text.view());
}

/// A stat line of 52 fields with a name of one's choice.
std::string stat_with_name(const std::string& name) {
  return "17 (" + name +
         ") S 4 17 17 0 -1 4194560 93 0 0 0 7 8 0 0 20 0 3 0 2760 2523136 205 "
         "18446744073709551615 94 95 96 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 99 98 4096 0 0 0 0 0\n";
}

}  // namespace

TEST_CASE("proc_text: stat, with any name of the process") {
  for (const std::string name :
       {"cat", "a b", "odd) R 1 (name", ") Z 0 0", "new\nline", "", "((("}) {
    CAPTURE(name);
    const auto text = stat_with_name(name);
    const auto stat = parse_stat(text);
    REQUIRE(stat);
    CHECK(stat->name == name);
    CHECK(stat->state == 'S');
    CHECK(stat->parent == 4);
    CHECK(stat->threads == 3);
    CHECK(stat->start == 2760);
    CHECK(stat->rss_pages == 205);
    CHECK(stat->heap == 4096);
  }
  for (const char* broken : {"", "17", "17 (cat", "17 cat) S 4", ")(", "17 (cat)", "17 (cat) S"}) {
    CAPTURE(broken);
    CHECK_FALSE(parse_stat(broken));
  }
}

TEST_CASE("proc_text: the system call of a thread") {
  using Where = Syscall::Where;
  const auto inside = parse_syscall(
      "0 0x3 0x7fc4703df000 0x20000 0x7fc470470b60 0xffffffff 0x0 0x7ffe90e13d98 0x7fc4705592ad\n");
  CHECK(inside.where == Where::Inside);
  CHECK(inside.number == 0);
  CHECK(inside.arguments[0] == 3);
  CHECK(inside.arguments[4] == 0xffffffff);
  CHECK(inside.stack == 0x7ffe90e13d98);
  CHECK_FALSE(inside.is_compat());
  CHECK(parse_syscall("3 0x0 0x1 0x2 0x3 0x4 0x5 0xffd01234 0xf7f01234\n").is_compat());

  const auto outside = parse_syscall("-1 0x7ffe90e13d98 0x7fc4705592ad\n");
  CHECK(outside.where == Where::Outside);
  CHECK(outside.stack == 0x7ffe90e13d98);
  CHECK(parse_syscall("running\n").where == Where::Running);
  for (const char* unknown : {"", "x", "0x10 0x3"}) {
    CHECK(parse_syscall(unknown).where == Where::Unknown);
  }
  // A line with fewer arguments is accepted.
  CHECK(parse_syscall("61 0xffffffff").arguments[0] == 0xffffffff);
}

TEST_CASE("proc_text: sockets of the Internet") {
  const auto socket = parse_inet_socket(
      "   0: 0100007F:1F90 0200007F:CF56 01 00000000:00000000 00:00000000 00000000  1000        0 "
      "30900247 1 00000000ac3d39d1 100 0 0 10 0");
  REQUIRE(socket);
  CHECK(text_of(socket->local) == "127.0.0.1:8080");
  CHECK(text_of(socket->remote) == "127.0.0.2:53078");
  CHECK(socket->state == 1);
  CHECK(socket->inode == 30900247);
  CHECK_FALSE(socket->local.is_any());

  const auto listener = parse_inet_socket(
      "   1: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A "
      "00000000:00000000 00:00000000 00000000     0        0 1151 1 0000000000000000 100 0 0 10 0");
  REQUIRE(listener);
  CHECK(text_of(listener->local) == "[::1]:80");
  CHECK(listener->state == 10);
  CHECK(listener->remote.is_any());

  for (const char* broken :
       {"", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid",
        "0: 0100007F 0200007F 01 0:0 0:0 0 0 0 1", "0: 0100007F:1F90", "0: zz00007F:1F90 "}) {
    CAPTURE(broken);
    CHECK_FALSE(parse_inet_socket(broken));
  }
}

TEST_CASE("proc_text: Unix sockets") {
  const auto listener =
      parse_unix_socket("00000000db0f7dbf: 00000002 00000000 00010000 0001 01  1147 /run/a b");
  REQUIRE(listener);
  CHECK(listener->inode == 1147);
  CHECK(listener->listening);
  CHECK(listener->path == "/run/a b");
  const auto pair = parse_unix_socket("00000000db0f7dbf: 00000003 00000000 00000000 0001 03  1148");
  REQUIRE(pair);
  CHECK_FALSE(pair->listening);
  CHECK(pair->path.empty());
  CHECK_FALSE(parse_unix_socket("Num       RefCount Protocol Flags    Type St Inode Path"));
  CHECK_FALSE(parse_unix_socket(""));
}

TEST_CASE("proc_text: locks and the processes that wait for them") {
  const auto held = parse_lock("3: FLOCK  ADVISORY  WRITE 359 00:13:11691 0 EOF");
  REQUIRE(held);
  CHECK(held->id == 3);
  CHECK_FALSE(held->waiting);
  CHECK(held->type == "FLOCK");
  CHECK(held->pid == 359);
  for (const char* line : {"3: -> FLOCK  ADVISORY  WRITE 360 00:13:11691 0 EOF",
                           "3:  -> FLOCK  ADVISORY  WRITE 360 00:13:11691 0 EOF"}) {
    const auto waiting = parse_lock(line);
    REQUIRE(waiting);
    CHECK(waiting->waiting);
    CHECK(waiting->pid == 360);
  }
  CHECK(parse_lock("4: OFDLCK ADVISORY  READ -1 00:13:11691 0 EOF")->pid == -1);
  for (const char* broken : {"", "3", "x: FLOCK ADVISORY WRITE 1 0 0 EOF", "3: FLOCK ADVISORY"}) {
    CHECK_FALSE(parse_lock(broken));
  }
}

TEST_CASE("proc_text: what is behind a descriptor") {
  using Kind = WaitObject::Kind;
  struct Row {
    const char* link;
    Kind kind;
  };
  for (const Row& row : {Row{"pipe:[12]", Kind::Pipe},
                         {"socket:[12]", Kind::Socket},
                         {"anon_inode:[eventfd]", Kind::Eventfd},
                         {"anon_inode:[eventpoll]", Kind::Epoll},
                         {"anon_inode:[pidfd]", Kind::Pidfd},
                         {"pidfd:[12]", Kind::Pidfd},
                         {"/dev/pts/0", Kind::Tty},
                         {"/dev/tty", Kind::Tty},
                         {"/dev/null", Kind::File},
                         {"/tmp/pipe:[12]", Kind::File},
                         {"anon_inode:[timerfd]", Kind::Other}}) {
    CAPTURE(row.link);
    CHECK(kind_of_link(row.link) == row.kind);
  }
  CHECK(inode_of_link("pipe:[30900247]") == 30900247);
  CHECK_FALSE(inode_of_link("/tmp/x"));
  CHECK_FALSE(inode_of_link("anon_inode:[eventfd]"));
  CHECK(parse_watched_fd(
            "tfd:       12 events:       19 data:                c  pos:0 ino:60 sdev:8") == 12);
  CHECK_FALSE(parse_watched_fd("pos:\t0"));
  CHECK_FALSE(parse_watched_fd(""));
  CHECK(parse_pidfd_target("pos:\t0\nflags:\t02\nPid:\t4740\nNSpid:\t4740\n") == 4740);
  CHECK(parse_pidfd_target("pos:\t0\nPid:\t-1\n") == -1);
  CHECK_FALSE(parse_pidfd_target("pos:\t0\n"));
}
