#include "text/hex.hpp"

#include <cstddef>

namespace cpr {

void append_hex(std::string& out, std::string_view bytes) {
  // Arithmetic, no table: the compiler turns the loop into vector instructions.
  const auto digit = [](unsigned nibble) {
    return static_cast<char>(nibble + '0' + (nibble > 9 ? 'a' - '0' - 10 : 0));
  };
  const std::size_t begin = out.size();
  out.resize(begin + 2 * bytes.size());
  char* to = out.data() + begin;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    to[2 * at] = digit(byte >> 4U);
    to[2 * at + 1] = digit(byte & 0xFU);
  }
}

}  // namespace cpr
