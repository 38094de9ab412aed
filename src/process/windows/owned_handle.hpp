// A handle of the system with one owner.
#pragma once

#include <utility>

namespace cpr::windows {

/// HANDLE, without the header of the system.
using RawHandle = void*;

/// Closes the handle when it is destroyed; null means "none".
class OwnedHandle {
 public:
  OwnedHandle() = default;
  /// \param handle may be INVALID_HANDLE_VALUE, which is none
  explicit OwnedHandle(RawHandle handle);
  OwnedHandle(OwnedHandle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  OwnedHandle& operator=(OwnedHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  OwnedHandle(const OwnedHandle&) = delete;
  OwnedHandle& operator=(const OwnedHandle&) = delete;
  ~OwnedHandle();

  [[nodiscard]] RawHandle get() const { return handle_; }
  RawHandle release() { return std::exchange(handle_, nullptr); }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  RawHandle handle_ = nullptr;
};

}  // namespace cpr::windows
