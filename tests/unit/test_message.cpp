#include <doctest/doctest.h>

#include "ipc/message.hpp"

using namespace cpr;
using Kind = IpcMessage::Kind;

TEST_CASE("message: internal is an object whose cmd is longer than NODE_") {
  for (const char* json :
       {R"({"cmd":"NODE_X"})", R"({"a":{"b":[1]},"cmd":"NODE_CLUSTER","act":"online"})",
        R"({"\u0063md":"NODE_X"})", R"({"cmd":"\u004eODE_X"})", R"({"cmd":1,"cmd":"NODE_X"})"}) {
    CAPTURE(json);
    CHECK(is_internal(json));
    CHECK(read_message(json).kind == Kind::Internal);
    CHECK(read_message(json).shown.empty());
  }
  for (const char* json :
       {R"({"cmd":"NODE_"})", R"({"cmd":"node_x"})", R"({"cmd":["NODE_X"]})", R"("NODE_X")",
        R"([{"cmd":"NODE_X"}])", R"({"a":{"cmd":"NODE_X"}})", R"({"cmd":"NODE_X","cmd":1})",
        R"({"Cmd":"NODE_X"})", "null", "[]", "{}", R"({"a":"NODE_X"})", R"({"cmd":"XNODE_X"})"}) {
    CAPTURE(json);
    CHECK_FALSE(is_internal(json));
    CHECK(read_message(json).kind == Kind::User);
    CHECK(read_message(json).shown == json);
  }
}

TEST_CASE("message: those that the channel answers") {
  CHECK(read_message(handle_taken).kind == Kind::HandleTaken);
  CHECK(read_message(handle_missing).kind == Kind::HandleMissing);
  const auto closing = read_message(R"({"cmd":"NODE_SOCKET_NOTIFY_CLOSE","key":"6::::0"})");
  CHECK(closing.kind == Kind::SocketsClosing);
  CHECK(sockets_closed(closing.key) == R"({"cmd":"NODE_SOCKET_ALL_CLOSED","key":"6::::0"})");
  const auto count = read_message(R"({"cmd":"NODE_SOCKET_GET_COUNT","key":"k"})");
  CHECK(count.kind == Kind::SocketCount);
  CHECK(socket_count(count.key) == R"({"cmd":"NODE_SOCKET_COUNT","key":"k","count":0})");
}

TEST_CASE("message: with a handle, the user's part is shown") {
  const std::string plain = handle_message("net.Server", "", R"({"x":[1]})");
  CHECK(plain == R"({"cmd":"NODE_HANDLE","type":"net.Server","msg":{"x":[1]}})");
  const auto server = read_message(plain);
  CHECK(server.kind == Kind::Handle);
  CHECK(server.shown == R"({"x":[1]})");
  CHECK(server.type == R"("net.Server")");
  CHECK(handle_message("dgram.Socket", "udp4", "1") ==
        R"({"cmd":"NODE_HANDLE","type":"dgram.Socket","dgramType":"udp4","msg":1})");

  // One that was sent again is wrapped twice. An internal one inside is not shown.
  const auto wrapped = read_message(
      R"({"cmd":"NODE_HANDLE","type":"net.Native","msg":{"cmd":"NODE_HANDLE","type":"net.Socket","msg":"SOCK","key":"k"}})");
  CHECK(wrapped.kind == Kind::Handle);
  CHECK(wrapped.shown == R"("SOCK")");
  CHECK(wrapped.type == R"("net.Socket")");
  CHECK(wrapped.key == R"("k")");
  const auto cluster = read_message(
      R"({"cmd":"NODE_HANDLE","type":"net.Native","msg":{"cmd":"NODE_CLUSTER","act":"newconn"}})");
  CHECK(cluster.kind == Kind::Handle);
  CHECK(cluster.shown.empty());
  CHECK(read_message(R"({"cmd":"NODE_HANDLE","type":"net.Server"})").shown == "null");
}

