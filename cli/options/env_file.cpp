#include "options/env_file.hpp"

#include <algorithm>
#include <cstring>

#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "options.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\n";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// Removes the text before the first newline from `rest`. Unlike take_line(), the newline stays.
std::string_view take_rest_of_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end);
  return line;
}

std::string with_newlines(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) == "\\n") {
      out += '\n';
      ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string take_value(std::string_view& rest) {
  // Blanks before the value are skipped; a newline there means an empty value.
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  const char quote = rest.empty() ? '\0' : rest.front();
  if (quote == '"' || quote == '\'' || quote == '`') {
    const auto end = rest.find(quote, 1);
    if (end != rest.npos) {
      const auto quoted = rest.substr(1, end - 1);
      rest.remove_prefix(end + 1);
      take_rest_of_line(rest);  // the rest of the line is a comment
      return quote == '"' ? with_newlines(quoted) : std::string(quoted);
    }
    return std::string(trimmed(take_rest_of_line(rest)));
  }
  const auto line = take_rest_of_line(rest);
  return std::string(trimmed(line.substr(0, line.find('#'))));
}

}  // namespace

EnvPairs parse_env_text(std::string text) {
  std::erase(text, '\r');
  EnvPairs pairs;
  std::string_view rest = text;
  while (!(rest = trimmed(rest)).empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    const auto equals = line.find('=');
    if (line.front() == '#' || equals == line.npos) {
      take_rest_of_line(rest);
      continue;
    }
    std::string_view key = trimmed(line.substr(0, equals));
    if (key.starts_with("export ")) key = trimmed(key.substr(7));
    rest.remove_prefix(equals + 1);
    std::string value = take_value(rest);
    if (!key.empty()) pairs.emplace_back(key, std::move(value));
  }
  return pairs;
}

EnvPairs read_env_file(std::string_view what, const std::string& path, TimePoint deadline) {
  std::string text;
  if (const int error = read_file(path, text, deadline); error != 0) {
    if (Clock::now() >= deadline) throw ExpiredEarly{fmt::format("reading {} '{}'", what, path)};
    throw UsageError(fmt::format("{}: cannot read '{}': {}", what, path, std::strerror(error)));
  }
  return parse_env_text(std::move(text));
}

}  // namespace cpr::cli
