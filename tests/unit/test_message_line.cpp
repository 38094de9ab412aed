#include <doctest/doctest.h>

#include "ipc/message_line.hpp"

using namespace cpr;

namespace {

MessageLine read_message_line(std::string_view line, std::uint64_t number) {
  MessageReader reader(InvalidUtf8::Refused);
  reader.feed(line);
  return finish_message_line(reader, number);
}

}  // namespace

TEST_CASE("message line: blank, compact JSON, or the reason why it is skipped") {
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
