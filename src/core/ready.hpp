// When a program that runs counts as ready to be used.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "core/handle_spec.hpp"

namespace cpr {

/// The child writes to its descriptor `fd`, or closes it and runs on.
struct ReadyOnFd {
  int fd = -1;
};

/// A line with this text is complete, in what is relayed from the child's stdout or stderr.
struct ReadyOnLine {
  std::string text;
};

/// One of these accepts a connection. Of kind TcpSocket or UnixSocket.
struct ReadyOnConnection {
  std::vector<HandleSpec> addresses;
};

/// The child still runs this long after its start.
struct ReadyAfter {
  Duration delay{};
};

using ReadyWhen = std::variant<ReadyOnFd, ReadyOnLine, ReadyOnConnection, ReadyAfter>;

}  // namespace cpr
