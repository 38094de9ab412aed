#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

#include "io/output_relay.hpp"
#include "loop/timer.hpp"
#include "pipes.hpp"

using namespace cpr;

namespace {

const Destination captured{.kind = Destination::Kind::Capture};

Destination to(const Fd& fd) {
  return {.kind = Destination::Kind::Forward, .fd = fd.get()};
}

/// A relay, and the calls to its listener.
struct Run {
  Run(Fd source, Destination destination, std::optional<std::uint64_t> most,
      OverflowAction action = OverflowAction::Kill)
      : Run(std::move(source), destination, {most, action}, {}) {}
  Run(Fd source, Destination destination, OutputRelay::Limit limit,
      std::function<void(std::string_view)> arrived)
      : relay(loop, non_blocking(std::move(source)), destination, limit,
              {.ended = [this] { ended = true; },
               .overflowed = [this] { ++overflows; },
               .lost = [this](int error) { lost = error; },
               .arrived = std::move(arrived)}) {}
  Loop loop;
  bool ended = false;
  int overflows = 0;
  int lost = 0;
  OutputRelay relay;
};

}  // namespace

TEST_CASE("output relay: captures to the end of the stream") {
  Ends source = new_pipe();
  Run run(std::move(source.read), captured, std::nullopt);
  put(source.write, "one");
  run.relay.pump();
  CHECK_FALSE(run.ended);
  put(source.write, "two");
  source.write.reset();
  run.relay.pump();
  CHECK(run.ended);
  CHECK(run.relay.take().view() == "onetwo");
}

TEST_CASE("output relay: the limit is exact for every destination") {
  for (const std::uint64_t limit : {0U, 1U, 5U, 6U, 7U}) {
    CAPTURE(limit);
    const std::string wanted = std::string("abcdef").substr(0, limit);
    SUBCASE("captured") {
      Ends source = new_pipe();
      Run run(std::move(source.read), captured, limit);
      put(source.write, "abcdef");
      source.write.reset();
      run.relay.pump();
      CHECK(run.ended);
      CHECK(run.overflows == (limit < 6 ? 1 : 0));
      CHECK(run.relay.take().view() == wanted);
    }
    SUBCASE("spliced into a pipe") {
      Ends source = new_pipe();
      const Ends sink = new_pipe();
      Run run(std::move(source.read), to(sink.write), limit);
      put(source.write, "abcdef");
      source.write.reset();
      run.relay.pump();
      CHECK(run.ended);
      CHECK(run.overflows == (limit < 6 ? 1 : 0));
      CHECK(drain(sink.read) == wanted);
    }
    SUBCASE("written to a socket") {
      Ends source = new_pipe();
      std::array<int, 2> ends{};
      REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
      const Fd reader(ends[0]);
      const Fd writer(ends[1]);
      Run run(std::move(source.read), to(writer), limit);
      put(source.write, "abcdef");
      source.write.reset();
      run.relay.pump();
      CHECK(run.ended);
      CHECK(run.overflows == (limit < 6 ? 1 : 0));
      CHECK(drain(reader) == wanted);
    }
  }
}

TEST_CASE(
    "output relay: an excerpt is captured and relayed alike, and its omitted bytes are counted") {
  struct Expected {
    OverflowAction action;
    std::string text;
  };
  const Expected expected[] = {
      {OverflowAction::Head, "0123\n[cpr: 6 bytes omitted]\n"},
      {OverflowAction::Tail, "[cpr: 6 bytes omitted]\n6789"},
      {OverflowAction::Ends, "01\n[cpr: 6 bytes omitted]\n89"},
  };
  for (const auto& [action, relayed] : expected) {
    const std::string& text = relayed;  // clang 14 cannot capture a structured binding
    for (const bool capture : {true, false}) {
      CAPTURE(text);
      CAPTURE(capture);
      Ends source = new_pipe();
      const Ends sink = new_pipe();
      Run run(std::move(source.read), capture ? captured : to(sink.write), 4, action);
      put(source.write, "0123456789");
      source.write.reset();
      run.relay.pump();
      CHECK(run.ended);
      CHECK(run.overflows == 0);
      CHECK((capture ? std::string(run.relay.take().view()) : drain(sink.read)) == text);
      CHECK(run.relay.omitted() == 6);
    }
  }
}

