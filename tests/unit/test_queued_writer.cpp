#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>

#include "io/queued_writer.hpp"

using namespace cpr;

namespace {

/// Resident memory of this process.
std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

TEST_CASE("queued writer: a queue that is never empty does not grow") {
  Loop loop;
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  const Fd reader(ends[0]);
  const Fd writer(ends[1]);
  int fills = 0;
  QueuedWriter queued(
      loop, writer.get(),
      {.backpressure = [&](bool full) { fills += full ? 1 : 0; }, .failed = [](int) {}});
  // As much as the reader takes each time, and some in advance.
  constexpr std::size_t piece = 32768;
  std::string text(piece, ' ');
  std::array<char, piece> got{};
  std::size_t written = 0;
  std::size_t read = 0;
  const auto write_piece = [&] {
    for (auto& c : text) c = static_cast<char>(written++ % 251);
    queued.write(text);
  };
  while (queued.rest().size() < 3 * piece) write_piece();
  const std::size_t before = resident_bytes();
  while (written < (std::size_t{64} << 20U)) {
    const ssize_t n = ::read(reader.get(), got.data(), got.size());
    REQUIRE(n > 0);
    bool in_order = true;
    for (ssize_t i = 0; i < n; ++i) {
      in_order = in_order && got[static_cast<std::size_t>(i)] == static_cast<char>(read++ % 251);
    }
    REQUIRE(in_order);
    write_piece();
    REQUIRE_FALSE(queued.rest().empty());
  }
  CHECK(resident_bytes() < before + (std::size_t{8} << 20U));
  CHECK(fills == 0);
}

TEST_CASE("queued writer: several on one descriptor write whole lines in turns") {
  Loop loop;
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  const Fd reader(ends[0]);
  const Fd writer(ends[1]);
  REQUIRE(::fcntl(writer.get(), F_SETPIPE_SZ, 4096) >= 4096);
  const QueuedWriter::Listener ignore{.backpressure = [](bool) {}, .failed = [](int) {}};
  const auto turns = std::make_shared<LineTurns>();
  QueuedWriter a(loop, writer.get(), ignore, turns);
  QueuedWriter b(loop, writer.get(), ignore, turns);
  {
    QueuedWriter gone(loop, writer.get(), ignore, turns);
    gone.write("an unfinished line");
  }
  const std::string line(6000, 'x');
  std::string got;
  std::array<char, 1000> buffer{};
  const auto read_some = [&] {
    const ssize_t n = ::read(reader.get(), buffer.data(), buffer.size());
    if (n > 0) got.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0;
  };
  for (int i = 0; i < 5; ++i) {
    a.write("a" + line);  // the newline comes later, as for large messages
    b.write("b" + line + "\nb\n");
    read_some();
    a.write("\n");
  }
  while (!a.rest().empty() || !b.rest().empty()) {
    while (read_some()) {
    }
    loop.run_once();
  }
  while (read_some()) {
  }
  int of_a = 0;
  int of_b = 0;
  int short_lines = 0;
  for (std::size_t at = 0; at < got.size(); at = got.find('\n', at) + 1) {
    const std::string_view seen = std::string_view(got).substr(at, got.find('\n', at) - at);
    of_a += seen == "a" + line ? 1 : 0;
    of_b += seen == "b" + line ? 1 : 0;
    short_lines += seen == "b" ? 1 : 0;
  }
  CHECK(got.size() == 10 * 6002 + 10);
  CHECK(of_a == 5);
  CHECK(of_b == 5);
  CHECK(short_lines == 5);
}
