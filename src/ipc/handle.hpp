// Servers and sockets that are sent to a child with a message.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/job.hpp"
#include "loop/fd.hpp"

namespace cpr {

/// An open, non-blocking socket. Its destructor removes the path that it was bound to.
class Handle {
 public:
  Handle(Fd fd, HandleSpec::Kind kind, std::string bound_path = {});
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  [[nodiscard]] int fd() const { return fd_.get(); }

  /// Node's class: net.Server, net.Socket, dgram.Socket.
  [[nodiscard]] std::string_view type() const;
  /// udp4 or udp6, else empty.
  [[nodiscard]] std::string_view dgram_type() const;

  /// A connection has one owner: a second copy in cpr would keep it open after the child closes it.
  /// Servers are shared.
  [[nodiscard]] bool has_one_owner() const;

  void close() { fd_.reset(); }

 private:
  Fd fd_;
  HandleSpec::Kind kind_;
  std::string bound_path_;
};

/// Binds, listens or connects.
/// \param deadline for connecting
/// \throws std::system_error ETIMEDOUT when the deadline has passed
std::shared_ptr<Handle> open_handle(const HandleSpec& spec, TimePoint deadline = TimePoint::max());

/// \returns the address that a socket is bound to: `127.0.0.1:80`, `[::1]:80` or a path
std::string local_address(int fd);

}  // namespace cpr
