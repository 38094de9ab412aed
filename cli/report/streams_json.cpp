#include "report/streams_json.hpp"

#include "format/encoding.hpp"
#include "text/base64.hpp"
#include "text/hex.hpp"
#include "text/json_string.hpp"

namespace cpr::cli {
namespace {

/// \param bytes end with a whole character or group of their encoding
void write_piece(JsonWriter& json, std::string_view bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::Utf8: json.part(bytes); return;
    case Encoding::Hex: json.part_by([=](std::string& out) { append_hex(out, bytes); }); return;
    case Encoding::Buffer:
    case Encoding::Base64:
      json.part_by([=](std::string& out) { append_base64(out, bytes, Base64::Standard); });
      return;
    case Encoding::Base64Url:
      json.part_by([=](std::string& out) { append_base64(out, bytes, Base64::Url); });
      return;
    case Encoding::Latin1:
      json.part_by([=](std::string& out) { append_json_latin1(out, bytes); });
      return;
    case Encoding::Ascii: json.part(utf8_from_ascii(bytes)); return;
    case Encoding::Utf16Le:
      json.part_by(
          [=](std::string& out) { append_json_utf16(out, bytes, LoneSurrogate::Replaced); });
      return;
  }
}

}  // namespace

std::string stream_key(int fd) {
  constexpr std::string_view names[] = {"stdin", "stdout", "stderr"};
  return fd >= 0 && fd < 3 ? std::string(names[fd]) : std::to_string(fd);
}

void write_bytes(JsonWriter& json, std::string_view bytes, Encoding encoding) {
  if (encoding == Encoding::Buffer) json.begin_object().key("base64");
  json.begin_string();
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, JsonWriter::piece_size);
    if (piece.size() < bytes.size()) piece.remove_suffix(unfinished_suffix(piece, encoding));
    write_piece(json, piece, encoding);
    bytes.remove_prefix(piece.size());
  }
  json.end_string();
  if (encoding == Encoding::Buffer) json.end_object();
}

std::optional<std::string_view> CapturedStreams::captured(int fd) const {
  if (!shown_) return std::nullopt;
  for (const auto& stream : result_.streams) {
    if (stream.fd == fd) return stream.bytes.view();
  }
  // After a failed start a captured stream is empty.
  const auto& stdio = options_.job.stdio;
  const auto i = static_cast<std::size_t>(fd);
  const bool would_be_captured =
      i < stdio.size() && stdio[i].destination.kind == Destination::Kind::Capture;
  return would_be_captured ? std::optional(std::string_view()) : std::nullopt;
}

void CapturedStreams::write(JsonWriter& json, int fd) const {
  if (const auto bytes = captured(fd)) {
    write_bytes(json, *bytes, options_.encoding);
  } else {
    json.null();
  }
}

void CapturedStreams::write_output(JsonWriter& json) const {
  const auto count = static_cast<int>(options_.job.stdio.size());
  int last = 2;
  for (int fd = 3; fd < count; ++fd) {
    if (captured(fd)) last = fd;
  }
  json.begin_array();
  for (int fd = 0; last > 2 && fd <= last; ++fd) {
    if (fd < 3) {
      json.null();
    } else {
      write(json, fd);
    }
  }
  json.end_array();
}

}  // namespace cpr::cli
