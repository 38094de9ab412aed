#include "options/lookup.hpp"

#include <algorithm>

namespace cpr::cli {
namespace {

/// Whether the camelCase form of a kebab-case name is `typed`.
bool is_camel_of(std::string_view kebab, std::string_view typed) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < kebab.size(); ++i, ++at) {
    char wanted = kebab[i];
    if (wanted == '-') wanted = static_cast<char>(kebab[++i] - 'a' + 'A');
    if (at >= typed.size() || typed[at] != wanted) return false;
  }
  return at == typed.size();
}

}  // namespace

const OptionRow* find_option(std::string_view name) {
  const auto row =
      std::find_if(options().begin(), options().end(), [&](const OptionRow& candidate) {
        return candidate.name == name || is_camel_of(candidate.name, name);
      });
  return row != options().end() ? &*row : nullptr;
}

const OptionRow* find_letter(char letter) {
  const auto row = std::find_if(
      options().begin(), options().end(),
      [&](const OptionRow& candidate) { return letter != 0 && candidate.letter == letter; });
  return row != options().end() ? &*row : nullptr;
}

std::vector<const OptionRow*> find_timeout_options(std::string_view name) {
  std::vector<const OptionRow*> found;
  for (const auto& row : options()) {
    if (row.timeout_name.empty() || !row.timeout_name.starts_with(name)) continue;
    if (row.timeout_name == name) return {&row};
    found.push_back(&row);
  }
  return found;
}

std::string_view shown_name(const OptionRow& row, Verb verb) {
  return has_gnu_names(traits(verb)) && !row.timeout_name.empty() ? row.timeout_name : row.name;
}

std::string camel_name(const OptionRow& row) {
  std::string name(row.name);
  for (auto at = name.find('-'); at != name.npos; at = name.find('-', at)) {
    name.erase(at, 1);
    name[at] = static_cast<char>(name[at] - 'a' + 'A');
  }
  return name == row.name ? "" : name;
}

bool listed(const OptionRow& row, Verb verb) {
  return row.verbs.has(verb) && why_missing(row.facility).empty() &&
         (row.section != Section::Messages || verb == Verb::Fork);
}

std::vector<const OptionRow*> listed_options(Verb verb) {
  std::vector<const OptionRow*> rows;
  for (const auto& row : options()) {
    if (listed(row, verb)) rows.push_back(&row);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const OptionRow* a, const OptionRow* b) { return a->section < b->section; });
  return rows;
}

std::string_view title(Section section) {
  switch (section) {
    case Section::Limits: return "Limits";
    case Section::Command: return "Command and environment";
    case Section::Identity: return "Identity";
    case Section::Stdio: return "Input and output";
    case Section::Messages: return "Message channel";
    case Section::Report: return "Reports";
    case Section::General: return "General";
  }
  return "";
}

}  // namespace cpr::cli
