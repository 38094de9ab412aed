#include "report/snapshot_text.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "report/snapshot_json.hpp"

using namespace cpr;
using Kind = WaitObject::Kind;

namespace {

ProcessSnapshot process(int pid, const std::string& argv, char state = 'S') {
  ProcessSnapshot process;
  process.pid = pid;
  process.state = state;
  process.threads = 1;
  process.argv.append(argv + '\0');
  return process;
}

ProcessSnapshot waiting(int pid, const std::string& argv, const std::string& call, Kind kind,
                        int fd = -1, const std::vector<int>& peers = {}) {
  auto one = process(pid, argv);
  one.waits.call.append(call);
  one.waits.on.kind = kind;
  one.waits.fd = fd;
  for (const int peer : peers) one.waits.add_peer(peer);
  return one;
}

std::vector<std::string> text(const std::vector<ProcessSnapshot>& processes,
                              bool command_exited = false) {
  Snapshot snapshot;
  snapshot.processes = processes;
  snapshot.own_pid = 1;
  return cli::snapshot_text(snapshot, 10, command_exited);
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("snapshot text: the most telling process comes first") {
  auto busy = process(5, "busy", 'R');
  busy.cpu_share = 0.5;
  auto busier = process(6, "busier", 'R');
  busier.cpu_share = 0.994;
  auto idle = process(7, "hardly", 'R');
  idle.cpu_share = 0.01;
  CHECK(text({process(1, "gone", 'Z'), waiting(2, "sh", "wait4", Kind::Children, -1, {3}),
              waiting(3, "sleep", "clock_nanosleep", Kind::Sleep),
              waiting(4, "cat", "read", Kind::Pipe, 0, {3}), idle, busy, busier,
              process(8, "halted", 'T')}) ==
        Lines{"6 busier: running, using 99 % of a CPU", "5 busy: running, using 50 % of a CPU",
              "8 halted: stopped by a signal",
              "4 cat: waiting in read on fd 0, a pipe from 3 sleep",
              "7 hardly: running, using 1 % of a CPU", "3 sleep: sleeping in clock_nanosleep",
              "2 sh: waiting in wait4 for its child 3 sleep",
              "1 gone: dead, but its parent has not reaped it"});
}

TEST_CASE("snapshot text: processes that wait for each other come before those behind them") {
  CHECK(text({waiting(2, "a", "read", Kind::Pipe, 0, {3}),
              waiting(3, "b", "read", Kind::Pipe, 0, {4}),
              waiting(4, "c", "read", Kind::Pipe, 0, {3})}) ==
        Lines{"3 b: waiting in read on fd 0, a pipe from 4 c, which waits for it in turn",
              "4 c: waiting in read on fd 0, a pipe from 3 b, which waits for it in turn",
              "2 a: waiting in read on fd 0, a pipe from 3 b"});
}

TEST_CASE("snapshot text: at most as many lines as are wanted") {
  std::vector<ProcessSnapshot> many;
  for (int pid = 2; pid < 12; ++pid) many.push_back(process(pid, "x"));
  CHECK(text(many).size() == 10);
  CHECK(text(many).back() == "11 x: sleeping");
  many.push_back(process(12, "x"));
  CHECK(text(many).size() == 10);
  CHECK(text(many).back() == "and 2 more processes");
  Snapshot snapshot;
  snapshot.unseen = 1;
  CHECK(cli::snapshot_text(snapshot, 10, false) == Lines{"and 1 more process"});
}

TEST_CASE("snapshot text: arguments are shortened and made printable") {
  auto odd = process(2, std::string("a\x1b[31m") + '\0' + "b\nc");
  CHECK(text({odd}) == Lines{"2 a\\x1b[31m b\\nc: sleeping"});
  CHECK(text({process(2, std::string(100, 'x'))}) ==
        Lines{"2 " + std::string(57, 'x') + "...: sleeping"});
  CHECK(text({process(2, std::string(60, 'x'))}) ==
        Lines{"2 " + std::string(60, 'x') + ": sleeping"});
  // Characters are not cut.
  std::string umlauts;
  for (int i = 0; i < 40; ++i) umlauts += "\xc3\xa4";
  CHECK(text({process(2, umlauts)}).front() == "2 " + umlauts.substr(0, 56) + "...: sleeping");
  auto file = waiting(2, "x", "fsync", Kind::File, 3);
  file.waits.on.name.append("/tmp/\x1b]0;");
  CHECK(text({file}) == Lines{"2 x: waiting in fsync on fd 3, the file /tmp/\\x1b]0;"});
}

TEST_CASE("snapshot text: a process that holds the output of a command that has exited") {
  auto stray = waiting(3, "server", "epoll_wait", Kind::Epoll, 4);
  stray.holds = 1U << 1U | 1U << 2U;
  const std::vector<ProcessSnapshot> processes{process(2, "busy", 'R'), stray};
  CHECK(text(processes, true).front() ==
        "3 server: holds stdout and stderr open; waiting in epoll_wait on fd 4, an epoll instance");
  CHECK(text(processes, false).front() == "2 busy: running");
}

TEST_CASE("snapshot text: objects") {
  const auto line = [](const ProcessSnapshot& process) { return text({process}).front(); };
  auto listening = waiting(2, "x", "accept4", Kind::Socket, 3);
  listening.waits.on.protocol.append("tcp");
  listening.waits.on.local.append("127.0.0.1:80");
  listening.waits.on.connection = WaitObject::Connection::Listening;
  CHECK(line(listening) ==
        "2 x: waiting in accept4 on fd 3, a tcp socket listening on 127.0.0.1:80");
  auto connected = listening;
  connected.waits.on.connection = WaitObject::Connection::Connected;
  connected.waits.on.remote.append("10.0.0.1:443");
  CHECK(line(connected) ==
        "2 x: waiting in accept4 on fd 3, a tcp socket connected to 10.0.0.1:443");
  CHECK(line(waiting(2, "x", "read", Kind::Socket, 3)) == "2 x: waiting in read on fd 3, a socket");
  CHECK(line(waiting(2, "x", "read", Kind::Eventfd, 3)) ==
        "2 x: waiting in read on fd 3, an eventfd");
  CHECK(line(waiting(2, "x", "read", Kind::Pipe, 3)) ==
        "2 x: waiting in read on fd 3, a pipe that no process of the tree writes to");
  CHECK(line(waiting(2, "x", "read", Kind::Pipe, 3, {2})) ==
        "2 x: waiting in read on fd 3, a pipe from itself");
  CHECK(line(waiting(2, "x", "flock", Kind::Lock, 3)) ==
        "2 x: waiting in flock on fd 3, a lock held by an unknown process");
  CHECK(line(waiting(2, "x", "wait4", Kind::Children, -1, {3, 4})) ==
        "2 x: waiting in wait4 for 2 children, such as 3");
  auto polling = waiting(2, "x", "poll", Kind::Tty, 0);
  polling.waits.on.name.append("/dev/pts/1");
  polling.waits.more_fds = 2;
  CHECK(line(polling) == "2 x: waiting in poll on fd 0 and 2 more, the terminal /dev/pts/1");
  auto futex = waiting(2, "x", "futex", Kind::Futex);
  CHECK(line(futex) == "2 x: waiting in futex");
  futex.waits.on.every_thread = true;
  CHECK(line(futex) == "2 x: its only thread waits on a futex");
  futex.threads = 3;
  CHECK(line(futex) == "2 x: every thread waits on a futex (3 threads)");
  CHECK(line(process(2, "x", 't')) == "2 x: stopped by a tracer");
  CHECK(line(process(2, "x", 'X')) == "2 x: dead");
  auto stuck = process(2, "x", 'D');
  stuck.waits.wchan.append("nfs_wait");
  CHECK(line(stuck) == "2 x: in uninterruptible sleep (D) (kernel function nfs_wait)");
}

TEST_CASE("snapshot JSON: keys in the order of the contract, null for what is not known") {
  Snapshot snapshot;
  auto cat = waiting(4740, "cat", "read", Kind::Pipe, 0, {1, 99});
  cat.ppid = 1;
  cat.age = std::chrono::microseconds(1500);
  cat.cpu = std::chrono::milliseconds(2);
  cat.rss_kib = 820;
  cat.waits.on.name.append("pipe:[7]");
  cat.waits.wchan.append("pipe_read");
  snapshot.processes = {cat, process(3, "x", 'R')};
  snapshot.outsiders.push_back({1, ArgvText(std::string_view("cpr\0exec\0", 9))});
  cli::JsonWriter json;
  cli::write_snapshot(json, snapshot);
  CHECK(
      json.text() ==
      R"([{"pid":4740,"ppid":1,"argv":["cat"],"state":"S","ageMs":1.500,"cpuMs":2.000,"rssKiB":820,)"
      R"("threads":1,"waits":{"call":"read","fd":0,"on":{"kind":"pipe","name":"pipe:[7]"},)"
      R"("peers":[{"pid":1,"argv":["cpr","exec"]},{"pid":99,"argv":null}],"wchan":"pipe_read"}},)"
      R"({"pid":3,"ppid":0,"argv":["x"],"state":"R","ageMs":0.000,"cpuMs":null,"rssKiB":0,)"
      R"("threads":1,"waits":{"call":null,"fd":null,"on":null,"peers":[],"wchan":null}}])");
}

TEST_CASE("snapshot JSON: any byte in an argument") {
  Snapshot snapshot;
  snapshot.processes = {process(2, "\x01\xff\"")};
  cli::JsonWriter json;
  cli::write_snapshot(json, snapshot);
  const auto parsed = nlohmann::json::parse(json.text());
  CHECK(parsed[0]["argv"][0] == "\x01\xef\xbf\xbd\"");
}
