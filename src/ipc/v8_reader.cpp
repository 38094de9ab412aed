#include "ipc/v8_reader.hpp"

#include <algorithm>

#include "ipc/v8_tags.hpp"
#include "text/js_text.hpp"

namespace cpr {
namespace {

// Bytes that are read and written between two looks at the clock.
constexpr std::size_t work_between_checks = 4096;

}  // namespace

bool V8Reader::run(TimePoint until) {
  if (in_.at() == 0) ok_ = header() && value();
  std::size_t checked = work();
  while (ok_ && !open_.empty()) {
    ok_ = step();
    if (work() - checked < work_between_checks) continue;
    if (Clock::now() >= until) return false;
    checked = work();
  }
  return true;
}

std::variant<std::string, V8Problem> V8Reader::take() {
  if (!ok_) return problem_;
  return std::move(out_);
}

std::size_t V8Reader::work() const {
  return in_.at() + out_.size();
}

bool V8Reader::header() {
  if (in_.byte() != v8::version) return fail("the header is missing");
  const auto version = in_.varint();
  if (!version) return ends_early();
  if (*version >= v8::oldest_version) return true;
  return fail("format version " + std::to_string(*version) + " is not known");
}

/// A value, or the beginning of one that contains others.
bool V8Reader::value() {
  if (out_.size() > most_) return too_long();
  const auto tag = next_tag();
  if (!tag) return ends_early();
  switch (*tag) {
    case v8::undefined:
    case v8::hole:
    case v8::null: return word("null");
    case v8::true_value: return word("true");
    case v8::false_value: return word("false");
    case v8::int32:
    case v8::uint32:
    case v8::number: return number(*tag);
    case v8::bigint: return bigint();
    case v8::one_byte_string:
    case v8::two_byte_string:
    case v8::utf8_string: return begin_text(text(*tag), Kind::Text, nowhere);
    case v8::object_reference: return reference();
    default: return object(*tag);
  }
}

/// A value with an identity, which later references can name.
bool V8Reader::object(char tag) {
  switch (tag) {
    case v8::begin_object: return begin(Kind::Object, '{');
    case v8::begin_dense_array: return begin_array(Kind::Dense);
    case v8::begin_sparse_array: return begin_array(Kind::Sparse);
    case v8::begin_map: return begin(Kind::Map, '[');
    case v8::begin_set: return begin(Kind::Set, '[');
    case v8::error:
      if (!begin(Kind::Error, '{')) return false;
      hide_from_here();
      return true;
    case v8::host_object: return host_object();
    case v8::string_object: {
      const std::size_t id = new_id();
      return begin_text(text(), Kind::Text, id);
    }
    default: break;
  }
  const std::size_t id = new_id();
  const bool ok = whole_object(tag);
  written_[id].end = out_.size();
  return ok;
}

/// An object that contains no values.
bool V8Reader::whole_object(char tag) {
  switch (tag) {
    case v8::true_object: return word("true");
    case v8::false_object: return word("false");
    case v8::number_object: return number(v8::number);
    case v8::bigint_object: return bigint();
    case v8::date: {
      const auto time = in_.plain<double>();
      if (!time) return ends_early();
      append_js_date(out_, *time);
      return true;
    }
    case v8::regexp: {
      if (!text()) return false;
      return in_.varint() ? word("{}") : ends_early();
    }
    case v8::array_buffer: {
      const auto length = in_.varint();
      if (!length || !in_.take(*length)) return ends_early();
      return word("{}");
    }
    default: break;
  }
  return fail("unknown tag " + std::to_string(static_cast<unsigned char>(tag)));
}

bool V8Reader::step() {
  switch (open_.back().kind) {
    case Kind::Object: return continue_object();
    case Kind::Dense: return continue_dense();
    case Kind::Sparse: return continue_sparse();
    case Kind::Map: return continue_collection(v8::end_map);
    case Kind::Set: return continue_collection(v8::end_set);
    case Kind::Error: return continue_error();
    case Kind::Host: return end("");
    case Kind::View: return continue_view();
    case Kind::Text:
    case Kind::Key: return continue_text();
  }
  return false;
}

bool V8Reader::continue_object() {
  Open& object = open_.back();
  if (takes(v8::end_object)) return has_count(object.count) && end("}");
  if (object.count++ > 0) out_ += ',';
  return member();
}

bool V8Reader::continue_dense() {
  Open& array = open_.back();
  if (array.place < array.length) {
    if (array.place++ > 0) out_ += ',';
    return value();
  }
  if (array.shown_end == nowhere) hide_from_here();
  if (takes(v8::end_dense_array)) {
    return has_count(array.count) && has_count(array.length) && end("]");
  }
  ++array.count;
  return member();
}

bool V8Reader::continue_sparse() {
  Open& array = open_.back();
  if (takes(v8::end_sparse_array)) {
    return has_count(array.count) && has_count(array.length) && fill_up(array, array.length) &&
           end("]");
  }
  ++array.count;
  const auto tag = in_.peek();
  const bool indexed = tag == v8::int32 || tag == v8::uint32;
  if (!indexed || array.shown_end != nowhere) {
    if (array.shown_end == nowhere) {
      if (!fill_up(array, array.length)) return false;
      hide_from_here();
    }
    return member();
  }
  in_.byte();
  auto index = in_.varint();
  if (!index) return ends_early();
  if (tag == v8::int32) *index /= 2;  // never negative
  if (*index < array.place || *index >= array.length) return fail("an index is out of order");
  if (!fill_up(array, *index)) return false;
  if (array.place++ > 0) out_ += ',';
  return value();
}

/// Writes null for the holes before `end`.
bool V8Reader::fill_up(Open& array, std::uint32_t end) {
  // Each takes five bytes.
  if (end - array.place > most_ / 5) return too_long();
  for (; array.place < end; ++array.place) out_ += array.place > 0 ? ",null" : "null";
  return true;
}

bool V8Reader::continue_collection(char end_tag) {
  Open& collection = open_.back();
  const bool in_pair = collection.count % 2 == 1 && collection.kind == Kind::Map;
  if (takes(end_tag)) {
    if (in_pair) return wrong_count();
    if (collection.count > 0 && collection.kind == Kind::Map) out_ += ']';
    return has_count(collection.count) && end("]");
  }
  if (collection.kind == Kind::Map && !in_pair) {
    out_ += collection.count > 0 ? "],[" : "[";
  } else if (collection.count > 0) {
    out_ += ',';
  }
  ++collection.count;
  return value();
}

/// Its parts are not enumerable, and so JSON.stringify does not show them.
bool V8Reader::continue_error() {
  const auto tag = in_.byte();
  if (!tag) return ends_early();
  switch (*tag) {
    case 'E':
    case 'F':
    case 'R':
    case 'S':
    case 'T':
    case 'U': return true;  // the kind of error
    case 'm':
    case 's': return text().has_value();
    case 'c': return value();
    case '.': return end("}");
    default: return fail("unknown part of an Error");
  }
}

bool V8Reader::begin(Kind kind, char bracket) {
  if (!push(kind, new_id())) return false;
  out_ += bracket;
  return true;
}

bool V8Reader::begin_array(Kind kind) {
  const auto length = in_.varint();
  if (!length) return ends_early();
  if (!begin(kind, '[')) return false;
  open_.back().length = *length;
  return true;
}

/// Node's encoding of objects that V8 does not know: a view of bytes, or a value.
bool V8Reader::host_object() {
  const auto kind = in_.varint();
  if (!kind) return ends_early();
  if (*kind == 1) {
    return push(Kind::Host, new_id()) && value();
  }
  if (*kind != 0) return fail("unknown host object");
  const std::size_t id = new_id();
  const auto type = in_.varint();
  const auto length = in_.varint();
  if (!type || !length) return ends_early();
  const auto bytes = in_.take(*length);
  if (!bytes) return ends_early();
  return push(Kind::View, id) && begin_view(*type, *bytes);
}

bool V8Reader::continue_view() {
  if (out_.size() > most_) return too_long();
  return write_view_block() || end("");
}

/// Begins a string, or with Kind::Key a key and its value.
bool V8Reader::begin_text(std::optional<Text> text, Kind kind, std::size_t id) {
  if (!text) return false;
  out_ += '"';
  text_ = *text;
  return push(kind, id) && continue_text();
}

bool V8Reader::continue_text() {
  if (!text_.rest.empty()) append_block(text_);
  if (!text_.rest.empty()) return out_.size() > most_ ? too_long() : true;
  out_ += '"';
  const Open done = pop();
  if (done.id != nowhere) written_[done.id].end = out_.size();
  if (done.kind != Kind::Key) return true;
  out_ += ':';
  return value();
}

bool V8Reader::reference() {
  const auto id = in_.varint();
  if (!id) return ends_early();
  if (*id >= written_.size()) return fail("it refers to an object that does not exist");
  const auto [from, to, height] = written_[*id];
  if (to == nowhere) return word(R"("[Circular]")");
  if (to == 0) return word("null");  // is not shown
  if (to - from > most_ - std::min(most_, out_.size())) {
    return too_long();
  }
  if (depth_ + height > json_most_depth) return too_deep();
  holds_levels(height);
  out_.append(out_, from, to - from);
  return true;
}

/// A key and its value.
bool V8Reader::member() {
  const auto tag = next_tag();
  if (!tag) return ends_early();
  const bool is_number = *tag == v8::int32 || *tag == v8::uint32 || *tag == v8::number;
  if (!is_number) return begin_text(text(*tag), Kind::Key, nowhere);
  out_ += '"';
  if (!number(*tag)) return false;
  out_ += "\":";
  return value();
}

/// Reads the end tag if it is next.
bool V8Reader::takes(char end_tag) {
  while (in_.peek() == v8::padding) in_.byte();
  if (in_.peek() != end_tag) return false;
  in_.byte();
  return true;
}

bool V8Reader::has_count(std::uint32_t wanted) {
  const auto count = in_.varint();
  if (!count) return ends_early();
  return *count == wanted || wrong_count();
}

}  // namespace cpr
