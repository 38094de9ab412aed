#include "core/capture.hpp"

#include <algorithm>
#include <new>

namespace cpr {

std::span<char> Capture::room(std::size_t least) {
  if (capacity_ - size_ < least) {
    const std::size_t wanted = std::max(size_ + least, capacity_ * 2);
    // realloc and not std::string: glibc grows what it has mapped with mremap, so that neither a
    // copy nor the sum of old and new size is ever paid for.
    auto* grown = static_cast<char*>(std::realloc(bytes_.get(), wanted));
    if (grown == nullptr) throw std::bad_alloc();
    static_cast<void>(bytes_.release());
    bytes_.reset(grown);
    capacity_ = wanted;
  }
  return {bytes_.get() + size_, capacity_ - size_};
}

void TailBuffer::append(std::string_view bytes) {
  appended_ += bytes.size();
  if (bytes.size() > capacity_) bytes.remove_prefix(bytes.size() - capacity_);
  const std::size_t fresh = std::min(bytes.size(), capacity_ - ring_.size());
  ring_ += bytes.substr(0, fresh);
  for (bytes.remove_prefix(fresh); !bytes.empty();) {
    const std::size_t n = std::min(bytes.size(), capacity_ - next_);
    ring_.replace(next_, n, bytes.substr(0, n));
    next_ = (next_ + n) % capacity_;
    bytes.remove_prefix(n);
  }
}

std::string TailBuffer::take() const {
  return ring_.substr(next_) + ring_.substr(0, next_);
}

}  // namespace cpr
