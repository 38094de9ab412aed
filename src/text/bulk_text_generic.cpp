#include "text/bulk_text.hpp"

namespace cpr {

std::size_t plain_prefix(std::string_view bytes) {
  return bytewise::plain_prefix(bytes);
}

void append_hex(std::string& out, std::string_view bytes) {
  bytewise::append_hex(out, bytes);
}

void append_base64(std::string& out, std::string_view bytes, Base64 kind) {
  bytewise::append_base64(out, bytes, kind);
}

}  // namespace cpr