TEST_CASE("output relay: a head is forwarded as it comes, except an unfinished line near its end") {
  Ends source = new_pipe();
  const Ends sink = new_pipe();
  Run run(std::move(source.read), to(sink.write), 8, OverflowAction::Head);
  put(source.write, "a");
  run.relay.pump();
  CHECK(drain(sink.read) == "a");
  put(source.write, "bcd\ne");
  run.relay.pump();
  CHECK(drain(sink.read) == "bcd\n");
  put(source.write, "fghi");
  run.relay.pump();
  CHECK(drain(sink.read).empty());
  source.write.reset();
  run.relay.pump();
  CHECK(run.ended);
  CHECK(drain(sink.read) == "[cpr: 5 bytes omitted]\n");
  CHECK(run.relay.omitted() == 5);
}

TEST_CASE("output relay: a tail that is not forwarded counts as lost") {
  Ends source = new_pipe();
  const Ends sink = new_pipe();
  Run run(std::move(source.read), to(sink.write), 4, OverflowAction::Ends);
  put(source.write, "0123456789");
  run.relay.pump();
  CHECK(run.relay.close_now() == 3);  // the last byte of the head, and the tail
}

TEST_CASE("output relay: the tail waits for a slow reader as well") {
  Ends source = new_pipe();
  const Ends sink = new_pipe(4096);
  Run run(std::move(source.read), to(sink.write), 60'000, OverflowAction::Ends);
  put(source.write, std::string(20'000, 'a'));
  std::string got;
  for (int i = 0; i < 10; ++i) {
    run.relay.pump();
    got += drain(sink.read);
  }
  put(source.write, std::string(40'000, 'b'));
  put(source.write, std::string(5'000, 'c'));
  source.write.reset();
  while (!run.ended) {
    run.relay.pump();
    got += drain(sink.read);
  }
  got += drain(sink.read);
  CHECK(got == std::string(20'000, 'a') + std::string(10'000, 'b') +
                   "\n[cpr: 5000 bytes omitted]\n" + std::string(25'000, 'b') +
                   std::string(5'000, 'c'));
}

TEST_CASE("output relay: a process that goes on writing does not delay the end") {
  ::signal(SIGPIPE, SIG_IGN);
  Ends source = new_pipe();
  Run run(std::move(source.read), captured, std::nullopt);
  put(source.write, "before");
  run.relay.drain_available();
  CHECK(run.ended);
  CHECK(::write(source.write.get(), "after", 5) == -1);
  CHECK(run.relay.take().view() == "before");
}

TEST_CASE("output relay: exactly the limit and then the end does not overflow") {
  Ends source = new_pipe();
  Run run(std::move(source.read), captured, 3);
  put(source.write, "abc");
  run.relay.pump();
  CHECK(run.overflows == 0);
  source.write.reset();
  run.relay.pump();
  CHECK(run.ended);
  CHECK(run.overflows == 0);
}

TEST_CASE("output relay: a flood gets larger pipes, a trickle does not") {
  Ends source = new_pipe();
  const Ends sink = new_pipe();
  const int usual = ::fcntl(sink.read.get(), F_GETPIPE_SZ);
  Run run(std::move(source.read), to(sink.write), std::nullopt);
  put(source.write, "abc");
  run.relay.pump();
  CHECK(::fcntl(source.write.get(), F_GETPIPE_SZ) == usual);
  CHECK(::fcntl(sink.read.get(), F_GETPIPE_SZ) == usual);
  CHECK(drain(sink.read) == "abc");
  const std::string flood(static_cast<std::size_t>(usual), 'x');
  put(source.write, flood);
  run.relay.pump();
  CHECK(::fcntl(source.write.get(), F_GETPIPE_SZ) > usual);
  CHECK(::fcntl(sink.read.get(), F_GETPIPE_SZ) > usual);
  CHECK(drain(sink.read) == flood);
}

TEST_CASE("output relay: a slow reader stops the source, and nothing is lost or reordered") {
  Ends source = new_pipe();
  Ends sink;
  SUBCASE("pipe, by splice") {
    sink = new_pipe(4096);
  }
  SUBCASE("socket, by short writes") {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    const int size = 4096;
    ::setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    sink = {Fd(ends[0]), Fd(ends[1])};
  }
  Run run(std::move(source.read), to(sink.write), std::nullopt);
  std::string sent;
  std::string got;
  for (int i = 0; i < 200; ++i) {
    const std::string line = std::to_string(i) + std::string(150, '.') + "\n";
    put(source.write, line);
    sent += line;
    run.relay.pump();
    if (i % 20 == 19) got += drain(sink.read);
  }
  source.write.reset();
  while (!run.ended) {
    run.relay.pump();
    got += drain(sink.read);
  }
  got += drain(sink.read);
  CHECK(got == sent);
}

TEST_CASE("output relay: a reader that is gone is reported, and the pipe is closed") {
  Ends source = new_pipe();
  Ends sink = new_pipe();
  ::signal(SIGPIPE, SIG_IGN);
  sink.read.reset();
  Run run(std::move(source.read), to(sink.write), std::nullopt);
  put(source.write, "x");
  run.relay.pump();
  CHECK(run.lost == EPIPE);
  CHECK(run.ended);
  CHECK(::write(source.write.get(), "y", 1) == -1);
  CHECK(errno == EPIPE);
}

TEST_CASE("output relay: a full device is reported") {
  Ends source = new_pipe();
  const Fd full(::open("/dev/full", O_WRONLY));
  Run run(std::move(source.read), to(full), std::nullopt);
  put(source.write, "x");
  run.relay.pump();
  CHECK(run.lost == ENOSPC);
}

TEST_CASE("output relay: without a destination the bytes are read and discarded") {
  Ends source = new_pipe();
  Run run(std::move(source.read), {}, std::nullopt);
  put(source.write, "x");
  source.write.reset();
  run.relay.pump();
  CHECK(run.ended);
  CHECK(run.lost == 0);
}

TEST_CASE("output relay: draining ends at the empty pipe although it is still open") {
  Ends source = new_pipe();
  Run run(std::move(source.read), captured, std::nullopt);
  put(source.write, "last");
  run.relay.drain_available();
  CHECK(run.ended);
  CHECK(run.relay.take().view() == "last");
}

TEST_CASE("output relay: lost bytes are counted") {
  Ends source = new_pipe();
  const Ends sink = new_pipe(4096);
  Run run(std::move(source.read), to(sink.write), std::nullopt);
  put(source.write, std::string(10'000, 'x'));
  run.relay.pump();
  const std::uint64_t lost = run.relay.close_now();
  CHECK(run.ended);
  CHECK(lost + drain(sink.read).size() == 10'000);
}

TEST_CASE("output relay: a slow reader costs no CPU time") {
  Ends source = new_pipe();
  const Ends sink = new_pipe(4096);
  Run run(std::move(source.read), to(sink.write), std::nullopt);
  put(source.write, std::string(60'000, 'x'));
  run.relay.start();
  bool over = false;
  Timer timer(run.loop, [&] { over = true; });
  timer.set(Clock::now() + std::chrono::milliseconds(100));
  int turns = 0;
  while (!over) {
    run.loop.run_once();
    ++turns;
  }
  CHECK(turns < 10);
}

TEST_CASE("output relay: a long tail is written over several turns of the loop") {
  Ends source = new_pipe();
  const Ends sink = new_pipe(1U << 20U);
  Run run(std::move(source.read), to(sink.write), 1U << 20U, OverflowAction::Ends);
  run.relay.start();
  std::size_t sent = 0;
  while (sent < 2'000'000) {
    put(source.write, std::string(50'000, 't'));
    sent += 50'000;
    run.relay.pump();
    drain(sink.read);
  }
  source.write.reset();
  std::size_t got = 0;
  while (!run.ended) {
    run.loop.run_once();
    got += drain(sink.read).size();
  }
  CHECK(got + drain(sink.read).size() > (1U << 19U));
}

TEST_CASE("output relay: the listener gets exactly the kept bytes, without the marker") {
  struct Expected {
    OverflowAction action;
    std::string text;
  };
  const Expected expected[] = {{OverflowAction::Kill, "0123456789"},
                               {OverflowAction::Head, "0123456789"},
                               {OverflowAction::Tail, "6789abcdef"},
                               {OverflowAction::Ends, "01234bcdef"}};
  for (const auto& [action, relayed] : expected) {
    const std::string& text = relayed;  // clang 14 cannot capture a structured binding
    for (const bool capture : {true, false}) {
      CAPTURE(text);
      CAPTURE(capture);
      Ends source = new_pipe();
      const Ends sink = new_pipe();
      std::string told;
      Run run(std::move(source.read), capture ? captured : to(sink.write), {10, action},
              [&](std::string_view bytes) { told += bytes; });
      put(source.write, "0123456789abcdef");
      run.relay.pump();
      put(source.write, action == OverflowAction::Kill ? "more" : "");
      source.write.reset();
      run.relay.pump();
      CHECK(run.ended);
      CHECK(told == text);
    }
  }
}

TEST_CASE("output relay: packet mode loses nothing, and the limit holds") {
  struct Expected {
    std::optional<std::uint64_t> most;
    OverflowAction action;
    std::string text;
    int overflows;
  };
  const Expected expected[] = {
      {std::nullopt, OverflowAction::Kill, "0123456789abcdefghij", 0},
      {20, OverflowAction::Kill, "0123456789abcdefghij", 0},
      {18, OverflowAction::Kill, "0123456789abcdefgh", 1},
      {10, OverflowAction::Kill, "0123456789", 1},
      {0, OverflowAction::Kill, "", 1},
      {10, OverflowAction::Head, "0123456789\n[cpr: 10 bytes omitted]\n", 0},
      {10, OverflowAction::Tail, "[cpr: 10 bytes omitted]\nabcdefghij", 0},
      {10, OverflowAction::Ends, "01234\n[cpr: 10 bytes omitted]\nfghij", 0},
  };
  for (const auto& [most, action, relayed, overflows] : expected) {
    const std::string& text = relayed;
    for (const bool capture : {true, false}) {
      CAPTURE(text);
      CAPTURE(capture);
      std::array<int, 2> ends{};
      REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_DIRECT) == 0);
      Fd read(ends[0]);
      Fd write(ends[1]);
      const Ends sink = new_pipe();
      Run run(std::move(read), capture ? captured : to(sink.write), most, action);
      put(write, "0123456789abcdef");
      put(write, "ghij");
      run.relay.drain_available();
      CHECK(run.ended);
      CHECK(run.overflows == overflows);
      CHECK((capture ? std::string(run.relay.take().view()) : drain(sink.read)) == text);
    }
  }
}

TEST_CASE("output relay: bytes within the limit reach a slow reader") {
  Ends source = new_pipe();
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  const Fd reader(ends[0]);
  const Fd writer(ends[1]);
  const int small = 1;
  REQUIRE(::setsockopt(writer.get(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small) == 0);
  Run run(std::move(source.read), to(writer), 30'000);
  put(source.write, std::string(60'000, 'x'));
  run.relay.pump();
  CHECK(run.overflows == 1);
  std::string got = drain(reader);
  CHECK(got.size() < 30'000);
  run.relay.drain_available();
  for (int i = 0; i < 1000 && !run.ended; ++i) {
    run.relay.pump();
    got += drain(reader);
  }
  CHECK(run.ended);
  CHECK(run.lost == 0);
  CHECK(got + drain(reader) == std::string(30'000, 'x'));
}

TEST_CASE("output relay: what is watched was written before, and is spliced afterwards") {
  Ends source = new_pipe();
  const Ends sink = new_pipe();
  std::string watched;
  std::string written;
  OutputRelay* relay = nullptr;
  Loop loop;
  OutputRelay real(loop, non_blocking(std::move(source.read)), to(sink.write), {},
                   {.ended = [] {},
                    .overflowed = [] {},
                    .lost = [](int) {},
                    .watched =
                        [&](std::string_view bytes) {
                          watched += bytes;
                          written += drain(sink.read);
                          if (watched.find('\n') != watched.npos) relay->stop_watching();
                        }});
  relay = &real;
  for (const char* piece : {"one", "two\n", "three"}) {
    put(source.write, piece);
    relay->pump();
  }
  CHECK(watched == "onetwo\n");
  CHECK(written == "onetwo\n");
  CHECK(drain(sink.read) == "three");
}

TEST_CASE("output relay: what the limit omits is watched as well") {
  Ends source = new_pipe();
  std::string watched;
  Loop loop;
  OutputRelay relay(loop, non_blocking(std::move(source.read)), captured,
                    {.most = 4, .action = OverflowAction::Head},
                    {.ended = [] {},
                     .overflowed = [] {},
                     .lost = [](int) {},
                     .watched = [&](std::string_view bytes) { watched += bytes; }});
  for (const char* piece : {"12", "345", "678"}) {
    put(source.write, piece);
    relay.pump();
  }
  CHECK(watched == "12345678");
}
