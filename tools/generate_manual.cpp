#include "generate_manual.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "format/fmt.hpp"
#include "help.hpp"
#include "options/lookup.hpp"
#include "options/system_rules.hpp"
#include "process/windows/missing_facilities.hpp"
#include "slots.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

const std::string& named(const Texts& texts, std::string_view name) {
  const auto found = texts.find(name);
  if (found == texts.end())
    throw UsageError(fmt::format("part '{}' does not exist: see man/parts", name));
  return found->second;
}

// --- roff --------------------------------------------------------------------------------------

std::string bold(std::string_view text) {
  return fmt::format("\\fB{}\\fR", roff(text));
}

/// `-t`, `--timeout DURATION`, `--timeOut DURATION`: the spellings, each with its value.
std::string spellings(const OptionRow& row, Verb verb) {
  const auto value = placeholder(row.value);
  std::string shown;
  if (!value.empty()) {
    const bool optional = value.starts_with('[');
    shown = fmt::format("{}\\fI{}\\fR", optional ? "" : " ", roff(value));
  }
  std::string text = bold(fmt::format("--{}", shown_name(row, verb))) + shown;
  if (row.letter != 0) text = bold(fmt::format("-{}", row.letter)) + shown + ", " + text;
  if (const auto camel = camel_name(row); !camel.empty()) {
    text += fmt::format(", {}{}", bold(fmt::format("--{}", camel)), shown);
  }
  return text;
}

/// The paragraph of an option that means something else where runs are managed has its verb in
/// front.
std::string detail_name(const OptionRow& row, const VerbTraits& verb) {
  return verb.manages_runs ? fmt::format("{} {}", verb.name, row.name) : std::string(row.name);
}

std::string manual_options(const VerbTraits& verb, const Texts& details) {
  std::string out;
  std::optional<Section> section;
  for (const auto* row : listed_options(verb.verb)) {
    if (section != row->section && !verb.manages_runs) {
      out += fmt::format(".SS {}\n", title(row->section));
    }
    section = row->section;
    out += fmt::format(".TP\n{}\n{}\n", spellings(*row, verb.verb),
                       roff(sentence(help_of(*row, verb))));
    const auto more = details.find(detail_name(*row, verb));
    if (more != details.end()) out += more->second;
  }
  return out;
}

std::string manual_environment() {
  std::string out;
  for (const auto& row : options()) {
    if (row.environment.empty()) continue;
    out += fmt::format(".TP\n{}\nDefault of {}.\n", bold(row.environment),
                       bold(fmt::format("--{}", row.name)));
  }
  return out;
}

std::string manual_verbs(std::span<const VerbTraits> verbs) {
  std::string out;
  for (const auto& verb : verbs) {
    out += fmt::format(".TP\n{} [\\fIOPTIONS\\fR] [{}] \\fI{}\\fR\n{}\nSee {}(1).\n",
                       bold(fmt::format("cpr {}", verb.name)), bold("--"), roff(verb.operands),
                       roff(sentence(verb.summary)), bold(fmt::format("cpr-{}", verb.name)));
  }
  return out;
}

/// What Windows refuses: subcommands, options and values, below the reason that they share.
std::string manual_missing_on_windows() {
  std::vector<std::pair<Facility, std::string>> refused;
  const auto add = [&](Facility facility, std::string_view what) {
    if (windows::why_missing(facility).empty()) return;
    auto found = std::find_if(refused.begin(), refused.end(),
                              [=](const auto& one) { return one.first == facility; });
    if (found == refused.end()) found = refused.insert(found, {facility, ""});
    auto& list = found->second;
    list += fmt::format("{}{}", list.empty() ? "" : ",\n", bold(what));
  };
  for (const auto& verb : verbs()) add(verb.facility, fmt::format("cpr {}", verb.name));
  for (const auto& row : options()) add(row.facility, fmt::format("--{}", row.name));
  for (const auto& rule : value_rules()) add(rule.facility, rule.what);
  std::string out;
  for (const auto& [facility, list] : refused) {
    out += fmt::format(".TP\n{}\n{}\n", roff(sentence(windows::why_missing(facility))), list);
  }
  return out;
}

std::string example(std::string_view& rest) {
  std::string out = ".PP\n.RS 4\n.nf\n";
  while (!rest.empty()) {
    const auto line = take_line(rest);
    if (line == "@END@") return out + ".fi\n.RE\n";
    out += roff(line) + "\n";
  }
  throw UsageError("@EXAMPLE@ has no @END@");
}

}  // namespace

std::string roff(std::string_view text) {
  std::string out;
  // At the beginning of a line these would start a request.
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '\'': out += "\\(aq"; break;
      case '`': out += "\\(ga"; break;
      case '^': out += "\\(ha"; break;
      case '~': out += "\\(ti"; break;
      default: out += c;
    }
  }
  return out;
}

Texts parse_blocks(std::string_view text) {
  Texts blocks;
  std::string* block = nullptr;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.starts_with("@@ ")) {
      block = &blocks[std::string(line.substr(3))];
    } else if (block != nullptr) {
      block->append(line).append("\n");
    } else if (!line.starts_with(".\\\"")) {
      throw UsageError(fmt::format("'{}' comes before the first '@@ NAME'", line));
    }
  }
  return blocks;
}

std::string fill_manual(std::string_view prose, const Texts& parts, const Texts& details) {
  for (const auto& [name, text] : details) {
    const auto blank = name.find(' ');
    const VerbTraits* verb = blank == name.npos ? nullptr : find_verb(name.substr(0, blank));
    const std::string option = verb != nullptr ? name.substr(blank + 1) : name;
    const OptionRow* row = find_option(option);
    if (row == nullptr || row->name != option) {
      throw UsageError(fmt::format("man/parts/options.in: option --{} does not exist", name));
    }
  }
  std::string page = with_slots(prose, [&](std::string_view slot, std::string_view& rest) {
    const auto space = std::min(slot.find(' '), slot.size());
    const auto word = slot.substr(0, space);
    const auto argument = slot.substr(std::min(space + 1, slot.size()));
    if (word == "OPTIONS") {
      const auto* verb = find_verb(argument);
      if (verb == nullptr) unknown_slot(slot);
      return manual_options(*verb, details);
    }
    if (word == "PART") return fill_manual(named(parts, argument), parts, {});
    if (word == "ENVIRONMENT") return manual_environment();
    if (slot == "VERBS commands") return manual_verbs(command_verbs());
    if (slot == "VERBS runs") return manual_verbs(run_verbs());
    if (slot == "MISSING windows") return manual_missing_on_windows();
    if (word == "EXAMPLE") return example(rest);
    unknown_slot(slot);
  });
  constexpr std::string_view version = "@VERSION@";
  for (std::size_t at = 0; (at = page.find(version, at)) != page.npos;) {
    page.replace(at, version.size(), CPR_VERSION);
  }
  return page;
}

}  // namespace cpr::cli
