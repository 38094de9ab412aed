// A list in place, which never allocates.
#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <type_traits>

namespace cpr {

/// At most N elements. All bytes are zero at first, and those of elements that were never added
/// stay so: a list of static storage duration costs only the pages that it uses.
template <typename T, std::size_t N>
class BoundedList {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  /// Adds an element. \pre !full()
  T& emplace_back(const T& value = {}) { return *new (begin() + size_++) T(value); }
  void clear() { size_ = 0; }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool full() const { return size_ == N; }
  T& operator[](std::size_t i) { return begin()[i]; }
  const T& operator[](std::size_t i) const { return begin()[i]; }
  T* begin() { return reinterpret_cast<T*>(bytes_.data()); }
  T* end() { return begin() + size_; }
  [[nodiscard]] const T* begin() const { return reinterpret_cast<const T*>(bytes_.data()); }
  [[nodiscard]] const T* end() const { return begin() + size_; }

 private:
  std::size_t size_ = 0;
  alignas(T) std::array<std::byte, N * sizeof(T)> bytes_{};
};

}  // namespace cpr
