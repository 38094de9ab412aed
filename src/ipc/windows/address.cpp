#include "ipc/address.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string_view>

namespace cpr {
namespace {

/// Four numbers up to 255, without leading zeros, as inet_pton(3).
bool is_dotted_quad(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    const auto dot = part < 3 ? text.find('.') : text.size();
    if (dot == text.npos || dot == 0 || dot > 3) return false;
    const auto digits = text.substr(0, dot);
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + dot, number);
    if (error != std::errc() || end != digits.data() + dot || number > 255) return false;
    if (digits.size() > 1 && digits.front() == '0') return false;
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return text.empty();
}

}  // namespace

bool is_ipv4(const std::string& text) {
  return is_dotted_quad(text);
}

bool is_ipv6(const std::string& text) {
  return text.find(':') != text.npos &&
         std::all_of(text.begin(), text.end(), [](unsigned char letter) {
           return letter == ':' || letter == '.' || std::isxdigit(letter) != 0;
         });
}

std::size_t longest_socket_path() {
  return 107;
}

}  // namespace cpr
