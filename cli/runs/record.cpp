#include "runs/record.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>

#include "files/blocking_io.hpp"
#include "format/printable.hpp"
#include "report/json.hpp"
#include "text/json_reader.hpp"
#include "text/json_string.hpp"

namespace cpr::cli {
namespace {

constexpr std::size_t most_command_bytes = 4096;

// In the order of RunState.
constexpr auto state_names =
    std::to_array<std::string_view>({"starting", "running", "ready", "ended", "lost"});

std::int64_t milliseconds(WallClock::time_point time) {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// \returns none unless the difference to any other such time is a Duration
std::optional<WallClock::time_point> wall_clock(std::int64_t milliseconds) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 2'000'000;
  if (milliseconds < -most || milliseconds > most) return std::nullopt;
  return WallClock::time_point(std::chrono::milliseconds(milliseconds));
}

/// \returns none when it is negative
std::optional<Duration> duration(std::optional<std::int64_t> nanoseconds) {
  return nanoseconds && *nanoseconds >= 0 ? std::optional(Duration(*nanoseconds)) : std::nullopt;
}

void write_command(JsonWriter& json, const std::vector<std::string>& words) {
  json.begin_array();
  std::size_t room = most_command_bytes;
  for (const auto& word : words) {
    const auto shown = prefix_of(word, room);
    if (shown.size() < word.size() || room == 0) {
      json.string(std::string(shown) + "...");
      break;
    }
    json.string(word);
    room -= std::min(room, word.size() + 1);
  }
  json.end_array();
}

/// The members of a JSON object: scalars and arrays of strings. Others are skipped.
class Members {
 public:
  /// \returns false when the text is not an object
  bool read(std::string_view json) {
    JsonReader reader(json);
    if (reader.next().kind != Kind::BeginObject) return false;
    while (true) {
      const JsonToken key = reader.next();
      if (key.kind != Kind::Key)
        return key.kind == Kind::EndObject && reader.next().kind == Kind::End;
      Value& value = values_[json_string_utf8(key.text)];
      value = {};
      if (!read_value(reader, value)) return false;
    }
  }

  [[nodiscard]] std::optional<std::string> string(const char* key) const {
    const auto* value = find(key);
    if (value == nullptr || value->kind != Kind::String) return std::nullopt;
    return json_string_utf8(value->text);
  }

