#include "ipc_message.hpp"

#include "json_text.hpp"

namespace cpr {
namespace {

using Kind = JsonToken::Kind;

constexpr std::u16string_view internal_prefix = u"NODE_";

/// The members of an object that the channel looks at, as they stand; empty where there is none.
struct Members {
  std::string_view cmd;
  std::string_view msg;
  std::string_view type;
  std::string_view key;
};

std::string_view* member(Members& members, std::string_view key_token) {
  const std::u16string key = json_string_value(key_token);
  if (key == u"cmd") return &members.cmd;
  if (key == u"msg") return &members.msg;
  if (key == u"type") return &members.type;
  if (key == u"key") return &members.key;
  return nullptr;
}

/// As JSON.parse has it, the last of equal names counts.
Members members_of(std::string_view json) {
  Members members;
  JsonReader reader(json);
  if (reader.next().kind != Kind::BeginObject) return members;
  while (true) {
    const JsonToken key = reader.next();
    if (key.kind != Kind::Key) return members;
    std::string_view* wanted = member(members, key.text);
    const JsonToken first = reader.next();
    const std::size_t begin = reader.offset() - first.text.size();
    while (reader.depth() > 1) {
      if (reader.next().kind == Kind::Bad) return members;
    }
    if (wanted != nullptr) *wanted = json.substr(begin, reader.offset() - begin);
  }
}

/// Most messages can be told at a glance: an object with this key holds its letters, or an escape.
bool may_be_internal(std::string_view json) {
  return json.find("NODE_") != json.npos || json.find("\\u") != json.npos;
}

IpcMessage::Kind kind_of(const std::u16string& cmd) {
  if (cmd == u"NODE_HANDLE") return IpcMessage::Kind::Handle;
  if (cmd == u"NODE_HANDLE_ACK") return IpcMessage::Kind::HandleTaken;
  if (cmd == u"NODE_HANDLE_NACK") return IpcMessage::Kind::HandleMissing;
  if (cmd == u"NODE_SOCKET_NOTIFY_CLOSE") return IpcMessage::Kind::SocketsClosing;
  if (cmd == u"NODE_SOCKET_GET_COUNT") return IpcMessage::Kind::SocketCount;
  return IpcMessage::Kind::Internal;
}

/// Without a look into what a handle's message holds.
IpcMessage read_one(std::string_view json) {
  const IpcMessage user{.kind = IpcMessage::Kind::User, .shown = json};
  if (!may_be_internal(json)) return user;
  const Members members = members_of(json);
  if (!members.cmd.starts_with('"')) return user;
  const std::u16string cmd = json_string_value(members.cmd);
  if (!cmd.starts_with(internal_prefix) || cmd == internal_prefix) return user;
  IpcMessage message{.kind = kind_of(cmd), .type = members.type, .key = members.key};
  if (message.kind == IpcMessage::Kind::Handle) {
    message.shown = members.msg.empty() ? "null" : members.msg;
  }
  return message;
}

}  // namespace

IpcMessage read_message(std::string_view json) {
  IpcMessage message = read_one(json);
  // A sender that was told NACK wraps the whole message once more. Nobody does so for ever.
  constexpr int most_wraps = 8;
  for (int wraps = 0; wraps < most_wraps && message.kind == IpcMessage::Kind::Handle; ++wraps) {
    const IpcMessage inner = read_one(message.shown);
    if (inner.kind == IpcMessage::Kind::User) return message;
    message.shown = inner.shown;
    if (inner.kind != IpcMessage::Kind::Handle) return message;
    message.type = inner.type;
    message.key = inner.key;
  }
  return message;
}

bool is_internal(std::string_view json) {
  return read_one(json).kind != IpcMessage::Kind::User;
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
