#include <doctest/doctest.h>

#include <limits>

#include "options/values.hpp"
#include "options/words.hpp"
#include "usage_error.hpp"

using namespace cpr::cli;
using namespace std::chrono_literals;

namespace {

constexpr auto most = std::chrono::nanoseconds(std::numeric_limits<std::int64_t>::max());

cpr::Duration duration(std::string_view text) {
  return parse_duration("--x", text).value();
}
std::uint64_t size(std::string_view text) {
  return parse_size("--x", text).value();
}

}  // namespace

TEST_CASE("values: a bare number means milliseconds, suffixes are units") {
  CHECK(duration("5000") == 5s);
  CHECK(duration("0") == 0s);
  CHECK(duration("1us") == 1us);
  CHECK(duration("250ms") == 250ms);
  CHECK(duration("5s") == 5s);
  CHECK(duration("2m") == 2min);
  CHECK(duration("3h") == 3h);
  CHECK(duration("1d") == 24h);
  CHECK(duration("1.5s") == 1500ms);
  CHECK(duration("0.25ms") == 250us);
  CHECK(duration(".5s") == 500ms);  // as timeout(1)
  CHECK(duration("1m.5s") == 60500ms);
  CHECK(duration("1m30s") == 90s);
  CHECK(duration("1d2h3m4s5ms6us") == 24h + 2h + 3min + 4s + 5ms + 6us);
  CHECK(duration("010") == 10ms);  // never octal
  CHECK_FALSE(parse_duration("--x", "none"));
  CHECK_FALSE(parse_duration("--x", "NONE"));
}

TEST_CASE("values: a duration that is too long is the longest, and does not wrap") {
  CHECK(duration("99999999999999999999") == most);
  CHECK(duration("99999999999999999999d") == most);
  CHECK(duration("2147483648") == 2147483648ms);  // 1 ms in Node
  CHECK(duration("200000d200000h") == most);
}

TEST_CASE("values: texts that are not durations") {
  for (const char* text :
       {"",   " ",  "-1",   "+1",    "1.5",  ".5",  "1.s", ".s",  ".",        "5 s",  "s",
        "5x", "5S", "1s1s", "30s1m", "1m30", "1e3", "inf", "nan", "Infinity", "0x10", "5s "}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_duration("--timeout", text), UsageError);
  }
}

TEST_CASE("values: a message names the option, the value and the way out") {
  try {
    parse_duration("--timeout", "soon");
    FAIL("no error");
  } catch (const UsageError& error) {
    const std::string message = error.what();
    CHECK(message.starts_with("--timeout: 'soon' is not a duration"));
    CHECK(message.find("5s") != message.npos);
  }
}

TEST_CASE("values: sizes") {
  CHECK(size("0") == 0);
  CHECK(size("204800") == 204800);
  CHECK(size("1K") == 1024);
  CHECK(size("1KiB") == 1024);
  CHECK(size("1kB") == 1000);
  CHECK(size("2M") == 2097152);
  CHECK(size("2MiB") == 2097152);
  CHECK(size("2MB") == 2000000);
  CHECK(size("1G") == 1073741824);
  CHECK(size("1GiB") == 1073741824);
  CHECK(size("1GB") == 1000000000);
  CHECK_FALSE(parse_size("--x", "none"));
  CHECK_FALSE(parse_size("--x", "Infinity"));
  CHECK(size("99999999999999999999G") == static_cast<std::uint64_t>(most.count()));
  for (const char* text : {"", "-1", "1.5K", "1k", "1KB", "1T", "K", "1 K", "1Kx", "0x10", "NaN"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_size("--max-buffer", text), UsageError);
  }
}

TEST_CASE("values: a limit of memory is at least 1 MiB") {
  CHECK(parse_memory("--max-memory", "1M") == 1 << 20);
  CHECK(parse_memory("--max-memory", "1048576") == 1 << 20);
  CHECK_FALSE(parse_memory("--max-memory", "none"));
  for (const char* text : {"0", "100", "1048575", "1MB", "1023K", "x"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_memory("--max-memory", text), UsageError);
  }
}

