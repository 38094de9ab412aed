#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "core/capture.hpp"

using cpr::Capture;

namespace {

void append(Capture& capture, std::string_view bytes) {
  const auto room = capture.room(bytes.size());
  REQUIRE(room.size() >= bytes.size());
  std::copy(bytes.begin(), bytes.end(), room.begin());
  capture.commit(bytes.size());
}

}  // namespace

TEST_CASE("capture: holds what was committed, no more, however it grows") {
  Capture capture;
  CHECK(capture.view().empty());
  std::string all;
  for (int i = 0; i < 2000; ++i) {
    const std::string piece(static_cast<std::size_t>(i % 97), static_cast<char>('a' + i % 26));
    append(capture, piece);
    all += piece;
  }
  CHECK(capture.view() == all);
}

TEST_CASE("capture: room that is not committed is not held") {
  Capture capture;
  append(capture, "abc");
  capture.room(1000)[0] = 'x';
  CHECK(capture.view() == "abc");
}

TEST_CASE("capture: moving leaves the bytes where they are") {
  Capture capture;
  append(capture, "abc");
  const char* before = capture.view().data();
  const Capture moved = std::move(capture);
  CHECK(moved.view() == "abc");
  CHECK(moved.view().data() == before);
}

TEST_CASE("tail buffer: keeps the last bytes, whatever the pieces") {
  for (const std::size_t capacity : {0U, 1U, 3U, 7U, 26U, 100U}) {
    for (const std::size_t piece : {1U, 2U, 5U, 26U}) {
      CAPTURE(capacity);
      CAPTURE(piece);
      const std::string all = "abcdefghijklmnopqrstuvwxyz";
      cpr::TailBuffer tail(capacity);
      for (std::size_t at = 0; at < all.size(); at += piece) tail.append(all.substr(at, piece));
      const std::size_t held = std::min(capacity, all.size());
      CHECK(tail.take() == all.substr(all.size() - held));
      CHECK(tail.dropped() == all.size() - held);
    }
  }
}
