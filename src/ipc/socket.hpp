// The socket below the message channel: a Unix stream that carries bytes and file descriptors.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <string_view>

#include "loop/fd.hpp"

namespace cpr {

class Socket {
 public:
  /// \param fd made by cpr
  explicit Socket(Fd fd) : fd_(std::move(fd)) {}

  /// Reads without blocking. Descriptors that come with the bytes are closed: cpr only acknowledges
  /// them, and one may be the other end of this socket, which would then never be at its end.
  /// \param with_descriptor set to whether there was one
  /// \returns as recvmsg(2)
  ssize_t receive(std::span<char> room, bool& with_descriptor);

  /// Writes without blocking and without SIGPIPE.
  /// \param passed a descriptor that goes with the first byte; -1: none
  /// \returns as sendmsg(2); EAGAIN for every temporary error
  ssize_t send(std::string_view bytes, int passed);

  /// Bytes that can be read now.
  [[nodiscard]] std::size_t unread() const;

  /// Whether there are bytes that the other end has not read.
  [[nodiscard]] bool unread_by_peer() const;

  /// The other end sees the end of the stream; reading goes on.
  void shut_down_sending();

  void close() { fd_.reset(); }
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  Fd fd_;
};

}  // namespace cpr
