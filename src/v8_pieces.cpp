#include "v8_pieces.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "js_text.hpp"
#include "json_text.hpp"
#include "v8_tags.hpp"

namespace cpr {
namespace {

// Converting a BigInt costs the square of its size.
constexpr std::size_t longest_bigint = 16384;

/// The kinds of ArrayBufferView, as Node numbers them.
enum class View : std::uint8_t {
  Int8,
  Uint8,
  Uint8Clamped,
  Int16,
  Uint16,
  Int32,
  Uint32,
  Float32,
  Float64,
  DataView,
  Buffer,
  BigInt64,
  BigUint64,
  Float16,
};
constexpr std::uint32_t view_count = 14;

/// A number of IEEE 754's binary16.
struct Half {
  std::uint16_t bits;

  explicit operator double() const {
    const int exponent = (bits >> 10U) & 0x1F;
    const int fraction = bits & 0x3FF;
    const double sign = (bits & 0x8000U) != 0 ? -1 : 1;
    if (exponent == 0x1F) return fraction == 0 ? sign * HUGE_VAL : std::nan("");
    if (exponent == 0) return sign * std::ldexp(fraction, -24);
    return sign * std::ldexp(0x400 + fraction, exponent - 25);
  }
};

}  // namespace

bool V8Pieces::fail(std::string what) {
  problem_.offset = in_.at();
  problem_.what = std::move(what);
  return false;
}

bool V8Pieces::number(char tag) {
  if (tag == v8::number) {
    const auto value = in_.plain<double>();
    if (!value) return ends_early();
    append_js_number(out_, *value);
    return true;
  }
  const auto bits = in_.varint();
  if (!bits) return ends_early();
  if (tag == v8::uint32) {
    out_ += std::to_string(*bits);
  } else {
    const std::uint32_t sign = (*bits & 1U) != 0 ? ~0U : 0U;
    out_ += std::to_string(std::bit_cast<std::int32_t>((*bits >> 1U) ^ sign));
  }
  return true;
}

bool V8Pieces::bigint() {
  const auto bits = in_.varint();
  if (!bits) return ends_early();
  const std::size_t size = *bits >> 1U;
  if (size > longest_bigint) return fail("a BigInt of more than 16384 bytes");
  const auto magnitude = in_.take(size);
  if (!magnitude) return ends_early();
  out_ += '"' + js_bigint(*magnitude, (*bits & 1U) != 0) + '"';
  return true;
}

bool V8Pieces::string_value() {
  const auto tag = next_tag();
  return tag ? string(*tag) : ends_early();
}

bool V8Pieces::string(char tag) {
  const bool known =
      tag == v8::one_byte_string || tag == v8::two_byte_string || tag == v8::utf8_string;
  if (!known) return fail("a string is missing");
  const auto length = in_.varint();
  if (!length) return ends_early();
  const auto bytes = in_.take(*length);
  if (!bytes) return ends_early();
  if (tag == v8::one_byte_string) {
    append_json_latin1(out_, *bytes);
  } else if (tag == v8::utf8_string) {
    append_json_string(out_, *bytes);
  } else if (bytes->size() % 2 != 0) {
    return fail("a string ends within a character");
  } else {
    append_json_utf16(out_, *bytes);
  }
  return true;
}

bool V8Pieces::word(std::string_view text) {
  out_ += text;
  return true;
}

std::optional<char> V8Pieces::next_tag() {
  while (true) {
    auto tag = in_.byte();
    if (tag == v8::verify_object_count) {
      if (!in_.varint()) return std::nullopt;
    } else if (tag != v8::padding) {
      return tag;
    }
  }
}

/// A typed array is an object with its indices as keys, a Buffer's bytes are an array.
template <typename T>
bool V8Pieces::elements(std::string_view bytes, bool keys) {
  if (bytes.size() % sizeof(T) != 0) return fail("a typed array ends within an element");
  out_ += keys ? '{' : '[';
  for (std::size_t i = 0; i < bytes.size() / sizeof(T); ++i) {
    if (out_.size() > most_) return too_long();
    T element;
    std::memcpy(&element, bytes.data() + i * sizeof(T), sizeof(T));
    if (i > 0) out_ += ',';
    if (keys) out_ += '"' + std::to_string(i) + "\":";
    if constexpr (sizeof(T) == 8 && std::numeric_limits<T>::is_integer) {
      out_ += '"' + std::to_string(element) + '"';
    } else {
      append_js_number(out_, static_cast<double>(element));
    }
  }
  out_ += keys ? '}' : ']';
  return true;
}

bool V8Pieces::view(std::uint32_t type, std::string_view bytes) {
  if (type >= view_count) return fail("unknown kind of typed array");
  switch (static_cast<View>(type)) {
    case View::Int8: return elements<std::int8_t>(bytes, true);
    case View::Uint8:
    case View::Uint8Clamped: return elements<std::uint8_t>(bytes, true);
    case View::Int16: return elements<std::int16_t>(bytes, true);
    case View::Uint16: return elements<std::uint16_t>(bytes, true);
    case View::Int32: return elements<std::int32_t>(bytes, true);
    case View::Uint32: return elements<std::uint32_t>(bytes, true);
    case View::Float32: return elements<float>(bytes, true);
    case View::Float64: return elements<double>(bytes, true);
    case View::BigInt64: return elements<std::int64_t>(bytes, true);
    case View::BigUint64: return elements<std::uint64_t>(bytes, true);
    case View::Float16: return elements<Half>(bytes, true);
    case View::DataView: return word("{}");
    case View::Buffer: break;
  }
  out_ += R"({"type":"Buffer","data":)";
  if (!elements<std::uint8_t>(bytes, false)) return false;
  out_ += '}';
  return true;
}

}  // namespace cpr
