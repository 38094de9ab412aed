// Writes JSON: no tree in between, keys in the order of the calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace cpr::cli {

class JsonWriter {
 public:
  /// Takes what is written, piece by piece.
  using Drain = std::function<void(std::string_view)>;

  JsonWriter() = default;
  /// Holds no more than a piece or two at any time; finish() gives the last one away.
  explicit JsonWriter(Drain drain) : drain_(std::move(drain)) {}

  /// As much as is made of bytes at once. Whole groups of base64, whole characters of UTF-16.
  static constexpr std::size_t piece_size = 49152;

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name);

  JsonWriter& string(std::string_view bytes);
  /// A string that is written in parts. `append` gets the text so far, and appends to it what is
  /// allowed inside of a JSON string.
  JsonWriter& begin_string();
  template <typename Append>
  JsonWriter& part_by(Append append) {
    append(out_);
    spill();
    return *this;
  }
  /// UTF-8, to be escaped.
  JsonWriter& part(std::string_view bytes);
  JsonWriter& end_string();

  JsonWriter& number(std::int64_t value);
  /// Milliseconds with three decimals.
  JsonWriter& milliseconds(double value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// Something that is JSON already.
  JsonWriter& raw(std::string_view json);

  [[nodiscard]] const std::string& text() const { return out_; }
  std::string take() { return std::move(out_); }
  /// Ends a line.
  void finish();

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void spill();

  Drain drain_;
  std::string out_;
  bool first_ = true;
};

}  // namespace cpr::cli
