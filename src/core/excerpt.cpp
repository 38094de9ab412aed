#include "core/excerpt.hpp"

#include <algorithm>
#include <utility>

namespace cpr {
namespace {

std::uint64_t tail_of(std::uint64_t most, OverflowAction action) {
  switch (action) {
    case OverflowAction::Tail: return most;
    case OverflowAction::Ends: return most / 2;
    default: return 0;
  }
}

/// Bytes of a head or tail that may be given up for a line end.
std::uint64_t reach(std::uint64_t part) {
  return std::min(part / 2, Excerpt::line_reach);
}

}  // namespace

Excerpt::Excerpt(std::uint64_t most, OverflowAction action) : tail_size_(tail_of(most, action)) {
  const std::uint64_t head = most - tail_size_;
  // Whether the marker begins a line depends on the last byte of the head.
  if (head > 0) head_left_ = std::max<std::uint64_t>(reach(head), 1);
  passes_ = head - head_left_;
}

std::string Excerpt::feed(std::string_view bytes) {
  std::string ready;
  const auto of_head = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), head_left_));
  if (of_head > 0) {
    head_left_ -= of_head;
    line_ += bytes.substr(0, of_head);
    if (const auto end = line_.rfind('\n'); end != line_.npos) {
      head_has_line_end_ = true;
      ready = line_.substr(0, end + 1);
      line_.erase(0, end + 1);
    }
    bytes.remove_prefix(of_head);
  }
  keep_last(bytes);
  return ready;
}

void Excerpt::keep_last(std::string_view bytes) {
  past_head_ += bytes.size();
  omitted_ = past_head_ - std::min(past_head_, tail_size_);
  const auto capacity = static_cast<std::size_t>(tail_size_ + 1);
  if (bytes.size() > capacity) bytes.remove_prefix(bytes.size() - capacity);
  const std::size_t fresh = std::min(bytes.size(), capacity - ring_.size());
  ring_ += bytes.substr(0, fresh);
  for (bytes.remove_prefix(fresh); !bytes.empty();) {
    const std::size_t n = std::min(bytes.size(), capacity - next_);
    ring_.replace(next_, n, bytes.substr(0, n));
    next_ = (next_ + n) % capacity;
    bytes.remove_prefix(n);
  }
}

Excerpt::End Excerpt::finish(std::string_view full_copy) {
  End end{std::exchange(line_, {}), {}, ring_.substr(next_) + ring_.substr(0, next_)};
  if (omitted_ == 0) return end;
  if (head_has_line_end_) omitted_ += std::exchange(end.head, {}).size();
  // The ring is full, and its first byte is one before the tail.
  const std::size_t line_end =
      std::string_view(end.tail).substr(0, reach(tail_size_) + 1).find('\n');
  const std::size_t cut = line_end == std::string_view::npos ? 0 : line_end;
  omitted_ += cut;
  end.tail.erase(0, cut + 1);
  if (!end.head.empty()) end.marker = '\n';
  end.marker += "[cpr: " + std::to_string(omitted_) + " bytes omitted";
  if (!full_copy.empty()) end.marker.append(", see ").append(full_copy);
  end.marker += "]\n";
  return end;
}

std::uint64_t Excerpt::withheld() const {
  return line_.size() + std::min(past_head_, tail_size_);
}

}  // namespace cpr
