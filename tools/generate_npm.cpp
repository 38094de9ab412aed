#include "generate_npm.hpp"

#include <span>
#include <string_view>

#include "format/fmt.hpp"
#include "help.hpp"
#include "options/lookup.hpp"
#include "text/json_string.hpp"

namespace cpr::cli {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string array_of(std::span<const std::string_view> words) {
  std::string out;
  for (const auto word : words) out += fmt::format("{}{}", out.empty() ? "" : ", ", quoted(word));
  return fmt::format("[{}]", out);
}

std::string npm_option(const OptionRow& row) {
  const auto camel = camel_name(row);
  std::string out = fmt::format("  {}: {{\"option\": {}", quoted(camel.empty() ? row.name : camel),
                                quoted(fmt::format("--{}", row.name)));
  if (row.value != Value::None) {
    out += fmt::format(", \"value\": {}", quoted(placeholder(row.value)));
    const auto words = type_of(row.value).words;
    if (!words.empty()) out += fmt::format(", \"words\": {}", array_of(words));
  }
  if (row.repeats) out += ", \"repeats\": true";
  return out + fmt::format(",\n    \"help\": {}}}",
                           quoted(sentence(help_of(row, traits(Verb::ExecFile)))));
}

}  // namespace

std::string npm_options() {
  std::string out;
  for (const auto& row : options()) {
    if (!listed(row, Verb::Exec) || !listed(row, Verb::ExecFile)) continue;
    out += fmt::format("{}{}", out.empty() ? "{\n" : ",\n", npm_option(row));
  }
  return out + "\n}\n";
}

}  // namespace cpr::cli
