// Writes JSON directly, without a document tree. Keys appear in the order of the calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace cpr::cli {

class JsonWriter {
 public:
  /// Receives the text in pieces.
  using Drain = std::function<void(std::string_view)>;

  JsonWriter() = default;
  /// Buffers at most about two pieces; finish() passes on the last one.
  explicit JsonWriter(Drain drain) : drain_(std::move(drain)) {}

  /// Bytes converted at once: a multiple of a base64 group and of a UTF-16 unit.
  static constexpr std::size_t piece_size = 49152;

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name);

  JsonWriter& string(std::string_view bytes);
  /// Begins a string that is written in parts.
  JsonWriter& begin_string();
  /// \param append appends text to its argument that is valid inside a JSON string
  template <typename Append>
  JsonWriter& part_by(Append append) {
    append(out_);
    spill();
    return *this;
  }
  /// Appends UTF-8, escaped.
  JsonWriter& part(std::string_view bytes);
  JsonWriter& end_string();

  JsonWriter& number(std::int64_t value);
  JsonWriter& number_or_null(std::optional<std::int64_t> value);
  /// Milliseconds with three decimals.
  JsonWriter& milliseconds(Duration value);
  JsonWriter& milliseconds_or_null(const std::optional<Duration>& value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// A value that is JSON already.
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