TEST_CASE("values: an interval is at least 100 ms") {
  CHECK(parse_interval("--progress", "100") == std::chrono::milliseconds(100));
  CHECK(parse_interval("--progress", "30s") == std::chrono::seconds(30));
  for (const char* text : {"0", "99", "99ms", "none", "x"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_interval("--progress", text), UsageError);
  }
}

TEST_CASE("values: bare numbers that look like seconds") {
  CHECK(bare_number("5") == 5);
  CHECK(bare_number("999") == 999);
  CHECK_FALSE(bare_number("1000"));
  CHECK_FALSE(bare_number("0"));
  CHECK_FALSE(bare_number("5ms"));
}

TEST_CASE("values: variables") {
  CHECK(parse_env_pair("--env", "A=b=c") == std::pair<std::string, std::string>{"A", "b=c"});
  CHECK(parse_env_pair("--env", "A=") == std::pair<std::string, std::string>{"A", ""});
  CHECK_THROWS_AS(parse_env_pair("--env", "A"), UsageError);
  CHECK_THROWS_AS(parse_env_pair("--env", "=b"), UsageError);
  CHECK(parse_env_name("--unset-env", "A") == "A");
  CHECK_THROWS_AS(parse_env_name("--unset-env", ""), UsageError);
  CHECK_THROWS_AS(parse_env_name("--unset-env", "A=b"), UsageError);
}

TEST_CASE("values: targets of --result") {
  CHECK(parse_output_target("--result", "fd:2").fd == 2);
  CHECK(parse_output_target("--result", "/dev/null").path == "/dev/null");
  CHECK(parse_output_target("--result", "fd.json").path == "fd.json");
  for (const char* text :
       {"", "fd:", "fd:x", "fd:-1", "fd:999", "fd:99999999999", "/", "/no/dir/f"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_output_target("--result", text), UsageError);
  }
}

TEST_CASE("values: words are parsed to what they mean, and back") {
  CHECK(parse_word("--leaks", "kill", leak_actions) == cpr::LeakAction::Kill);
  CHECK(parse_word("--kill-mode", "process", kill_modes) == cpr::Scope::Process);
  CHECK_FALSE(parse_word("--containment", "auto", containments));
  CHECK(word_for(cpr::OverflowAction::Tail, overflow_actions) == "tail");
  for (const auto& [word, encoding] : encodings)
    CHECK(parse_encoding_value("--x", word) == encoding);
  CHECK(parse_encoding_value("--x", "UTF-8") == Encoding::Utf8);
  CHECK(parse_encoding_value("--x", "binary") == Encoding::Latin1);
  CHECK(parse_encoding_value("--x", "ucs-2") == Encoding::Utf16Le);
  for (const char* text : {"", "utf7"})
    CHECK_THROWS_AS(parse_encoding_value("--x", text), UsageError);
  CHECK_THROWS_WITH_AS(parse_word("--leaks", "Kill", leak_actions),
                       "--leaks: 'Kill' is not one of ignore, warn, kill, fail", UsageError);
}

TEST_CASE("seconds: a number as for strtold(3) with a suffix of timeout(1), or a duration of cpr") {
  using namespace std::chrono_literals;
  const auto seconds = [](std::string_view text) { return parse_seconds("x", text); };
  CHECK(seconds("5") == 5s);
  CHECK(seconds("0") == 0s);
  CHECK(seconds("0.5") == 500ms);
  CHECK(seconds(".5m") == 30s);
  CHECK(seconds("1e1") == 10s);
  CHECK(seconds("1e-1h") == 6min);
  CHECK(seconds("0x10") == 16s);
  CHECK(seconds("+2d") == 48h);
  CHECK(seconds("1m30s") == 90s);
  CHECK(seconds("500ms") == 500ms);
  CHECK(seconds("none") == std::nullopt);
  // Rounded up, saturating, never 0 because of that.
  CHECK(seconds("1e-10") == 1ns);
  CHECK(seconds("1e-5000") == 1ns);
  CHECK(seconds("1e5000d") == cpr::Duration::max());
  CHECK(seconds("9223372036.854775807") == cpr::Duration::max());
  CHECK(seconds("inf") == cpr::Duration::max());
  for (const auto* wrong : {"", "x", "5x", "5 ", "-1", "nan", "5ss", "1e", "1s30m", "5 s", "--"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(seconds(wrong), UsageError);
  }
}
