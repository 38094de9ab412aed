#include "json.hpp"

#include <fmt/format.h>

#include "json_text.hpp"

namespace cpr::cli {

void JsonWriter::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_ += ':';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view bytes) {
  separate();
  append_json_string(out_, bytes);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  return raw(fmt::format("{}", value));
}
JsonWriter& JsonWriter::milliseconds(double value) {
  return raw(fmt::format("{:.3f}", value));
}
JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

}  // namespace cpr::cli
