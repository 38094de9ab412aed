#include "ipc/v8_pieces.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "ipc/v8_tags.hpp"
#include "text/js_text.hpp"
#include "text/json_string.hpp"
#include "text/utf8.hpp"

namespace cpr {
namespace {

// The time to convert a BigInt grows with the square of its size, in one turn of the loop.
constexpr std::size_t longest_bigint = 4096;
// Converted between two looks at the clock.
constexpr std::size_t block_of_elements = 512;
constexpr std::size_t block_of_text = 16384;

/// A binary16 number of IEEE 754.
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
  if (size > longest_bigint) return fail("a BigInt of more than 4096 bytes");
  const auto magnitude = in_.take(size);
  if (!magnitude) return ends_early();
  out_ += '"' + js_bigint(*magnitude, (*bits & 1U) != 0) + '"';
  return true;
}

std::optional<V8Pieces::Text> V8Pieces::text() {
  const auto tag = next_tag();
  if (!tag) {
    ends_early();
    return std::nullopt;
  }
  return text(*tag);
}

std::optional<V8Pieces::Text> V8Pieces::text(char tag) {
  const auto refuse = [&](std::string what) {
    fail(std::move(what));
    return std::nullopt;
  };
  const bool known =
      tag == v8::one_byte_string || tag == v8::two_byte_string || tag == v8::utf8_string;
  if (!known) return refuse("a string is missing");
  const auto length = in_.varint();
  const auto bytes = length ? in_.take(*length) : std::nullopt;
  if (!bytes) {
    ends_early();
    return std::nullopt;
  }
  if (tag == v8::two_byte_string && bytes->size() % 2 != 0) {
    return refuse("a string ends within a character");
  }
  return Text{tag, *bytes};
}

void V8Pieces::append_block(Text& text) {
  auto block = text.rest.substr(0, block_of_text);
  const bool continues = block.size() < text.rest.size();
  if (text.tag == v8::one_byte_string) {
    append_json_latin1(out_, block);
  } else if (text.tag == v8::utf8_string) {
    if (continues) block.remove_suffix(unfinished_utf8(block));
    append_json_escaped(out_, block);
  } else {
    // A surrogate pair is not cut.
    const auto high_byte = static_cast<unsigned char>(block.empty() ? 0 : block.back());
    if (continues && high_byte >= 0xD8 && high_byte < 0xDC) block.remove_suffix(2);
    append_json_utf16(out_, block, LoneSurrogate::Escaped);
  }
  text.rest.remove_prefix(block.size());
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

bool V8Pieces::begin_view(std::uint32_t type, std::string_view bytes) {
  // Element sizes by Node's number of the view; 0: a DataView, of which nothing is shown.
  constexpr std::array<std::size_t, 14> sizes{1, 1, 1, 2, 2, 4, 4, 4, 8, 0, 1, 8, 8, 2};
  if (type >= sizes.size()) return fail("unknown kind of typed array");
  const std::size_t size = sizes[type];
  if (size > 0 && bytes.size() % size != 0) return fail("a typed array ends within an element");
  view_ = {static_cast<View::Type>(type), size > 0 ? bytes : std::string_view()};
  out_ += view_.type == View::Type::Buffer ? R"({"type":"Buffer","data":[)" : "{";
  return true;
}

/// As JSON.stringify: a typed array is an object with indices as keys, a Buffer's bytes an array.
template <typename T>
void V8Pieces::append_elements() {
  const std::size_t end = std::min(view_.place + block_of_elements, view_.bytes.size() / sizeof(T));
  for (; view_.place < end; ++view_.place) {
    T element;
    std::memcpy(&element, view_.bytes.data() + view_.place * sizeof(T), sizeof(T));
    if (view_.place > 0) out_ += ',';
    if (view_.type != View::Type::Buffer) out_ += '"' + std::to_string(view_.place) + "\":";
    if constexpr (sizeof(T) == 8 && std::numeric_limits<T>::is_integer) {
      out_ += '"' + std::to_string(element) + '"';
    } else {
      append_js_number(out_, static_cast<double>(element));
    }
  }
  if (end == view_.bytes.size() / sizeof(T)) view_.bytes = {};
}

bool V8Pieces::write_view_block() {
  if (view_.bytes.empty()) {
    out_ += view_.type == View::Type::Buffer ? "]}" : "}";
    return false;
  }
  switch (view_.type) {
    case View::Type::Int8: append_elements<std::int8_t>(); break;
    case View::Type::Buffer:
    case View::Type::Uint8:
    case View::Type::Uint8Clamped: append_elements<std::uint8_t>(); break;
    case View::Type::Int16: append_elements<std::int16_t>(); break;
    case View::Type::Uint16: append_elements<std::uint16_t>(); break;
    case View::Type::Int32: append_elements<std::int32_t>(); break;
    case View::Type::Uint32: append_elements<std::uint32_t>(); break;
    case View::Type::Float16: append_elements<Half>(); break;
    case View::Type::Float32: append_elements<float>(); break;
    case View::Type::Float64: append_elements<double>(); break;
    case View::Type::BigInt64: append_elements<std::int64_t>(); break;
    case View::Type::BigUint64: append_elements<std::uint64_t>(); break;
    case View::Type::DataView: break;
  }
  return true;
}

}  // namespace cpr
