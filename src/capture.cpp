#include "capture.hpp"

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

}  // namespace cpr
