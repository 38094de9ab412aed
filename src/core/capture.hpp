// Output that is kept: a byte buffer that grows in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cpr {

/// Collects bytes. The writer fills room() and says with commit() how many there are.
class Capture {
 public:
  /// At least `least` bytes of space behind what is held. Large buffers grow by moving pages, not
  /// bytes, and space that was never written to costs no memory.
  /// \throws std::bad_alloc
  std::span<char> room(std::size_t least);
  void commit(std::size_t n) { size_ += n; }

  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  struct Free {
    void operator()(char* p) const { std::free(p); }
  };
  std::unique_ptr<char, Free> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Keeps the last bytes of a stream of any length.
class TailBuffer {
 public:
  explicit TailBuffer(std::size_t capacity) : capacity_(capacity) {}

  void append(std::string_view bytes);

  /// Bytes that were appended and are not held any more.
  [[nodiscard]] std::uint64_t dropped() const { return appended_ - ring_.size(); }

  /// What is held, in order.
  [[nodiscard]] std::string take() const;

 private:
  std::size_t capacity_;
  std::string ring_;      ///< grows up to the capacity, then its oldest byte is at next_
  std::size_t next_ = 0;  ///< where the next byte goes once the ring is full
  std::uint64_t appended_ = 0;
};

}  // namespace cpr
