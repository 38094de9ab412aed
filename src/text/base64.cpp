#include "text/base64.hpp"

#include <cstddef>

namespace cpr {

void append_base64(std::string& out, std::string_view bytes, Base64 kind) {
  const char* const alphabet =
      kind == Base64::Url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                          : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto byte = [&](std::size_t at) {
    return std::uint32_t{static_cast<unsigned char>(bytes[at])};
  };
  const std::size_t begin = out.size();
  out.resize(begin + (bytes.size() + 2) / 3 * 4, '=');
  char* to = out.data() + begin;
  std::size_t at = 0;
  for (; bytes.size() - at >= 3; at += 3, to += 4) {
    const std::uint32_t group = byte(at) << 16U | byte(at + 1) << 8U | byte(at + 2);
    to[0] = alphabet[group >> 18U];
    to[1] = alphabet[group >> 12U & 0x3FU];
    to[2] = alphabet[group >> 6U & 0x3FU];
    to[3] = alphabet[group & 0x3FU];
  }
  const std::size_t rest = bytes.size() - at;
  if (rest == 0) return;
  const std::uint32_t group = byte(at) << 16U | (rest == 2 ? byte(at + 1) << 8U : 0U);
  to[0] = alphabet[group >> 18U];
  to[1] = alphabet[group >> 12U & 0x3FU];
  if (rest == 2) to[2] = alphabet[group >> 6U & 0x3FU];
  if (kind == Base64::Url) out.resize(out.size() - (3 - rest));
}

}  // namespace cpr
