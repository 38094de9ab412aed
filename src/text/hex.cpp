#include "text/hex.hpp"

#include <cstddef>
#include <cstring>

namespace cpr {
namespace {

// Vector extensions of GCC and Clang, which compile for every processor. The compilers leave a loop
// over single bytes as it is at -O2, which takes a multiple of the time.
using HexBytes = unsigned char __attribute__((vector_size(16)));

/// \param nibbles each below 16
HexBytes hex_digits(HexBytes nibbles) {
  constexpr unsigned char gap = 'a' - '0' - 10;
  return nibbles + '0' + (reinterpret_cast<HexBytes>(nibbles > 9) & gap);
}

char hex_digit(unsigned nibble) {
  return "0123456789abcdef"[nibble & 0xFU];
}

}  // namespace

void append_hex(std::string& out, std::string_view bytes) {
  const std::size_t begin = out.size();
  out.resize(begin + 2 * bytes.size());
  char* to = out.data() + begin;
  std::size_t at = 0;
  for (HexBytes block; bytes.size() - at >= sizeof block; at += sizeof block) {
    std::memcpy(&block, bytes.data() + at, sizeof block);
    const HexBytes high = hex_digits(block >> 4);
    const HexBytes low = hex_digits(block & 0xF);
    const HexBytes pairs[] = {
        __builtin_shufflevector(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
        __builtin_shufflevector(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                31)};
    std::memcpy(to + 2 * at, pairs, sizeof pairs);
  }
  for (; at < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    to[2 * at] = hex_digit(byte >> 4U);
    to[2 * at + 1] = hex_digit(byte);
  }
}

}  // namespace cpr
