#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/containment.hpp"
#include "report/events.hpp"
#include "report/json.hpp"
#include "report/render_json.hpp"
#include "report/snapshot_json.hpp"
#include "runs/run_report.hpp"

using namespace cpr;
using namespace cpr::cli;
using nlohmann::ordered_json;

namespace {

/// Keys that the schema describes and cpr does not write yet.

const ordered_json& schema() {
  static const ordered_json read =
      ordered_json::parse(std::ifstream(SOURCE_DIR "/man/result.schema.json"));
  return read;
}

using Words = std::vector<std::string>;

/// The names of the values from 0 to `last`.
template <typename Enum, typename Name>
Words names_to(Enum last, Name name_of) {
  Words words;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    words.emplace_back(name_of(static_cast<Enum>(i)));
  }
  return words;
}

Words words_at(const char* pointer) {
  return schema().at(ordered_json::json_pointer(pointer)).get<Words>();
}

/// The names as they appear in a result whose snapshot has one process that waits for `on`.
ordered_json rendered_wait(const WaitObject& on) {
  Snapshot snapshot;
  snapshot.processes.push_back({.pid = 7});
  snapshot.processes.front().waits.on = on;
  JsonWriter json;
  write_snapshot(json, snapshot);
  return ordered_json::parse(json.text()).at(0).at("waits").at("on");
}

}  // namespace

TEST_CASE("schema: its words are those of cpr") {
  CHECK(words_at("/$defs/verdict/enum") ==
        names_to(Verdict::Unknown, [](Verdict verdict) { return name(verdict); }));
  Words reasons =
      names_to(Reason::Replies, [](Reason reason) { return name(std::optional(reason)); });
  reasons.emplace_back(name(std::optional<Reason>()));
  CHECK(words_at("/$defs/killReason/enum") == reasons);
  CHECK(words_at("/$defs/error/properties/step/enum") ==
        names_to(StartStep::Interpreter, [](StartStep step) { return name(step); }));
  CHECK(words_at("/$defs/kill/properties/by/enum") ==
        names_to(Containment::Process, [](Containment by) { return name(by); }));
  Words methods;
  for (const auto& verb : command_verbs()) methods.emplace_back(verb.node_method);
  CHECK(words_at("/properties/method/enum") == methods);
  CHECK(words_at("/$defs/run/properties/state/enum") ==
        names_to(RunState::Lost, [](RunState state) { return name(state); }));
  Words events;
  for (const auto& event : schema().at("$defs").at("event").at("oneOf")) {
    events.push_back(event.at("properties").at("event").at("const"));
  }
  CHECK(events == names_to(EventKind::Close, [](EventKind kind) { return name(kind); }));
}

TEST_CASE("schema: what a process waits for") {
  const Words kinds = words_at("/$defs/waitObject/properties/kind/enum");
  for (int i = 0; i <= static_cast<int>(WaitObject::Kind::Other); ++i) {
    const auto on = rendered_wait({.kind = static_cast<WaitObject::Kind>(i)});
    if (i == 0) {
      CHECK(on.is_null());
    } else {
      CHECK(on.at("kind") == kinds.at(static_cast<std::size_t>(i) - 1));
    }
  }
  CHECK(kinds.size() == static_cast<std::size_t>(WaitObject::Kind::Other));
  const auto& connections =
      schema().at("$defs").at("waitObject").at("properties").at("connection").at("enum");
  std::set<ordered_json> seen;
  for (int i = 0; i <= static_cast<int>(WaitObject::Connection::Connected); ++i) {
    seen.insert(rendered_wait({.kind = WaitObject::Kind::Socket,
                               .connection = static_cast<WaitObject::Connection>(i)})
                    .at("connection"));
  }
  CHECK(seen == std::set<ordered_json>(connections.begin(), connections.end()));
}

TEST_CASE("schema: its keys are those of a result, in the same order") {
  Options options;
  options.verb = Verb::Fork;
  options.job.channel.emplace();
  options.accept.emplace();
  Result result;
  result.argv = {"prog"};
  JsonWriter json;
  write_json(json, result, options, true, 0);
  Words described;
  for (const auto& [key, rule] : schema().at("properties").items()) {
    described.push_back(key);
  }
  Words written;
  const auto rendered = ordered_json::parse(json.text());
  for (const auto& [key, value] : rendered.items()) written.push_back(key);
  CHECK(described == written);
  // Without a channel and workers a result has exactly the required keys.
  options.job.channel.reset();
  options.accept.reset();
  JsonWriter plain;
  write_json(plain, result, options, true, 0);
  written.clear();
  const auto shorter = ordered_json::parse(plain.text());
  for (const auto& [key, value] : shorter.items()) written.push_back(key);
  CHECK(words_at("/required") == written);
}

TEST_CASE("schema: a run has its keys, in their order") {
  RunReport run;
  run.record.token = {4, ProcessToken::Kind::Inode, 5};
  JsonWriter json;
  write_run(json, run);
  const auto parsed = ordered_json::parse(json.text());
  Words keys;
  for (const auto& [key, value] : parsed.items()) keys.push_back(key);
  CHECK(keys == words_at("/$defs/run/required"));
}
