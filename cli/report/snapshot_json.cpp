#include "report/snapshot_json.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace cpr::cli {
namespace {

using Kind = WaitObject::Kind;

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::None: return "";
    case Kind::Pipe: return "pipe";
    case Kind::Socket: return "socket";
    case Kind::Tty: return "tty";
    case Kind::File: return "file";
    case Kind::Eventfd: return "eventfd";
    case Kind::Epoll: return "epoll";
    case Kind::Pidfd: return "pidfd";
    case Kind::Lock: return "lock";
    case Kind::Children: return "children";
    case Kind::Futex: return "futex";
    case Kind::Sleep: return "sleep";
    case Kind::Other: return "other";
  }
  return "";
}

std::string_view name(WaitObject::Connection connection) {
  switch (connection) {
    case WaitObject::Connection::Unknown: return "";
    case WaitObject::Connection::Listening: return "listening";
    case WaitObject::Connection::Connecting: return "connecting";
    case WaitObject::Connection::Connected: return "connected";
  }
  return "";
}

/// Null for an empty text, which means that it is not known.
void write_text(JsonWriter& json, std::string_view text) {
  if (text.empty()) {
    json.null();
  } else {
    json.string(text);
  }
}

void write_argv(JsonWriter& json, const ArgvText* argv) {
  if (argv == nullptr) {
    json.null();
    return;
  }
  json.begin_array();
  for (const auto& word : argv_words(*argv)) json.string(word);
  json.end_array();
}

void write_object(JsonWriter& json, const WaitObject& on) {
  if (on.kind == Kind::None) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("kind").string(name(on.kind));
  json.key("name");
  write_text(json, on.name.view());
  if (on.kind == Kind::Socket) {
    json.key("protocol");
    write_text(json, on.protocol.view());
    json.key("local");
    write_text(json, on.local.view());
    json.key("remote");
    write_text(json, on.remote.view());
    json.key("connection");
    write_text(json, name(on.connection));
  }
  if (on.kind == Kind::Futex) json.key("everyThread").boolean(on.every_thread);
  json.end_object();
}

void write_wait(JsonWriter& json, const Snapshot& snapshot, const Wait& wait) {
  json.begin_object();
  json.key("call");
  write_text(json, wait.call.view());
  json.key("fd").number_or_null(wait.fd >= 0 ? std::optional<std::int64_t>(wait.fd) : std::nullopt);
  json.key("on");
  write_object(json, wait.on);
  json.key("peers").begin_array();
  for (const int pid : wait.peers()) {
    json.begin_object();
    json.key("pid").number(pid);
    json.key("argv");
    write_argv(json, snapshot.argv_of(pid));
    json.end_object();
  }
  json.end_array();
  json.key("wchan");
  write_text(json, wait.wchan.view());
  json.end_object();
}

}  // namespace

void write_snapshot(JsonWriter& json, const Snapshot& snapshot) {
  json.begin_array();
  for (const auto& process : snapshot.processes) {
    json.begin_object();
    json.key("pid").number(process.pid);
    json.key("ppid").number(process.ppid);
    json.key("argv");
    write_argv(json, &process.argv);
    json.key("state").string({&process.state, 1});
    json.key("ageMs").milliseconds(process.age);
    json.key("cpuMs").milliseconds_or_null(process.cpu);
    json.key("rssKiB").number(process.rss_kib);
    json.key("threads").number(process.threads);
    json.key("waits");
    write_wait(json, snapshot, process.waits);
    json.end_object();
  }
  json.end_array();
}

}  // namespace cpr::cli
