#include "format/encoding.hpp"

#include "text/utf8.hpp"

namespace cpr::cli {
namespace {

std::uint8_t byte(char c) {
  return static_cast<std::uint8_t>(c);
}

}  // namespace

std::size_t unfinished_suffix(std::string_view bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::Utf8: return unfinished_utf8(bytes);
    case Encoding::Base64:
    case Encoding::Base64Url: return bytes.size() % 3;
    case Encoding::Utf16Le: {
      const std::size_t odd = bytes.size() % 2;
      const std::size_t even = bytes.size() - odd;
      const bool high_surrogate = even >= 2 && (byte(bytes[even - 1]) & 0xFCU) == 0xD8U;
      return odd + (high_surrogate ? 2 : 0);
    }
    case Encoding::Buffer:
    case Encoding::Hex:
    case Encoding::Latin1:
    case Encoding::Ascii: return 0;
  }
  return 0;
}

std::string utf8_from_ascii(std::string_view bytes) {
  std::string out(bytes);
  for (char& c : out) c = static_cast<char>(byte(c) & 0x7FU);
  return out;
}

}  // namespace cpr::cli
