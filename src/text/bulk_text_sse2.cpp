// With SSE2, which every x86-64 has.
#include <emmintrin.h>

#include <array>
#include <bit>
#include <cstring>

#include "text/bulk_text.hpp"

namespace cpr {
namespace {

constexpr std::size_t width = sizeof(__m128i);

__m128i load(const char* from) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}

void store(char* to, __m128i bytes) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
}

/// All ones in each byte that is not plain.
__m128i not_plain(__m128i bytes) {
  // As signed numbers, those from 0x80 on are below the blank as well.
  const __m128i below = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
  const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  return _mm_or_si128(below, _mm_or_si128(quote, backslash));
}

unsigned mask_of(__m128i bytes) {
  return static_cast<unsigned>(_mm_movemask_epi8(bytes));
}

/// `addend` in each byte that is greater than `bound`, else 0. Both are below 0x80.
__m128i above(__m128i bytes, int bound, int addend) {
  return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(bound))),
                       _mm_set1_epi8(static_cast<char>(addend)));
}

__m128i hex_digits(__m128i nibbles) {
  return _mm_add_epi8(_mm_add_epi8(nibbles, _mm_set1_epi8('0')), above(nibbles, 9, 'a' - '0' - 10));
}

/// The three bytes at `from`, as a number. The one behind them is read as well.
int group_at(const char* from) {
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, from, sizeof bytes);
  return static_cast<int>(__builtin_bswap32(bytes) >> 8U);
}

/// Four groups of three bytes to sixteen numbers of six bits, in the order of the text.
__m128i sextets(const char* from) {
  const __m128i groups =
      _mm_set_epi32(group_at(from + 9), group_at(from + 6), group_at(from + 3), group_at(from));
  const auto part = [&](int right, int left) {
    return _mm_slli_epi32(_mm_and_si128(_mm_srli_epi32(groups, right), _mm_set1_epi32(0x3F)), left);
  };
  return _mm_or_si128(_mm_or_si128(part(18, 0), part(12, 8)),
                      _mm_or_si128(part(6, 16), part(0, 24)));
}

}  // namespace

std::size_t plain_prefix(std::string_view bytes) {
  std::size_t at = 0;
  constexpr std::size_t stride = 4 * width;
  for (; at + stride <= bytes.size(); at += stride) {
    const char* from = bytes.data() + at;
    const __m128i a = not_plain(load(from));
    const __m128i b = not_plain(load(from + width));
    const __m128i c = not_plain(load(from + 2 * width));
    const __m128i d = not_plain(load(from + 3 * width));
    if (mask_of(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) == 0) continue;
    const std::uint64_t mask = mask_of(a) | std::uint64_t{mask_of(b)} << 16U |
                               std::uint64_t{mask_of(c)} << 32U | std::uint64_t{mask_of(d)} << 48U;
    return at + static_cast<std::size_t>(std::countr_zero(mask));
  }
  for (; at + width <= bytes.size(); at += width) {
    const unsigned mask = mask_of(not_plain(load(bytes.data() + at)));
    if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
  }
  return at + bytewise::plain_prefix(bytes.substr(at));
}

void append_hex(std::string& out, std::string_view bytes) {
  std::size_t at = 0;
  std::array<char, 2 * width> text{};
  for (; at + width <= bytes.size(); at += width) {
    const __m128i sixteen = load(bytes.data() + at);
    const __m128i low_bits = _mm_set1_epi8(0xF);
    const __m128i high = hex_digits(_mm_and_si128(_mm_srli_epi16(sixteen, 4), low_bits));
    const __m128i low = hex_digits(_mm_and_si128(sixteen, low_bits));
    store(text.data(), _mm_unpacklo_epi8(high, low));
    store(text.data() + width, _mm_unpackhi_epi8(high, low));
    out.append(text.data(), text.size());
  }
  bytewise::append_hex(out, bytes.substr(at));
}

void append_base64(std::string& out, std::string_view bytes, Base64 kind) {
  // The letters and digits are three ranges, the last two characters each their own.
  constexpr int to_lower = 'a' - 'Z' - 1;
  constexpr int to_digit = '0' - 'z' - 1;
  const int penultimate = kind == Base64::Url ? '-' : '+';
  const int last = kind == Base64::Url ? '_' : '/';
  constexpr std::size_t step = 12;
  std::size_t at = 0;
  std::array<char, width> text{};
  for (; at + step < bytes.size(); at += step) {
    const __m128i six = sextets(bytes.data() + at);
    __m128i letters = _mm_add_epi8(six, _mm_set1_epi8('A'));
    letters = _mm_add_epi8(letters, above(six, 25, to_lower));
    letters = _mm_add_epi8(letters, above(six, 51, to_digit));
    letters = _mm_add_epi8(letters, above(six, 61, penultimate - '9' - 1));
    letters = _mm_add_epi8(letters, above(six, 62, last - penultimate - 1));
    store(text.data(), letters);
    out.append(text.data(), text.size());
  }
  bytewise::append_base64(out, bytes.substr(at), kind);
}

}  // namespace cpr
