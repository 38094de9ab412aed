#include "ipc/message.hpp"

#include "text/json_letters.hpp"
#include "text/json_string.hpp"
#include "text/utf8.hpp"

namespace cpr {
namespace {

using Kind = JsonToken::Kind;

constexpr std::u16string_view internal_prefix = u"NODE_";

// Levels that are read: after each NACK, Node wraps the message once more and sends it again.
constexpr std::size_t most_levels = 9;
// A larger buffer, needed by one large message, is freed.
constexpr std::size_t kept_capacity = 1U << 20U;

IpcMessage::Kind kind_of(const std::u16string& cmd) {
  if (cmd == u"NODE_HANDLE") return IpcMessage::Kind::Handle;
  if (cmd == u"NODE_HANDLE_ACK") return IpcMessage::Kind::HandleTaken;
  if (cmd == u"NODE_HANDLE_NACK") return IpcMessage::Kind::HandleMissing;
  if (cmd == u"NODE_SOCKET_NOTIFY_CLOSE") return IpcMessage::Kind::SocketsClosing;
  if (cmd == u"NODE_SOCKET_GET_COUNT") return IpcMessage::Kind::SocketCount;
  return IpcMessage::Kind::Internal;
}

}  // namespace

MessageOutline::Member MessageOutline::member(std::string_view key) {
  if (key.find('\\') == key.npos) {
    if (key == R"("cmd")") return Cmd;
    if (key == R"("msg")") return Msg;
    if (key == R"("type")") return Type;
    if (key == R"("key")") return Key;
    return None;
  }
  const std::u16string name = json_string_value(key);
  if (name == u"cmd") return Cmd;
  if (name == u"msg") return Msg;
  if (name == u"type") return Type;
  if (name == u"key") return Key;
  return None;
}

void MessageOutline::take(Kind kind, std::size_t depth, std::string_view text, std::size_t begin) {
  if (kind == Kind::Key) {
    if (depth != open_) return;
    levels_[open_ - 1].current = member(text.substr(begin));
    // The last of equal keys counts.
    if (levels_[open_ - 1].current == Msg) levels_.resize(open_);
    return;
  }
  const bool opens = kind == Kind::BeginObject || kind == Kind::BeginArray;
  const bool closes = kind == Kind::EndObject || kind == Kind::EndArray;
  if (closes && depth + 1 == open_) --open_;
  if ((opens ? depth - 1 : depth) != open_) return;
  // A value in the innermost open level, or the message itself.
  const auto current = [&] { return open_ > 0 ? levels_[open_ - 1].current : None; };
  if (!closes && current() != None) levels_[open_ - 1].members[current()].begin = begin;
  if (!opens) {
    if (current() != None) levels_[open_ - 1].members[current()].end = text.size();
    return;
  }
  const bool is_level = open_ == 0 || (current() == Msg && open_ < most_levels);
  if (kind == Kind::BeginObject && is_level) {
    levels_.emplace_back();
    ++open_;
  }
}

/// The message at a level, without its `msg`.
IpcMessage MessageOutline::level(std::size_t at, std::string_view text,
                                 std::string_view shown) const {
  const IpcMessage user{.kind = IpcMessage::Kind::User, .shown = shown};
  if (at >= levels_.size()) return user;
  const auto member = [&](Member which) {
    const Place place = levels_[at].members[which];
    return text.substr(place.begin, place.end - place.begin);
  };
  if (!member(Cmd).starts_with('"')) return user;
  const std::u16string cmd = json_string_value(member(Cmd));
  if (!cmd.starts_with(internal_prefix) || cmd == internal_prefix) return user;
  IpcMessage message{.kind = kind_of(cmd), .type = member(Type), .key = member(Key)};
  if (message.kind == IpcMessage::Kind::Handle) {
    message.shown = member(Msg).empty() ? "null" : member(Msg);
  }
  return message;
}

IpcMessage MessageOutline::message(std::string_view text) const {
  IpcMessage message = level(0, text, text);
  for (std::size_t at = 1; message.kind == IpcMessage::Kind::Handle; ++at) {
    const IpcMessage inner = level(at, text, message.shown);
    if (inner.kind == IpcMessage::Kind::User) return message;
    message.shown = inner.shown;
    if (inner.kind != IpcMessage::Kind::Handle) return message;
    message.type = inner.type;
    message.key = inner.key;
  }
  return message;
}

void MessageReader::feed(std::string_view piece) {
  if (problem_) return;
  blank_ = blank_ && is_blank(piece);
  if (!rest_.empty()) {
    joined_ = rest_;
    joined_ += piece;
    piece = joined_;
  }
  const std::size_t unfinished = unfinished_utf8(piece);
  rest_ = piece.substr(piece.size() - unfinished);
  piece.remove_suffix(unfinished);
  reader_.feed(piece);
  read();
}

std::optional<JsonProblem> MessageReader::finish() {
  if (!problem_ && !rest_.empty()) {
    reader_.feed(rest_);
    read();
  }
  if (!problem_) {
    reader_.finish();
    read();
  }
  return problem_;
}

void MessageReader::read() {
  while (true) {
    const JsonToken token = reader_.next();
    if (token.kind == Kind::More || token.kind == Kind::End) return;
    if (token.kind == Kind::Bad) {
      problem_ = reader_.problem();
      json_ = {};
      return;
    }
    compactor_.append(json_, token);
    if (token.kind == Kind::Part) continue;
    const std::size_t colon = token.kind == Kind::Key ? 1 : 0;
    outline_.take(token.kind, reader_.depth(),
                  std::string_view(json_).substr(0, json_.size() - colon),
                  compactor_.token_begin());
  }
}

void MessageReader::reset() {
  reader_ = JsonReader(invalid_utf8_);
  compactor_ = {};
  outline_ = {};
  json_.clear();
  if (json_.capacity() > kept_capacity) json_.shrink_to_fit();
  rest_.clear();
  problem_.reset();
  blank_ = true;
}

MessageLine finish_message_line(MessageReader& reader, std::uint64_t number) {
  if (reader.blank()) return {};
  Skipped skipped{.from = Skipped::From::Input, .number = number};
  if (const auto problem = reader.finish()) {
    skipped.offset = problem->offset;
    skipped.what = problem->what;
    return skipped;
  }
  if (reader.message().kind == IpcMessage::Kind::User) return reader.take_json();
  skipped.why = Skipped::Why::Internal;
  return skipped;
}

IpcMessage read_message(std::string_view json) {
  JsonReader reader(json);
  MessageOutline outline;
  while (true) {
    const JsonToken token = reader.next();
    if (token.kind == Kind::End || token.kind == Kind::Bad) return outline.message(json);
    outline.take(token.kind, reader.depth(), json.substr(0, reader.offset()),
                 reader.offset() - token.text.size());
  }
}

bool is_internal(std::string_view json) {
  return read_message(json).kind != IpcMessage::Kind::User;
}

std::string handle_message(std::string_view type, std::string_view dgram_type,
                           std::string_view json) {
  std::string message = R"({"cmd":"NODE_HANDLE","type":")";
  message += type;
  message += '"';
  if (!dgram_type.empty()) {
    message += R"(,"dgramType":")";
    message += dgram_type;
    message += '"';
  }
  message += R"(,"msg":)";
  message += json;
  return message + '}';
}

std::string sockets_closed(std::string_view key) {
  return R"({"cmd":"NODE_SOCKET_ALL_CLOSED","key":)" + std::string(key) + '}';
}

std::string socket_count(std::string_view key) {
  return R"({"cmd":"NODE_SOCKET_COUNT","key":)" + std::string(key) + R"(,"count":0})";
}

}  // namespace cpr
