// What the system knows of the file descriptors that cpr was started with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "loop/fd.hpp"

namespace cpr {

/// Whether cpr has a descriptor of this number.
bool is_open(int fd);

/// What a descriptor was opened for.
enum class FdMode : std::uint8_t { Read, Write, Both };

/// \returns none: it is not open
std::optional<FdMode> fd_mode(int fd);

bool is_socket(int fd);

/// The fd is a pipe, socket or terminal, so that another process may hold the other end.
bool is_pipe_or_terminal(int fd);

/// The fd is a pipe or socket whose other end is closed.
bool reader_is_gone(int fd);

/// Whether two descriptors are the same file, or both a terminal.
bool is_same_place(int a, int b);

/// How many descriptors cpr may have; none if the system does not tell.
std::optional<std::uint64_t> fd_limit();

/// Without waiting for the writer of a FIFO, non-blocking, and closed on exec. \returns none, and
/// errno, on failure
Fd open_for_reading(const std::string& path);

}  // namespace cpr
