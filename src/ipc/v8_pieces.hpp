// Values of V8's format that contain no others: numbers, strings, typed arrays.
#pragma once

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace cpr {

/// Why bytes are not a value that can be shown.
struct V8Problem {
  std::size_t offset = 0;  ///< bytes from the start, the header included
  std::string what{};
  bool too_deep = false;  ///< more than json_most_depth levels of JSON
};

/// Bytes, read from the front. Every read returns none when there are too few of them.
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

/// Reads values and writes them as JSON. Functions return false after fail().
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

  /// The rest of a string that is not written yet.
  struct Text {
    char tag;
    std::string_view rest;
  };
  /// Reads a string. \returns none after fail()
  std::optional<Text> text();
  std::optional<Text> text(char tag);
  /// Writes the next block, without quotation marks.
  void append_block(Text& text);

  /// Begins an ArrayBufferView. \param type Node's number of it
  bool begin_view(std::uint32_t type, std::string_view bytes);
  /// Writes its next block. \returns false when it is complete
  bool write_view_block();

  /// The next tag, after padding and object counts, which are skipped.
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
    std::size_t place = 0;  ///< index of the next element
  };
  template <typename T>
  void append_elements();

  View view_;  ///< the one that is being written
};

}  // namespace cpr
