// File descriptors with one owner, and pipes.
#pragma once

#include <optional>
#include <utility>

namespace cpr {

/// Does nothing else on an error: the descriptor is gone in either case.
/// \returns 0, or errno: some file systems report a full disk only then
int close_fd(int fd);

/// Owns a file descriptor and closes it; -1 means "none".
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  [[nodiscard]] int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

  /// Gives up ownership without closing.
  int release() { return std::exchange(fd_, -1); }

  void reset(int fd = -1) {
    if (fd_ >= 0) close_fd(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

/// Closed on exec. \returns none, and errno, on failure
Fd duplicate(int fd);

struct Pipe {
  Fd read_end;
  Fd write_end;
};

/// Both ends are closed on exec. \returns none, and errno, on failure
std::optional<Pipe> make_pipe();

}  // namespace cpr
