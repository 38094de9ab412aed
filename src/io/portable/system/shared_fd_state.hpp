// How a shared descriptor is used without blocking: poll(2) before each call. Between the two
// another process may fill the pipe or take the bytes, and then the call waits.
#pragma once

#include <sys/types.h>

#include <span>

#include "core/clock.hpp"
#include "io/file_kind.hpp"

namespace cpr {

struct SharedSinkState {
  int fd_;
  FileKind kind_;
};

struct SharedSourceState {
  ssize_t read_terminal(std::span<char> room);

  int fd_;
  FileKind kind_;
  Duration stopped_{};
};

/// Whether a descriptor has one of the events of poll(2) now.
bool ready(int fd, short events);

}  // namespace cpr
