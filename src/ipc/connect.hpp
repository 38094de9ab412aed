// Finds out whether an address accepts connections, by connecting to it without blocking.
#pragma once

#include "core/clock.hpp"
#include "core/handle_spec.hpp"
#include "loop/fd.hpp"

namespace cpr {

/// One attempt.
class Connect {
 public:
  enum class State : std::uint8_t {
    Pending,   ///< ask again when fd() is writable
    Accepted,  ///< the server, or the kernel for it, has accepted the connection
    Refused,   ///< or it failed for another reason
  };

  /// \param server of kind TcpSocket or UnixSocket
  explicit Connect(const HandleSpec& server);

  State state();

  /// Closes the connection, or gives the attempt up.
  void close() { fd_.reset(); }

  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  void accepted();

  Fd fd_;
  State state_ = State::Refused;
};

/// Where no server listens, the kernel can choose the port of the address for cpr's own end, and
/// the socket is then connected to itself (TCP's simultaneous open).
bool is_self_connection(int fd);

/// Whether the address accepts a connection. An answer that has not come at `deadline` is a no.
bool accepts_connections(const HandleSpec& server, TimePoint deadline);

}  // namespace cpr
