#include "core/capture.hpp"

#include <algorithm>
#include <new>

namespace cpr {

std::span<char> Capture::room(std::size_t least) {
  if (capacity_ - size_ < least) {
    const std::size_t wanted = std::max(size_ + least, capacity_ * 2);
    // Not std::string: glibc's realloc grows mapped memory with mremap(2), which neither copies nor
    // needs the old and the new size at once.
    auto* grown = static_cast<char*>(std::realloc(bytes_.get(), wanted));
    if (grown == nullptr) throw std::bad_alloc();
    static_cast<void>(bytes_.release());
    bytes_.reset(grown);
    capacity_ = wanted;
  }
  return {bytes_.get() + size_, capacity_ - size_};
}

void Capture::append(std::string_view bytes) {
  const auto space = room(bytes.size());
  std::copy(bytes.begin(), bytes.end(), space.begin());
  commit(bytes.size());
}

}  // namespace cpr
