// What a shared descriptor is on Windows.
#pragma once

#include "core/clock.hpp"
#include "io/file_kind.hpp"

namespace cpr {

struct SharedSinkState {
  int fd_;
  FileKind kind_;
};

struct SharedSourceState {
  int fd_;
  FileKind kind_;
  Duration stopped_{};  ///< there is no job control
};

}  // namespace cpr
