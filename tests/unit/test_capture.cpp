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

TEST_CASE("capture: holds the committed bytes, however it grows") {
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

TEST_CASE("capture: bytes that are not committed are not held") {
  Capture capture;
  append(capture, "abc");
  capture.room(1000)[0] = 'x';
  CHECK(capture.view() == "abc");
}

TEST_CASE("capture: a move takes the bytes where they are, and the source is empty") {
  Capture capture;
  append(capture, "abc");
  const char* before = capture.view().data();
  Capture moved = std::move(capture);
  CHECK(moved.view() == "abc");
  CHECK(moved.view().data() == before);
  CHECK(capture.view().empty());
  append(capture, "de");
  CHECK(capture.view() == "de");
  capture = std::move(moved);
  CHECK(capture.view() == "abc");
  CHECK(moved.view().empty());
  append(moved, "f");
  CHECK(moved.view() == "f");
}

TEST_CASE("capture: appended bytes follow the committed ones") {
  Capture capture;
  capture.append("ab");
  capture.append("");
  capture.append("cd");
  CHECK(capture.view() == "abcd");
}
