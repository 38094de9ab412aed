// Reading and writing cpr's own end of a pipe or terminal, without blocking.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>

namespace cpr {

/// As read(2). A pipe in packet mode (O_DIRECT, pipe(2)) gives one packet and discards what does
/// not fit: there must be room for the longest one, PIPE_BUF.
ssize_t read_some(int fd, std::span<char> room);

/// As write(2). After EAGAIN the next call, if any, must begin with the same bytes.
ssize_t write_some(int fd, std::span<const char> bytes);

/// Number of bytes that wait to be read; of a terminal those that can be counted.
std::size_t unread_bytes(int fd);

/// What the pipes of cpr are enlarged to: four times the default. More is not faster, and
/// pipe-user-pages-soft (pipe(7)) limits the memory in pipes of one user: beyond it, new pipes are
/// small.
inline constexpr std::size_t large_pipe = 1U << 18U;

/// Gives a pipe that size, where the system lets cpr do so.
void enlarge(int fd);

}  // namespace cpr
