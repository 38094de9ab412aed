// Writes JSON: no tree in between, keys in the order of the calls.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cpr::cli {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name);

  JsonWriter& string(std::string_view bytes);
  JsonWriter& number(std::int64_t value);
  /// Milliseconds with three decimals.
  JsonWriter& milliseconds(double value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// Something that is JSON already.
  JsonWriter& raw(std::string_view json);

  [[nodiscard]] const std::string& text() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string out_;
  bool first_ = true;
};

}  // namespace cpr::cli
