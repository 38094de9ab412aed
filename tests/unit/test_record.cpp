#include <doctest/doctest.h>

#include <csignal>

#include "runs/record.hpp"

using namespace cpr;
using namespace cpr::cli;

namespace {

Record example() {
  Record record;
  record.token = {4711, ProcessToken::Kind::Inode, 99};
  record.boot_id = own_boot_id();
  record.state = RunState::Running;
  record.method = "exec-file";
  record.command = {"./server", "--name", "a \"b\"\n\xF0\x9F\x98\x80", ""};
  record.cwd = "/srv";
  record.child = 4712;
  record.started_at = WallClock::time_point(std::chrono::milliseconds(1764000000123));
  record.deadline = TimePoint(Duration(123456789012345));
  record.idle_timeout = std::chrono::seconds(60);
  record.attempt = 2;
  record.attempts = 4;
  return record;
}

}  // namespace

TEST_CASE("record: JSON and back") {
  Record record = example();
  CHECK(parse_record(to_json(record)) == record);
  record.deadline.reset();
  record.idle_timeout.reset();
  record.child.reset();
  for (const auto state : {RunState::Starting, RunState::Ready, RunState::Lost}) {
    record.state = state;
    CHECK(parse_record(to_json(record)) == record);
  }
  record.state = RunState::Ended;
  record.end = Record::End{.verdict = "interrupted",
                           .status = 128 + SIGTERM,
                           .signal = SIGTERM,
                           .at = WallClock::time_point(std::chrono::milliseconds(1764000000999))};
  CHECK(parse_record(to_json(record)) == record);
}

TEST_CASE("record: one line") {
  const std::string json = to_json(example());
  CHECK(json.find('\n') == json.size() - 1);
}

TEST_CASE("record: bytes that are not UTF-8, and a long command") {
  Record record = example();
  record.command = {"\xFF"};
  CHECK(parse_record(to_json(record))->command == std::vector<std::string>{"\xEF\xBF\xBD"});
  record.command = {"sh", "-c", std::string(100'000, 'x'), "omitted"};
  const std::string json = to_json(record);
  CHECK(json.size() < 8192);
  const auto command = parse_record(json)->command;
  REQUIRE(command.size() == 3);
  CHECK(command[2].starts_with("xxx"));
  CHECK(command[2].ends_with("x..."));
}

TEST_CASE("record: many words, also empty ones") {
  Record record = example();
  for (const char* word : {"", "x"}) {
    record.command.assign(100'000, word);
    const std::string json = to_json(record);
    CHECK(json.size() < 32'768);
    CHECK(parse_record(json)->command.back() == "...");
  }
}

TEST_CASE("record: times that no cpr has written") {
  const auto parse = [](const std::string& member) {
    return parse_record(R"({"token":"4:5","state":"running",)" + member + "}");
  };
  for (const char* bad :
       {"-4611686018428", "-9223372036854775808", "4611686018428", "9223372036854775807"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse(std::string(R"("startedAtMs":)") + bad));
    CHECK_FALSE(
        parse_record(std::string(R"({"token":"4:5","state":"ended","status":0,"signal":0,)") +
                     R"("verdict":"exit","endedAtMs":)" + bad + "}"));
  }
  const auto record = parse(R"("startedAtMs":4611686018427,"deadlineNs":-1,"idleTimeoutNs":-1)");
  REQUIRE(record);
  CHECK(record->started_at - WallClock::time_point{} > Duration::zero());
  CHECK_FALSE(record->deadline);
  CHECK_FALSE(record->idle_timeout);
}

TEST_CASE("record: no deadline is not the latest one") {
  Record record = example();
  record.deadline = TimePoint::max();
  CHECK_FALSE(parse_record(to_json(record))->deadline);
}

TEST_CASE("record: unknown keys are ignored, also nested ones") {
  const auto record = parse_record(
      R"({"later":{"token":"1:1","a":[{"state":"ready"}]},"token":"4:5","state":"running","more":[["x"],"y"]})");
  REQUIRE(record);
  CHECK(record->token == ProcessToken{4, ProcessToken::Kind::Inode, 5});
  CHECK(record->state == RunState::Running);
}

TEST_CASE("record: what is not a record") {
  for (const char* bad :
       {"", "null", "[]", "{}", "{", R"({"token":"4:5"})", R"({"state":"running"})",
        R"({"token":"4","state":"running"})", R"({"token":"4:5","state":"idle"})",
        R"({"token":45,"state":"running"})", R"({"token":"4:5","state":"running"} x)",
        R"({"token":"4:5","state":"running")", R"({"token":"4:5","state":"ended"})",
        R"({"token":"4:5","state":"ended","status":256,"signal":0,"verdict":"exit"})",
        R"({"token":"4:5","state":"ended","status":-1,"signal":0,"verdict":"exit"})",
        R"({"token":"4:5","state":"ended","status":1.5,"signal":0,"verdict":"exit"})",
        R"({"token":"4:5","state":"ended","status":0,"signal":65,"verdict":"exit"})"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_record(bad));
  }
}

TEST_CASE("record: a token of another boot is gone, although the process has the number") {
  Record record = example();
  record.token = own_token();
  CHECK(open_process(record));
  record.boot_id = "00000000-0000-0000-0000-000000000000";
  CHECK_FALSE(open_process(record));
}

TEST_CASE("record: a run of another PID namespace is not gone") {
  Record record = example();
  record.token = own_token();
  CHECK_FALSE(is_elsewhere(record));
  record.pid_namespace = own_pid_namespace();
  REQUIRE(record.pid_namespace);
  CHECK(parse_record(to_json(record)) == record);
  CHECK_FALSE(is_elsewhere(record));
  CHECK(open_process(record));
  ++*record.pid_namespace;
  CHECK(is_elsewhere(record));
  CHECK_FALSE(open_process(record));
  record.state = RunState::Lost;
  CHECK_FALSE(is_elsewhere(record));
}