TEST_CASE("message: the size of the pieces does not matter, and the last of equal keys counts") {
  const struct {
    std::string json;
    Kind kind;
    std::string shown;
  } cases[] = {
      {R"({"cmd":"NODE_HANDLE","type":"net.Server","msg":{"x":["a",{"b":-1.5e+3}]}})", Kind::Handle,
       R"({"x":["a",{"b":-1.5e+3}]})"},
      {R"({"msg":{"cmd":"NODE_X"},"msg":7,"\u0063md":"NODE_HANDLE"})", Kind::Handle, "7"},
      {R"({"cmd":"NODE_HANDLE","msg":{"cmd":"NODE_HANDLE","type":"net.Socket","msg":[1,{}]}})",
       Kind::Handle, "[1,{}]"},
      {R"({"cmd":"NODE_X","cmd":1})", Kind::User, R"({"cmd":"NODE_X","cmd":1})"},
      {R"({"a":{"cmd":"NODE_X"}})", Kind::User, R"({"a":{"cmd":"NODE_X"}})"},
      {R"([{"cmd":"NODE_X"}])", Kind::User, R"([{"cmd":"NODE_X"}])"},
      {"\"\xc3\xa4\xe2\x82\xac \\ud83d\\\" true\"", Kind::User,
       "\"\xc3\xa4\xe2\x82\xac \\ud83d\\\" true\""},
      {"[true,false,null,-0.5E-7]", Kind::User, "[true,false,null,-0.5E-7]"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.json);
    CHECK(read_message(one.json).kind == one.kind);
    for (std::size_t piece = 1; piece < 9; ++piece) {
      MessageReader reader(InvalidUtf8::Replaced);
      for (std::size_t at = 0; at < one.json.size(); at += piece) {
        reader.feed(std::string_view(one.json).substr(at, piece));
      }
      REQUIRE_FALSE(reader.finish());
      CHECK(reader.message().kind == one.kind);
      CHECK(reader.message().shown == one.shown);
    }
  }
}

TEST_CASE("message: invalid UTF-8 is replaced or refused, also across pieces") {
  for (std::size_t piece = 1; piece < 9; ++piece) {
    CAPTURE(piece);
    const std::string_view text("\"a\xe2\x82 \xff\xc3\xa4\xf0\x9f\"");
    MessageReader replaced(InvalidUtf8::Replaced);
    MessageReader refused(InvalidUtf8::Refused);
    for (std::size_t at = 0; at < text.size(); at += piece) {
      replaced.feed(text.substr(at, piece));
      refused.feed(text.substr(at, piece));
    }
    CHECK_FALSE(replaced.finish());
    CHECK(replaced.take_json() == "\"a\xef\xbf\xbd \xef\xbf\xbd\xc3\xa4\xef\xbf\xbd\"");
    REQUIRE(refused.finish());
    CHECK(refused.finish()->offset == 2);
  }
}

TEST_CASE("message line: blank, compact JSON, or the reason why it is skipped") {
  const auto read_message_line = [](std::string_view line, std::uint64_t number) {
    MessageReader reader(InvalidUtf8::Refused);
    reader.feed(line);
    return finish_message_line(reader, number);
  };
  CHECK(std::holds_alternative<std::monostate>(read_message_line(" \t\r", 1)));
  CHECK(std::get<std::string>(read_message_line(" [ 1, 2 ]\r", 1)) == "[1,2]");
  const auto broken = std::get<Skipped>(read_message_line("[1 2]", 7));
  CHECK(broken.from == Skipped::From::Input);
  CHECK(broken.number == 7);
  CHECK(broken.why == Skipped::Why::Broken);
  CHECK(broken.offset == 3);
  CHECK(std::get<Skipped>(read_message_line(R"({"cmd":"NODE_X"})", 2)).why ==
        Skipped::Why::Internal);
}
