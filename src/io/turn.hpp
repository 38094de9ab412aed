// How much one stream moves before the other streams and the clocks get their turn in the loop.
#pragma once

#include <cstddef>

namespace cpr {

/// Bytes of one read or write, where bytes pass through memory: the capacity of a pipe.
inline constexpr std::size_t block_size = 65536;

inline constexpr int blocks_per_turn = 16;

}  // namespace cpr
