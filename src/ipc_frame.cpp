#include "ipc_frame.hpp"

#include "v8_format.hpp"
#include "v8_tags.hpp"

namespace cpr {
namespace {

constexpr std::size_t length_size = 4;
// A buffer that a large message has needed is not kept for small ones.
constexpr std::size_t kept_capacity = 1U << 20U;

}  // namespace

void FrameReader::feed(std::string_view bytes) {
  buffer_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  if (buffer_.empty() && buffer_.capacity() > kept_capacity) buffer_.shrink_to_fit();
  buffer_ += bytes;
}

std::optional<std::string_view> FrameReader::next() {
  if (too_long_) return std::nullopt;
  return serialization_ == Serialization::Json ? next_line() : next_block();
}

std::optional<std::string_view> FrameReader::next_line() {
  const auto end = buffer_.find('\n', searched_);
  if (end == buffer_.npos) {
    searched_ = buffer_.size();
    allows(unfinished());
    return std::nullopt;
  }
  const auto line = std::string_view(buffer_).substr(begin_, end - begin_);
  if (!allows(line.size())) return std::nullopt;
  begin_ = searched_ = end + 1;
  return line;
}

std::optional<std::string_view> FrameReader::next_block() {
  if (unfinished() < length_size) return std::nullopt;
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < length_size; ++i) {
    length = (length << 8U) | static_cast<unsigned char>(buffer_[begin_ + i]);
  }
  if (!allows(length) || unfinished() - length_size < length) return std::nullopt;
  const auto block = std::string_view(buffer_).substr(begin_ + length_size, length);
  begin_ = searched_ = begin_ + length_size + length;
  return block;
}

bool FrameReader::allows(std::uint64_t size) {
  if (most_ && size > *most_) too_long_ = true;
  return !too_long_;
}

std::string make_frame(Serialization serialization, std::string_view json) {
  if (serialization == Serialization::Json) return std::string(json) + '\n';
  // Node before 22.12 (nodejs/node#55834) never gets over a length that two of its reads have
  // parts of. It reads 64 KiB at most, or up to where a write ended: multiples of the size of a
  // length when every frame is one, so that no read ends within a length.
  const std::string value = v8_from_json(json);
  const std::size_t padding = (length_size - value.size() % length_size) % length_size;
  const std::size_t size = value.size() + padding;
  std::string frame;
  frame.reserve(length_size + size);
  for (int shift = 24; shift >= 0; shift -= 8) {
    frame += static_cast<char>(size >> static_cast<unsigned>(shift));
  }
  // V8 passes over padding in front of any tag.
  frame.append(value, 0, v8::header_size);
  frame.append(padding, v8::padding);
  frame.append(value, v8::header_size);
  return frame;
}

}  // namespace cpr
