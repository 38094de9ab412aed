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

TEST_CASE("outlet: a queue that is never empty does not grow") {
  Loop loop;
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  const Fd reader(ends[0]);
  const Fd writer(ends[1]);
  int fills = 0;
  QueuedWriter outlet(
      loop, writer.get(),
      {.backpressure = [&](bool full) { fills += full ? 1 : 0; }, .failed = [](int) {}});
  // As many as the reader takes each time, and some in advance.
  constexpr std::size_t piece = 32768;
  std::string text(piece, ' ');
  std::array<char, piece> got{};
  std::size_t written = 0;
  std::size_t read = 0;
  const auto write_piece = [&] {
    for (auto& c : text) c = static_cast<char>(written++ % 251);
    outlet.write(text);
  };
  while (outlet.rest().size() < 3 * piece) write_piece();
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
    REQUIRE_FALSE(outlet.rest().empty());
  }
  CHECK(resident_bytes() < before + (std::size_t{8} << 20U));
  CHECK(fills == 0);
}
