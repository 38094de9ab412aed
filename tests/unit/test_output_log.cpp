#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <random>
#include <regex>
#include <string>

#include "io/output_log.hpp"
#include "io/output_relay.hpp"
#include "pipes.hpp"

using namespace cpr;

namespace {

const Destination captured{.kind = Destination::Kind::Capture};

Destination to(const Fd& fd) {
  return {.kind = Destination::Kind::Forward, .fd = fd.get()};
}

/// A regular file without a name.
Fd new_file(int flags = 0) {
  std::string path = "/tmp/cpr-log-XXXXXX";
  Fd fd(::mkostemp(path.data(), O_CLOEXEC | flags));
  REQUIRE(fd);
  ::unlink(path.c_str());
  return fd;
}

std::string content(const Fd& fd) {
  std::string text(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)), '\0');
  REQUIRE(::pread(fd.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  return text;
}

/// A relay with a log.
struct Run {
  Run(Fd source, Destination destination, int log_fd, OutputRelay::Limit limit = {},
      LogFormat format = LogFormat::Raw)
      : log(loop, {.fd = log_fd, .name = "the.log", .format = format, .started_at = Clock::now()},
            [this](bool full) {
              ++changes;
              relay.hold(full);
              if (!full) relay.pump();
            }),
        relay(loop, non_blocking(std::move(source)), destination, limit,
              {.ended = [this] { ended = true; },
               .overflowed = [] {},
               .lost = [this](int error) { lost = error; }},
              LogInput(log, STDOUT_FILENO)) {
    ::signal(SIGPIPE, SIG_IGN);
  }
  Loop loop;
  bool ended = false;
  int lost = 0;
  int changes = 0;  ///< of the backpressure
  OutputLog log;
  OutputRelay relay;
};

/// Limits the size of files while it exists.
struct FileLimit {
  explicit FileLimit(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limit{bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &before); }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;
  rlimit before{};
};

}  // namespace

