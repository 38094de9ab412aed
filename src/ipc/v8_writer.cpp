#include "ipc/v8_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <unordered_map>
#include <vector>

#include "ipc/v8_tags.hpp"
#include "text/json_reader.hpp"
#include "text/json_string.hpp"

namespace cpr {
namespace {

using Kind = JsonToken::Kind;

/// False for floating-point numbers with libc++ before version 20.
template <typename Number>
concept HasFromChars = requires(const char* text, Number& value) {
  std::from_chars(text, text, value);
};

/// As JSON.parse: too large is infinite, too small is zero.
template <typename Number>
Number number_of(std::string_view text) {
  if constexpr (HasFromChars<Number>) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc::result_out_of_range) return value;
  }
  return std::strtod(std::string(text).c_str(), nullptr);
}

/// What the format needs in front of the values.
struct Shape {
  /// Lengths of all arrays, in the order in which they begin.
  std::vector<std::uint32_t> lengths;
  /// For each key in order: a later key of its object is equal. JSON.parse accepts that, readers of
  /// the format do not.
  std::vector<bool> overridden;
};

Shape shape_of(std::string_view json) {
  struct Open {
    bool is_array;
    std::size_t length;                                      // index in Shape::lengths
    std::unordered_map<std::u16string, std::size_t> keys{};  // to indices in Shape::overridden
  };
  Shape shape;
  std::vector<Open> open;
  JsonReader reader(json);
  while (true) {
    const JsonToken token = reader.next();
    switch (token.kind) {
      case Kind::End:
      case Kind::Bad: return shape;
      case Kind::EndObject:
      case Kind::EndArray: open.pop_back(); continue;
      case Kind::Key: {
        const auto [at, is_new] =
            open.back().keys.try_emplace(json_string_value(token.text), shape.overridden.size());
        if (!is_new) shape.overridden[at->second] = true;
        at->second = shape.overridden.size();
        shape.overridden.push_back(false);
        continue;
      }
      default: break;
    }
    if (!open.empty() && open.back().is_array) ++shape.lengths[open.back().length];
    if (token.kind == Kind::BeginObject) open.push_back({false, 0});
    if (token.kind == Kind::BeginArray) {
      open.push_back({true, shape.lengths.size()});
      shape.lengths.push_back(0);
    }
  }
}

class Writer {
 public:
  explicit Writer(std::string_view json) : reader_(json), shape_(shape_of(json)) {
    out_.reserve(json.size() + 16);
    out_ += v8::version;
    varint(v8::written_version);
  }

  std::string run() {
    while (true) {
      const JsonToken token = reader_.next();
      switch (token.kind) {
        case Kind::BeginObject:
          out_ += v8::begin_object;
          counts_.push_back(0);
          break;
        case Kind::EndObject:
          out_ += v8::end_object;
          varint(take_count());
          break;
        case Kind::BeginArray:
          out_ += v8::begin_dense_array;
          counts_.push_back(shape_.lengths[next_length_++]);
          varint(counts_.back());
          break;
        case Kind::EndArray:
          out_ += v8::end_dense_array;
          varint(0);  // named properties
          varint(take_count());
          break;
        case Kind::Key:
          if (shape_.overridden[next_key_++]) {
            skip_value();
            break;
          }
          ++counts_.back();
          string(token.text);
          break;
        case Kind::String: string(token.text); break;
        case Kind::Number: number(number_of<double>(token.text)); break;
        case Kind::True: out_ += v8::true_value; break;
        case Kind::False: out_ += v8::false_value; break;
        case Kind::Null: out_ += v8::null; break;
        case Kind::Part:
        case Kind::More:
        case Kind::End:
        case Kind::Bad: return std::move(out_);
      }
    }
  }

 private:
  void skip_value() {
    const std::size_t depth = reader_.depth();
    do {
      const Kind kind = reader_.next().kind;
      if (kind == Kind::BeginArray) ++next_length_;
      if (kind == Kind::Key) ++next_key_;
    } while (reader_.depth() > depth);
  }

  std::uint32_t take_count() {
    const std::uint32_t count = counts_.back();
    counts_.pop_back();
    return count;
  }

  void varint(std::uint32_t value) {
    while (value >= 0x80) {
      out_ += static_cast<char>(value | 0x80U);
      value >>= 7U;
    }
    out_ += static_cast<char>(value);
  }

  void number(double value) {
    using Small = std::numeric_limits<std::int32_t>;
    const bool whole = value == std::trunc(value) && value >= Small::min() && value <= Small::max();
    if (whole && !(value == 0 && std::signbit(value))) {
      const auto small = static_cast<std::int32_t>(value);
      out_ += v8::int32;
      varint((static_cast<std::uint32_t>(small) << 1U) ^ (small < 0 ? ~0U : 0U));
      return;
    }
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_ += v8::number;
    out_.append(bytes, sizeof value);
  }

  void string(std::string_view token) {
    const std::u16string value = json_string_value(token);
    const bool narrow =
        std::all_of(value.begin(), value.end(), [](char16_t unit) { return unit <= 0xFF; });
    const auto length = static_cast<std::uint32_t>(value.size() * (narrow ? 1 : 2));
    if (narrow) {
      out_ += v8::one_byte_string;
      varint(length);
      for (const char16_t unit : value) out_ += static_cast<char>(unit);
      return;
    }
    // The characters must be at an even offset.
    if ((out_.size() + 1 + varint_size(length)) % 2 != 0) out_ += v8::padding;
    out_ += v8::two_byte_string;
    varint(length);
    for (const char16_t unit : value) {
      out_ += static_cast<char>(unit & 0xFFU);
      out_ += static_cast<char>(unit >> 8U);
    }
  }

  static std::size_t varint_size(std::uint32_t value) {
    std::size_t size = 1;
    for (; value >= 0x80; value >>= 7U) ++size;
    return size;
  }

  JsonReader reader_;
  Shape shape_;
  std::size_t next_length_ = 0;
  std::size_t next_key_ = 0;
  std::vector<std::uint32_t> counts_;  ///< of each open value: pairs, or the length
  std::string out_;
};

}  // namespace

std::string v8_from_json(std::string_view json) {
  return Writer(json).run();
}

}  // namespace cpr
