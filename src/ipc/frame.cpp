#include "ipc/frame.hpp"

#include "ipc/v8_tags.hpp"
#include "ipc/v8_writer.hpp"

namespace cpr {
namespace {

constexpr std::size_t length_size = 4;

}  // namespace

std::optional<FrameReader::Piece> FrameReader::next() {
  if (too_long_ || rest_.empty()) return std::nullopt;
  return serialization_ == Serialization::Json ? next_of_line() : next_of_block();
}

std::optional<FrameReader::Piece> FrameReader::next_of_line() {
  const auto end = rest_.find('\n');
  const bool is_last = end != rest_.npos;
  const auto bytes = rest_.substr(0, end);
  if (!allows(begun_ + bytes.size())) return std::nullopt;
  rest_.remove_prefix(bytes.size() + (is_last ? 1 : 0));
  begun_ = is_last ? 0 : begun_ + bytes.size();
  return Piece{bytes, is_last};
}

std::optional<FrameReader::Piece> FrameReader::next_of_block() {
  while (begun_ < length_size) {
    if (rest_.empty()) return std::nullopt;
    length_ = (length_ << 8U) | static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    ++begun_;
  }
  if (!allows(length_)) return std::nullopt;
  const std::uint64_t missing = length_ + length_size - begun_;
  const auto bytes = rest_.substr(0, missing);
  rest_.remove_prefix(bytes.size());
  const bool is_last = bytes.size() == missing;
  begun_ = is_last ? 0 : begun_ + bytes.size();
  if (is_last) length_ = 0;
  if (bytes.empty() && !is_last) return std::nullopt;
  return Piece{bytes, is_last};
}

bool FrameReader::allows(std::uint64_t size) {
  if (most_ && size > *most_) too_long_ = true;
  return !too_long_;
}

std::string make_frame(Serialization serialization, std::string_view json) {
  if (serialization == Serialization::Json) return std::string(json) + '\n';
  // Node before 22.12 fails when two of its reads share a length (nodejs/node#55834). Its reads end
  // after 64 KiB, or where a write ended. Frames whose size is a multiple of four keep every length
  // in one read.
  const std::string value = v8_from_json(json);
  const std::size_t padding = (length_size - value.size() % length_size) % length_size;
  const std::size_t size = value.size() + padding;
  std::string frame;
  frame.reserve(length_size + size);
  for (int shift = 24; shift >= 0; shift -= 8) {
    frame += static_cast<char>(size >> static_cast<unsigned>(shift));
  }
  // V8 skips padding before a tag.
  frame.append(value, 0, v8::header_size);
  frame.append(padding, v8::padding);
  frame.append(value, v8::header_size);
  return frame;
}

}  // namespace cpr