TEST_CASE("output log: random pieces arrive unchanged in the destination and in the log") {
  enum class To { Pipe, SmallPipe, Socket, File, Capture, Nothing };
  enum class Log { File, Appended, Pipe, Null };
  std::mt19937 random(1);  // NOLINT: the same bytes each time
  for (const To where : {To::Pipe, To::SmallPipe, To::Socket, To::File, To::Capture, To::Nothing}) {
    for (const Log kind : {Log::File, Log::Appended, Log::Pipe, Log::Null}) {
      CAPTURE(static_cast<int>(where));
      CAPTURE(static_cast<int>(kind));
      Ends source = new_pipe();
      Ends sink = new_pipe(where == To::SmallPipe ? 4096 : 0);
      if (where == To::Socket) {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
        sink = {Fd(ends[0]), Fd(ends[1])};
      }
      if (where == To::File) sink.write = new_file();
      Ends log_pipe = new_pipe();
      const Fd file = kind == Log::Null ? Fd(::open("/dev/null", O_WRONLY | O_CLOEXEC))
                                        : new_file(kind == Log::Appended ? O_APPEND : 0);
      const Destination destination = where == To::Capture   ? captured
                                      : where == To::Nothing ? Destination{}
                                                             : to(sink.write);
      Run run(std::move(source.read), destination,
              kind == Log::Pipe ? log_pipe.write.get() : file.get());
      std::string sent;
      std::string got;
      std::string logged;
      const auto look = [&] {
        if (where == To::Pipe || where == To::SmallPipe || where == To::Socket) {
          got += drain(sink.read);
        }
        if (kind == Log::Pipe) logged += drain(log_pipe.read);
      };
      for (int i = 0; i < 300; ++i) {
        std::string piece(random() % (i % 50 == 0 ? 60'000 : 200), '\0');
        for (auto& c : piece) c = static_cast<char>(random());
        // The pipe takes all of it, or the test would wait for itself.
        run.relay.pump();
        look();
        run.relay.pump();
        put(source.write, piece);
        sent += piece;
        if (random() % 3 == 0) run.relay.pump();
        if (random() % 3 == 0) look();
        while (where == To::SmallPipe && i % 50 == 0 && got.size() < sent.size()) {
          run.relay.pump();
          look();
        }
      }
      source.write.reset();
      while (!run.ended) {
        run.relay.pump();
        look();
      }
      look();
      logged += run.log.take_rest();
      if (where == To::File) got = content(sink.write);
      if (where == To::Capture) got = run.relay.take().view();
      if (where != To::Nothing) CHECK((got == sent));
      if (kind == Log::File || kind == Log::Appended) logged = content(file);
      if (kind != Log::Null) CHECK((logged == sent));
      CHECK(run.log.error() == 0);
      CHECK(run.lost == 0);
    }
  }
}

TEST_CASE("output log: where it cannot be written, the destination still gets every byte") {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::to_string(i) + '\n';
  for (const rlim_t limit : {0U, 1U, 100U, 5000U}) {
    for (const bool by_socket : {false, true}) {
      CAPTURE(limit);
      CAPTURE(by_socket);
      Ends source = new_pipe();
      Ends sink = new_pipe();
      if (by_socket) {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
        sink = {Fd(ends[0]), Fd(ends[1])};
      }
      const Fd file = new_file();
      Run run(std::move(source.read), to(sink.write), file.get());
      put(source.write, text);
      {
        const FileLimit limited(limit);
        run.relay.pump();
      }
      put(source.write, "more\n");
      source.write.reset();
      run.relay.pump();
      CHECK(run.ended);
      CHECK(run.lost == 0);
      CHECK((drain(sink.read) == text + "more\n"));
      CHECK(run.log.error() == EFBIG);
      CHECK((content(file) == text.substr(0, limit)));
    }
  }
}

TEST_CASE("output log: a full device and a reader that is gone are errors of the log alone") {
  for (const bool full : {true, false}) {
    CAPTURE(full);
    Ends source = new_pipe();
    const Ends sink = new_pipe();
    Ends gone = new_pipe();
    gone.read.reset();
    const Fd device(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    Run run(std::move(source.read), to(sink.write), full ? device.get() : gone.write.get());
    put(source.write, "one");
    run.relay.pump();
    put(source.write, "two");
    source.write.reset();
    run.relay.pump();
    CHECK(run.ended);
    CHECK(drain(sink.read) == "onetwo");
    CHECK(run.log.error() == (full ? ENOSPC : EPIPE));
  }
}

TEST_CASE("output log: has what a limit omits, and with kill what is relayed") {
  struct Expected {
    OverflowAction action;
    std::string relayed;
    std::string logged;
  };
  const std::string all = "0123456789abcdef";
  const Expected expected[] = {
      {OverflowAction::Kill, "0123", "0123"},
      {OverflowAction::Head, "0123\n[cpr: 12 bytes omitted, see the.log]\n", all},
      {OverflowAction::Tail, "[cpr: 12 bytes omitted, see the.log]\ncdef", all},
      {OverflowAction::Ends, "01\n[cpr: 12 bytes omitted, see the.log]\nef", all}};
  for (const auto& [action, shown, logged] : expected) {
    const std::string& relayed = shown;  // clang 14 cannot capture a structured binding
    for (const bool capture : {true, false}) {
      CAPTURE(relayed);
      CAPTURE(capture);
      Ends source = new_pipe();
      const Ends sink = new_pipe();
      const Fd file = new_file();
      Run run(std::move(source.read), capture ? captured : to(sink.write), file.get(), {4, action});
      put(source.write, all.substr(0, 3));
      run.relay.pump();
      put(source.write, all.substr(3));
      run.relay.pump();
      source.write.reset();
      run.relay.pump();
      CHECK(run.ended);
      CHECK((capture ? std::string(run.relay.take().view()) : drain(sink.read)) == relayed);
      CHECK(content(file) == logged);
    }
  }
}

TEST_CASE("output log: a marker does not name a log that has failed") {
  Ends source = new_pipe();
  const Ends sink = new_pipe();
  const Fd device(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  Run run(std::move(source.read), to(sink.write), device.get(), {4, OverflowAction::Head});
  put(source.write, "0123456789");
  source.write.reset();
  run.relay.pump();
  CHECK(drain(sink.read) == "0123\n[cpr: 6 bytes omitted]\n");
}

TEST_CASE("output log: has what a lost or stalled reader does not get") {
  Ends source = new_pipe();
  Ends sink = new_pipe(4096);
  const Fd file = new_file();
  Run run(std::move(source.read), to(sink.write), file.get());
  const std::string text = std::string(10'000, 'x') + "end";
  put(source.write, text);
  SUBCASE("lost") {
    sink.read.reset();
    run.relay.pump();
    CHECK(run.lost == EPIPE);
  }
  SUBCASE("stalled") {
    run.relay.pump();
    const std::uint64_t undelivered = run.relay.close_now();
    CHECK(undelivered + drain(sink.read).size() == text.size());
  }
  CHECK(run.ended);
  CHECK((content(file) == text));
}

TEST_CASE("output log: a slow reader of the log stops the source") {
  Ends source = new_pipe();
  const Ends sink = new_pipe(1U << 20U);
  const Ends log = new_pipe(4096);
  Run run(std::move(source.read), to(sink.write), log.write.get());
  std::string sent;
  std::string got;
  std::string logged;
  while (run.changes == 0) {
    REQUIRE(sent.size() < (2U << 20U));
    const std::string piece(30'000, static_cast<char>('a' + sent.size() / 30'000 % 26));
    put(source.write, piece);
    sent += piece;
    run.relay.pump();
    got += drain(sink.read);
  }
  CHECK(run.log.stalled());
  put(source.write, "held");
  sent += "held";
  run.relay.pump();
  CHECK(drain(sink.read).empty());
  SUBCASE("until it reads") {
    for (logged = drain(log.read); logged.size() < sent.size(); logged += drain(log.read)) {
      run.loop.run_once();
    }
    got += drain(sink.read);
    CHECK_FALSE(run.ended);
  }
  SUBCASE("but not the end of the run") {
    run.relay.drain_available();
    CHECK(run.ended);
    got += drain(sink.read);
    logged += drain(log.read) + run.log.take_rest();
  }
  CHECK((got == sent));
  CHECK((logged == sent));
}

TEST_CASE("output log: the lines of two streams do not mix, and cpr's own are among them") {
  Loop loop;
  const Fd file = new_file();
  OutputLog log(loop, {.fd = file.get(), .format = LogFormat::Lines, .started_at = Clock::now()},
                [](bool) {});
  LogInput out(log, STDOUT_FILENO);
  LogInput err(log, STDERR_FILENO);
  LogInput third(log, 3);
  out.write("one ");
  err.write("two ");
  third.write("three");
  out.write("one\nand ");
  log.note("own words");
  err.write("two\n");
  out.end();
  err.end();
  third.end();
  CHECK(std::regex_replace(content(file), std::regex("\\+0\\.\\d{3} "), "") ==
        "O one one\nI own words\nE two two\nO and \n3 three\n");
}

TEST_CASE("output log: raw has none of cpr's own words") {
  Loop loop;
  const Fd file = new_file();
  OutputLog log(loop, {.fd = file.get(), .started_at = Clock::now()}, [](bool) {});
  log.note("own words");
  CHECK(content(file).empty());
}
