#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "ipc/frame.hpp"
#include "json_from_v8.hpp"

using namespace cpr;
using Strings = std::vector<std::string>;

namespace {

/// All payloads of the bytes, fed in these pieces.
Strings payloads(FrameReader& reader, const Strings& pieces) {
  Strings read;
  std::string payload;
  for (const auto& piece : pieces) {
    reader.feed(piece);
    while (const auto part = reader.next()) {
      payload += part->bytes;
      if (part->is_last) read.push_back(std::exchange(payload, {}));
    }
  }
  return read;
}

Strings single_bytes(const std::string& bytes) {
  Strings pieces;
  for (const char c : bytes) pieces.emplace_back(1, c);
  return pieces;
}

}  // namespace

TEST_CASE("frame: json has one line per message, however the bytes are cut") {
  const std::string bytes = "{\"a\":1}\n\"\xc3\xa4\"\n\n[2]\r\ntail";
  const Strings wanted{"{\"a\":1}", "\"\xc3\xa4\"", "", "[2]\r"};
  for (const auto& pieces : {Strings{bytes}, single_bytes(bytes)}) {
    FrameReader reader(Serialization::Json, {});
    CHECK(payloads(reader, pieces) == wanted);
    CHECK(reader.unfinished() == 4);
    CHECK_FALSE(reader.too_long());
  }
}

TEST_CASE("frame: advanced has a length before the payload") {
  const std::string frame = make_frame(Serialization::Advanced, R"({"cmd":"NODE_HANDLE_ACK"})");
  CHECK(frame == std::string("\0\0\0\x1c\xff\x0d\0o\"\x03"
                             "cmd\"\x0fNODE_HANDLE_ACK{\x01",
                             32));
  const std::string bytes = frame + std::string("\0\0\0\0", 4) + frame + std::string("\0\0", 2);
  for (const auto& pieces : {Strings{bytes}, single_bytes(bytes)}) {
    FrameReader reader(Serialization::Advanced, {});
    CHECK(payloads(reader, pieces) == Strings{frame.substr(4), "", frame.substr(4)});
    CHECK(reader.unfinished() == 2);
  }
}

TEST_CASE("frame: no length crosses the end of a read of 64 KiB") {
  for (std::size_t size = 0; size < 9; ++size) {
    const std::string json = '"' + std::string(size, 'x') + '"';
    const std::string frame = make_frame(Serialization::Advanced, json);
    CHECK(frame.size() % 4 == 0);
    CHECK(std::get<std::string>(json_from_v8(std::string_view(frame).substr(4), 100)) == json);
  }
}

TEST_CASE("frame: a frame over the limit ends the stream, complete or not") {
  FrameReader json(Serialization::Json, 5);
  CHECK(payloads(json, {"12345\n"}) == Strings{"12345"});
  CHECK(payloads(json, {"123456"}).empty());
  CHECK(json.too_long());
  CHECK(payloads(json, {"\n1\n"}).empty());

  FrameReader whole(Serialization::Json, 5);
  CHECK(payloads(whole, {"1\n123456\n2\n"}) == Strings{"1"});
  CHECK(whole.too_long());

  // The length alone is enough.
  FrameReader advanced(Serialization::Advanced, 1000);
  CHECK(payloads(advanced, {std::string("\x80\0\0\0", 4)}).empty());
  CHECK(advanced.too_long());
}

TEST_CASE("frame: the size of the pieces does not matter") {
  std::mt19937 random(3);
  for (const auto serialization : {Serialization::Json, Serialization::Advanced}) {
    std::string bytes;
    Strings wanted;
    for (int i = 0; i < 300; ++i) {
      const std::string json = '"' + std::string(random() % 700, 'x') + '"';
      const std::string frame = make_frame(serialization, json);
      wanted.push_back(serialization == Serialization::Json ? json : frame.substr(4));
      bytes += frame;
    }
    for (int run = 0; run < 20; ++run) {
      Strings pieces;
      for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t size = 1 + random() % 3000;
        pieces.push_back(bytes.substr(at, size));
        at += size;
      }
      FrameReader reader(serialization, 10'000);
      CHECK(payloads(reader, pieces) == wanted);
      CHECK(reader.unfinished() == 0);
    }
  }
}
