// The pieces of V8's format that hold no others: numbers, strings, typed arrays.
#pragma once

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "ipc/v8_format.hpp"

namespace cpr {

/// The bytes, read from the front. Every read says whether there was enough.
class V8Bytes {
 public:
  explicit V8Bytes(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::optional<char> peek() const {
    return at_ < bytes_.size() ? std::optional(bytes_[at_]) : std::nullopt;
  }
  std::optional<char> byte() {
    const auto next = peek();
    if (next) ++at_;
    return next;
  }
  std::optional<std::string_view> take(std::size_t n) {
    if (n > bytes_.size() - at_) return std::nullopt;
    at_ += n;
    return bytes_.substr(at_ - n, n);
  }
  std::optional<std::uint32_t> varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      const auto next = byte();
      if (!next) return std::nullopt;
      const auto bits = static_cast<unsigned char>(*next);
      value |= std::uint64_t{bits & 0x7FU} << shift;
      if (bits < 0x80) return static_cast<std::uint32_t>(value);
    }
    return std::nullopt;
  }
  template <typename T>
  std::optional<T> plain() {
    const auto bytes = take(sizeof(T));
    if (!bytes) return std::nullopt;
    T value;
    std::memcpy(&value, bytes->data(), sizeof value);
    return value;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// Reads pieces and writes them as JSON. Every function says whether that went well.
class V8Pieces {
 public:
  V8Pieces(std::string_view bytes, std::size_t most) : in_(bytes), most_(most) {}

 protected:
  bool fail(std::string what);
  bool ends_early() { return fail("it ends too early"); }
  bool wrong_count() { return fail("a count does not fit what was read"); }
  bool too_long() { return fail("shown as JSON it would be too long"); }

  bool word(std::string_view text);
  bool number(char tag);
  bool bigint();

  /// A string, as far as it is not written yet.
  struct Text {
    char tag;
    std::string_view rest;
  };
  /// Reads one; none, having said why, when there is none.
  std::optional<Text> text();
  std::optional<Text> text(char tag);
  /// Appends a block of it, without quotes.
  void append_block(Text& text);

  /// Begins to show an ArrayBufferView. \param type as Node numbers them
  bool begin_view(std::uint32_t type, std::string_view bytes);
  /// Shows some more of it. \returns false when that was the end
  bool go_on_view();

  /// Padding and counts of objects, which mean nothing here, are passed over.
  std::optional<char> next_tag();

  V8Bytes in_;
  std::size_t most_;
  std::string out_;
  V8Problem problem_;

 private:
  struct View {
    enum class Type : std::uint8_t {
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
    Type type = Type::Int8;
    std::string_view bytes{};
    std::size_t place = 0;  ///< of the next element
  };
  template <typename T>
  void append_elements();

  View view_;  ///< the one that is being shown; there are no others in it
};

}  // namespace cpr
