// Arbitrary bytes from a child: frames of both serializations, JSON and V8's format. The result
// must not depend on how the input is split, and nothing may crash or grow without bound.
//
// With libFuzzer this is the target `fuzz_ipc`; with its own main it is a test for any compiler.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "../unit/json_from_v8.hpp"
#include "ipc/frame.hpp"
#include "ipc/message.hpp"
#include "ipc/v8_writer.hpp"
#include "text/json_compact.hpp"
#include "text/utf8.hpp"

namespace {

using namespace cpr;

constexpr std::size_t most = 1 << 16;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: %s\n", what);
  std::abort();
}

/// The frames in order, and how the input ended.
std::vector<std::string> frames(Serialization serialization, std::string_view bytes,
                                std::size_t piece) {
  FrameReader reader(serialization, most);
  std::vector<std::string> frames;
  std::string frame;
  for (std::size_t at = 0; at < bytes.size() && !reader.too_long(); at += piece) {
    reader.feed(bytes.substr(at, piece));
    while (const auto part = reader.next()) {
      frame += part->bytes;
      if (part->is_last) frames.push_back(std::exchange(frame, {}));
    }
  }
  frames.push_back(reader.too_long() ? "too long" : std::to_string(reader.unfinished()));
  return frames;
}

/// The message, read in pieces.
std::string in_pieces(std::string_view json, std::size_t piece, InvalidUtf8 invalid) {
  MessageReader reader(invalid);
  for (std::size_t at = 0; at < json.size(); at += piece) reader.feed(json.substr(at, piece));
  if (const auto problem = reader.finish()) {
    return "@" + std::to_string(problem->offset) + std::string(problem->what);
  }
  const IpcMessage message = reader.message();
  std::string is = std::to_string(static_cast<int>(message.kind));
  for (const auto part : {message.shown, message.type, message.key}) is.append(" ").append(part);
  return is + reader.take_json();
}

void check_json(std::string_view json) {
  for (const auto invalid : {InvalidUtf8::Refused, InvalidUtf8::Replaced}) {
    const std::string whole = in_pieces(json, json.size() + 1, invalid);
    for (const std::size_t piece : {1, 2, 3, 7, 64}) {
      require(in_pieces(json, piece, invalid) == whole, "a message is the same in pieces");
    }
  }
  std::string compact;
  if (compact_json(json, compact)) return;
  std::string again;
  require(!compact_json(compact, again) && again == compact, "compact JSON stays as it is");
  const IpcMessage message = read_message(compact);
  require(is_internal(compact) == (message.kind != IpcMessage::Kind::User), "one verdict");
  const auto back = json_from_v8(v8_from_json(compact), most * 16);
  if (const auto* text = std::get_if<std::string>(&back)) {
    std::string valid;
    require(!compact_json(*text, valid) && valid == *text, "what was written can be read");
  } else {
    const auto& what = std::get<V8Problem>(back).what;
    require(what.find("deeply") != what.npos || what.find("too long") != what.npos,
            "what was written can be read, but for its size");
  }
}

/// Replaces each maximal part of an invalid character by U+FFFD.
std::string repaired_utf8(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) {
    const Utf8Sequence sequence = utf8_sequence_at(bytes, at);
    out += sequence.valid ? bytes.substr(at, sequence.length) : replacement_character;
    at += sequence.length;
  }
  return out;
}

void check_v8(std::string_view bytes) {
  const auto value = json_from_v8(bytes, most);
  const auto* json = std::get_if<std::string>(&value);
  if (json == nullptr) {
    require(std::get<V8Problem>(value).offset <= bytes.size(), "the offset is within the bytes");
    return;
  }
  // The limit is checked between pieces, each of which is in the input.
  require(json->size() <= most * 2 + bytes.size() * 24, "what is shown is bounded");
  std::string compact;
  require(!compact_json(*json, compact) && compact == *json, "what is shown is JSON");
}

void check(std::string_view bytes) {
  if (bytes.empty()) return;
  const std::size_t piece = 1 + static_cast<unsigned char>(bytes.front()) % 64;
  for (const auto serialization : {Serialization::Json, Serialization::Advanced}) {
    const auto whole = frames(serialization, bytes, bytes.size());
    require(whole == frames(serialization, bytes, piece), "pieces give what the whole gives");
    for (const auto& frame : whole) {
      if (serialization == Serialization::Json) {
        check_json(frame);
        check_json(repaired_utf8(frame));
      } else {
        check_v8(frame);
      }
    }
  }
  check_json(bytes);
  check_v8(bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check({reinterpret_cast<const char*>(data), size});
  return 0;
}
