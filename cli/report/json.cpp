#include "report/json.hpp"

#include "format/fmt.hpp"
#include "text/json_string.hpp"
#include "text/utf8.hpp"

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
  spill();
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
  return begin_string().part(bytes).end_string();
}

JsonWriter& JsonWriter::begin_string() {
  separate();
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::part(std::string_view bytes) {
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, piece_size);
    if (piece.size() < bytes.size()) piece.remove_suffix(unfinished_utf8(piece));
    append_json_escaped(out_, piece);
    spill();
    bytes.remove_prefix(piece.size());
  }
  return *this;
}

JsonWriter& JsonWriter::end_string() {
  out_ += '"';
  return *this;
}

void JsonWriter::spill() {
  if (!drain_ || out_.size() < piece_size) return;
  drain_(out_);
  out_.clear();
}

void JsonWriter::finish() {
  out_ += '\n';
  if (!drain_) return;
  drain_(out_);
  out_.clear();
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  return raw(fmt::format("{}", value));
}
JsonWriter& JsonWriter::number_or_null(std::optional<std::int64_t> value) {
  return value ? number(*value) : null();
}
JsonWriter& JsonWriter::milliseconds(Duration value) {
  return raw(fmt::format("{:.3f}", static_cast<double>(value.count()) / 1e6));
}
JsonWriter& JsonWriter::milliseconds_or_null(const std::optional<Duration>& value) {
  return value ? milliseconds(*value) : null();
}
JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

}  // namespace cpr::cli
