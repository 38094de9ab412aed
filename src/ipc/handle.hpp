// Descriptors that are handed to a child with a message: servers, sockets.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/job.hpp"
#include "loop/fd.hpp"

namespace cpr {

/// Open, non-blocking and ready to be handed on. A path that was bound is removed when this goes.
class Handle {
 public:
  Handle(Fd fd, HandleSpec::Kind kind, std::string bound_path = {});
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  [[nodiscard]] int fd() const { return fd_.get(); }

  /// What Node calls it: net.Server, net.Socket, dgram.Socket.
  [[nodiscard]] std::string_view type() const;
  /// udp4 or udp6, else empty.
  [[nodiscard]] std::string_view dgram_type() const;

  /// A connection has one owner: once the child has it, cpr's copy would keep the other side from
  /// seeing its end. Servers are shared.
  [[nodiscard]] bool has_one_owner() const;

  void close() { fd_.reset(); }

 private:
  Fd fd_;
  HandleSpec::Kind kind_;
  std::string bound_path_;
};

/// Binds, listens or connects. The result never blocks.
/// \param deadline how long a connection is waited for
/// \throws std::system_error ETIMEDOUT as well when the deadline has passed
std::shared_ptr<Handle> open_handle(const HandleSpec& spec, TimePoint deadline = TimePoint::max());

/// Where a socket is bound: `127.0.0.1:80`, `[::1]:80` or a path.
std::string local_address(int fd);

}  // namespace cpr
