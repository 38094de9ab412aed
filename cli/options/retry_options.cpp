#include "options/retry_options.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "options/values.hpp"
#include "options/words.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

constexpr int largest_code = 255;

std::optional<int> exit_code(std::string_view text) {
  const auto code = parse_whole(text);
  if (!code || *code > largest_code) return std::nullopt;
  return static_cast<int>(*code);
}

/// \returns false if the word is not a verdict, a code, a range or a signal
bool add_end(RetriedEnds& ends, std::string_view word) {
  for (const auto& [text, verdict] : verdicts) {
    if (text != word) continue;
    ends.add(verdict);
    return true;
  }
  const auto dash = word.find('-');
  const auto first = exit_code(word.substr(0, dash));
  const auto last = dash == word.npos ? first : exit_code(word.substr(dash + 1));
  if (first && last && *first <= *last) {
    for (int code = *first; code <= *last; ++code) ends.add_code(code);
    return true;
  }
  const bool is_number = parse_whole(word).has_value();
  const auto signal = is_number ? std::nullopt : parse_signal(word);
  if (signal) ends.add_signal(*signal);
  return signal.has_value();
}

bool is_regular_file(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

bool is_regular_file(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

std::size_t parse_retries(std::string_view what, std::string_view text) {
  const auto count = parse_whole(text);
  if (!count || *count > 1000) {
    throw UsageError(
        fmt::format("{}: '{}' is not a number of retries: write 0 to 1000", what, text));
  }
  return *count;
}

RetriedEnds parse_retry_on(std::string_view what, std::string_view text) {
  RetriedEnds ends;
  std::string_view rest = text;
  while (true) {
    const auto comma = rest.find(',');
    const auto word = rest.substr(0, comma);
    if (!add_end(ends, word)) {
      throw UsageError(fmt::format(
          "{}: '{}' is not a verdict, an exit code or a signal: write {}, 75, 100-110 or SIGSEGV",
          what, word, join(words_of(verdicts), ", ")));
    }
    if (comma == rest.npos) return ends;
    rest.remove_prefix(comma + 1);
  }
}

void set_retry_delay(RetryPolicy& policy, std::string_view what, std::string_view text,
                     std::optional<Duration> (*parse)(std::string_view, std::string_view)) {
  const auto dots = text.find("..");
  const auto delay = parse(what, text.substr(0, dots));
  std::optional<Duration> longest;
  if (dots != text.npos) longest = parse(what, text.substr(dots + 2));
  if (!delay || (dots != text.npos && !longest)) {
    throw UsageError(fmt::format(
        "{}: '{}' has no end: write 1s, or 1s..30s for a delay that doubles", what, text));
  }
  if (longest && *longest < *delay) {
    throw UsageError(fmt::format("{}: '{}' ends below its start: write {}..{}", what, text,
                                 text.substr(dots + 2), text.substr(0, dots)));
  }
  policy.delay = *delay;
  policy.longest_delay = longest;
}

void restrict_input(Draft& draft) {
  if (!draft.options.retry) return;
  Job& job = draft.job();
  StdioSpec& own = job.stdio.front();
  const bool is_terminal = own.kind == Kind::Pty;
  const bool is_relayed = own.kind == Kind::InputPipe || is_terminal;
  const int fd = own.kind == Kind::Dup ? own.fd : is_relayed ? own.source.fd : -1;
  if (fd >= 0 && !is_regular_file(fd)) {
    if (draft.input_file) {
      throw UsageError(
          "--input-file -: with --retries, stdin must be a file, since each attempt reads it from "
          "the start");
    }
    if (is_terminal) {
      own.source = {};
    } else {
      own = {};
    }
  }
  if (!job.channel) return;
  int& source = job.channel->source;
  const auto& file = draft.options.messages_file;
  const bool once = file ? !is_regular_file(*file) : source >= 0 && !is_regular_file(source);
  if (once && draft.channel.messages) {
    throw UsageError(
        fmt::format("--messages {}: with --retries, it must be a regular file, since each attempt "
                    "reads it from the start",
                    *draft.channel.messages));
  }
  if (once) source = -1;
}

}  // namespace cpr::cli
