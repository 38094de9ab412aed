// Pipes for the tests of what reads and writes them.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

#include "loop/fd.hpp"

struct Ends {
  cpr::Fd read;
  cpr::Fd write;
};

/// \param size in bytes; 0: the default
inline Ends new_pipe(int size = 0) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  if (size > 0) ::fcntl(ends[0], F_SETPIPE_SZ, size);
  return {cpr::Fd(ends[0]), cpr::Fd(ends[1])};
}

/// As the engine's ends of pipes are.
inline cpr::Fd non_blocking(cpr::Fd fd) {
  ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
  return fd;
}

inline void put(const cpr::Fd& fd, const std::string& text) {
  REQUIRE(::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

/// \returns what can be read now
inline std::string drain(const cpr::Fd& fd) {
  std::string text;
  std::array<char, 4096> buffer{};
  ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
  ssize_t n = 0;
  while ((n = ::read(fd.get(), buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return text;
}
