// Captured output: a byte buffer that grows without copying.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace cpr {

/// Collects bytes: the writer fills room() and commits what it has written. A moved-from Capture is
/// empty.
class Capture {
 public:
  Capture() = default;
  Capture(Capture&& other) noexcept { swap(other); }
  Capture& operator=(Capture&& other) noexcept {
    Capture moved(std::move(other));
    swap(moved);
    return *this;
  }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  ~Capture() = default;

  /// \returns at least `least` bytes of space behind the committed ones. Large buffers grow by
  ///          remapping pages, and space that is never written to uses no memory
  /// \throws std::bad_alloc
  std::span<char> room(std::size_t least);
  void commit(std::size_t n) { size_ += n; }

  /// Copies `bytes` behind the committed ones. \throws std::bad_alloc
  void append(std::string_view bytes);

  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  void swap(Capture& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  struct Free {
    void operator()(char* p) const { std::free(p); }
  };
  std::unique_ptr<char, Free> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace cpr