  /// A whole number of the type.
  template <typename Number = std::int64_t>
  [[nodiscard]] std::optional<Number> number(const char* key) const {
    const auto* value = find(key);
    if (value == nullptr || value->kind != Kind::Number) return std::nullopt;
    Number number{};
    const char* end = value->text.data() + value->text.size();
    const auto [stop, error] = std::from_chars(value->text.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
  }

  [[nodiscard]] std::vector<std::string> strings(const char* key) const {
    const auto* value = find(key);
    return value != nullptr ? value->strings : std::vector<std::string>();
  }

 private:
  using Kind = JsonToken::Kind;
  struct Value {
    Kind kind = Kind::Null;
    std::string_view text{};  ///< of a scalar
    std::vector<std::string> strings{};
  };

  static bool read_value(JsonReader& reader, Value& value) {
    const std::size_t depth = reader.depth();
    JsonToken token = reader.next();
    value.kind = token.kind;
    value.text = token.text;
    while (reader.depth() > depth && token.kind != Kind::Bad) {
      token = reader.next();
      if (token.kind == Kind::String && reader.depth() == depth + 1) {
        value.strings.push_back(json_string_utf8(token.text));
      }
    }
    return token.kind != Kind::Bad && token.kind != Kind::End;
  }

  [[nodiscard]] const Value* find(const char* key) const {
    const auto found = values_.find(key);
    return found != values_.end() ? &found->second : nullptr;
  }

  std::map<std::string, Value> values_;
};

std::optional<RunState> state_of(std::string_view word) {
  const auto found = std::find(state_names.begin(), state_names.end(), word);
  if (found == state_names.end()) return std::nullopt;
  return static_cast<RunState>(found - state_names.begin());
}

std::optional<Record::End> end_of(const Members& members) {
  const auto status = members.number<int>("status");
  const auto signal = members.number<int>("signal");
  const auto verdict = members.string("verdict");
  const auto at = wall_clock(members.number("endedAtMs").value_or(0));
  if (!status || !signal || !verdict || !at || *status < 0 || *status > 255 || *signal < 0 ||
      *signal > 64) {
    return std::nullopt;
  }
  return Record::End{.verdict = *verdict, .status = *status, .signal = *signal, .at = *at};
}

}  // namespace

std::string_view name(RunState state) {
  return state_names[static_cast<std::size_t>(state)];
}

std::string to_json(const Record& record) {
  JsonWriter json;
  json.begin_object();
  json.key("token").string(text(record.token));
  json.key("bootId").string(record.boot_id);
  json.key("pidNamespace")
      .number_or_null(record.pid_namespace ? std::optional<std::int64_t>(*record.pid_namespace)
                                           : std::nullopt);
  json.key("state").string(name(record.state));
  json.key("method").string(record.method);
  json.key("command");
  write_command(json, record.command);
  json.key("cwd").string(record.cwd);
  json.key("child").number_or_null(record.child);
  json.key("startedAtMs").number(milliseconds(record.started_at));
  const auto deadline =
      record.deadline && *record.deadline != TimePoint::max()
          ? std::optional<std::int64_t>(record.deadline->time_since_epoch().count())
          : std::nullopt;
  json.key("deadlineNs").number_or_null(deadline);
  json.key("idleTimeoutNs")
      .number_or_null(record.idle_timeout
                          ? std::optional<std::int64_t>(record.idle_timeout->count())
                          : std::nullopt);
  json.key("attempt").number(static_cast<std::int64_t>(record.attempt));
  json.key("attempts").number(static_cast<std::int64_t>(record.attempts));
  if (record.end) {
    json.key("verdict").string(record.end->verdict);
    json.key("status").number(record.end->status);
    json.key("signal").number(record.end->signal);
    json.key("endedAtMs").number(milliseconds(record.end->at));
  }
  json.end_object();
  json.finish();
  return json.take();
}

std::optional<Record> parse_record(std::string_view json) {
  Members members;
  if (!members.read(json)) return std::nullopt;
  const auto token = parse_token(members.string("token").value_or(""));
  const auto state = state_of(members.string("state").value_or(""));
  const auto started_at = wall_clock(members.number("startedAtMs").value_or(0));
  if (!token || !state || !started_at) return std::nullopt;
  Record record;
  record.token = *token;
  record.boot_id = members.string("bootId").value_or("");
  record.pid_namespace = members.number<std::uint64_t>("pidNamespace");
  record.state = *state;
  record.method = members.string("method").value_or("");
  record.command = members.strings("command");
  record.cwd = members.string("cwd").value_or("");
  record.child = members.number<pid_t>("child");
  record.started_at = *started_at;
  if (const auto at = duration(members.number("deadlineNs"))) record.deadline = TimePoint(*at);
  record.idle_timeout = duration(members.number("idleTimeoutNs"));
  record.attempt = members.number<std::size_t>("attempt").value_or(1);
  record.attempts = members.number<std::size_t>("attempts").value_or(1);
  if (record.state == RunState::Ended) {
    record.end = end_of(members);
    if (!record.end) return std::nullopt;
  }
  return record;
}

const std::string& own_boot_id() {
  static const std::string id = [] {
    std::string text;
    if (read_file("/proc/sys/kernel/random/boot_id", text) != 0) return std::string();
    return text.substr(0, text.find('\n'));
  }();
  return id;
}

std::optional<std::uint64_t> own_pid_namespace() {
  struct stat info {};
  if (::stat("/proc/self/ns/pid", &info) != 0) return std::nullopt;
  return info.st_ino;
}

bool is_elsewhere(const Record& record) {
  const bool is_over = record.state == RunState::Ended || record.state == RunState::Lost;
  if (is_over || record.boot_id != own_boot_id() || !record.pid_namespace) return false;
  const auto own = own_pid_namespace();
  return own && *own != *record.pid_namespace;
}

Fd open_process(const Record& record) {
  if (record.boot_id != own_boot_id() || is_elsewhere(record)) return {};
  return open_process(record.token);
}

}  // namespace cpr::cli
