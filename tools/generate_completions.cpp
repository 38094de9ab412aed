#include "generate_completions.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "help.hpp"
#include "options/lookup.hpp"
#include "options/system_rules.hpp"
#include "process/windows/missing_facilities.hpp"
#include "slots.hpp"

namespace cpr::cli {
namespace {

std::string_view name(Offered offered) {
  switch (offered) {
    case Offered::Nothing: return "nothing";
    case Offered::Files: return "files";
    case Offered::Directories: return "directories";
    case Offered::Users: return "users";
    case Offered::Groups: return "groups";
    case Offered::Variables: return "variables";
    case Offered::Pairs: return "pairs";
  }
  return "";
}

bool has_other_timeout_name(const OptionRow& row) {
  return !row.timeout_name.empty() && row.timeout_name != row.name;
}

/// The patterns of all spellings of an option, joined.
std::string all_spellings(const OptionRow& row, std::string_view separator) {
  std::string out = fmt::format("--{}", row.name);
  if (const auto camel = camel_name(row); !camel.empty()) {
    out += fmt::format("{}--{}", separator, camel);
  }
  if (has_other_timeout_name(row)) out += fmt::format("{}--{}", separator, row.timeout_name);
  if (row.letter != 0) out += fmt::format("{}-{}", separator, row.letter);
  return out;
}

/// Both names of every verb, as the pattern of a `case`.
std::string names_of(const VerbTraits& verb) {
  return verb.node_method == verb.name ? std::string(verb.name)
                                       : fmt::format("{} | {}", verb.name, verb.node_method);
}

/// Both names of every verb, each with its description.
std::vector<std::pair<std::string_view, std::string>> described_verbs() {
  std::vector<std::pair<std::string_view, std::string>> described;
  for (const auto& verb : verbs()) {
    described.emplace_back(verb.name, verb.summary);
    if (verb.node_method != verb.name) {
      described.emplace_back(verb.node_method, fmt::format("Node's name for {}", verb.name));
    }
  }
  return described;
}

std::vector<std::string_view> verb_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, summary] : described_verbs()) names.push_back(name);
  return names;
}

// --- bash --------------------------------------------------------------------------------------

/// `exec) list='--timeout ...' ;;`, with the canonical spellings or those of Node.
std::string bash_options(bool camel) {
  std::string out;
  for (const auto& verb : verbs()) {
    std::string list;
    for (const auto* row : listed_options(verb.verb)) {
      const auto name = camel ? camel_name(*row) : std::string(shown_name(*row, verb.verb));
      if (name.empty()) continue;
      list += fmt::format("{}--{}", list.empty() ? "" : " ", name);
    }
    out += fmt::format("    {}) list='{}' ;;\n", names_of(verb), list);
  }
  return out;
}

/// What is offered for the value of each option.
std::string bash_values() {
  std::string out;
  for (const auto& row : options()) {
    if (row.value == Value::None) continue;
    out += fmt::format("    {}) offered={} list={} ;;\n", all_spellings(row, " | "),
                       name(type_of(row.value).offered), shell_quoted(offered_words(row.value)));
  }
  return out;
}

// --- zsh ---------------------------------------------------------------------------------------

/// Text inside of a specification of _arguments.
std::string zsh_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(Value value) {
  // The blank keeps _arguments from putting words of its own before ours.
  return fmt::format(" _cpr_value {} {}", name(type_of(value).offered), offered_words(value));
}

std::string zsh_verbs() {
  std::string out;
  for (const auto& [name, summary] : described_verbs()) {
    out += fmt::format("    {}\n", shell_quoted(fmt::format("{}:{}", name, summary)));
  }
  return out;
}

std::string zsh_lines(const OptionRow& row, const VerbTraits& verb) {
  const bool optional = is_optional(row.value);
  std::string value;
  if (row.value != Value::None) {
    value = fmt::format("{}{}:{}", optional ? "::" : ":", zsh_escaped(placeholder(row.value)),
                        zsh_action(row.value));
  }
  const std::string_view equals = row.value == Value::None ? "" : optional ? "=-" : "=";
  const auto hidden = [&](std::string_view name) {
    return fmt::format("        {}\n", shell_quoted(fmt::format("!--{}{}{}", name, equals, value)));
  };
  const auto camel = camel_name(row);
  if (!listed(row, verb.verb)) return hidden(row.name) + (camel.empty() ? "" : hidden(camel));
  const auto shown = shown_name(row, verb.verb);
  const std::string help = zsh_escaped(help_of(row, verb));
  const std::string excluded = row.repeats ? "*" : fmt::format("({})", all_spellings(row, " "));
  std::string out = fmt::format(
      "        {}\n",
      shell_quoted(fmt::format("{}--{}{}[{}]{}", excluded, shown, equals, help, value)));
  if (row.letter != 0) {
    out += fmt::format("        {}\n",
                       shell_quoted(fmt::format("{}-{}{}[{}]{}", excluded, row.letter,
                                                row.value == Value::None ? "" : "+", help, value)));
  }
  if (shown != row.name) out += hidden(row.name);
  return camel.empty() ? out : out + hidden(camel);
}

/// One line per option. Hidden ones, marked by `!`, are completed but not offered: Node's
/// spellings, and the message channel's options of other verbs than fork.
std::string zsh_options() {
  std::string out;
  for (const auto& verb : verbs()) {
    out += fmt::format("    {})\n      specs=(\n", names_of(verb));
    for (const auto& row : options()) {
      if (row.verbs.has(verb.verb)) out += zsh_lines(row, verb);
    }
    out += "      )\n      ;;\n";
  }
  return out;
}

// --- fish --------------------------------------------------------------------------------------

std::string fish_verbs() {
  std::string out;
  for (const auto& [name, summary] : described_verbs()) {
    out += fmt::format("complete -c cpr -n __cpr_at_verb -f -a {} -d {}\n", name,
                       shell_quoted(summary));
  }
  return out;
}

/// The function that decides whether an option is offered, for the verbs that list it; empty if
/// there are none.
std::string fish_condition(const OptionRow& row, std::string_view function,
                           std::span<const VerbTraits> among = verbs()) {
  std::vector<std::string_view> of;
  for (const auto& verb : among) {
    if (!listed(row, verb.verb) || shown_name(row, verb.verb) != row.name) continue;
    of.push_back(verb.name);
    if (verb.node_method != verb.name) of.push_back(verb.node_method);
  }
  if (of.empty()) return "";
  if (of.size() == verb_names().size()) return std::string(function);
  return fmt::format("'{} {}'", function, join(of, " "));
}

std::string fish_help(const OptionRow& row, const VerbTraits& verb) {
  const std::string fallback =
      row.fallback.empty() || verb.manages_runs ? "" : fmt::format(" (default: {})", row.fallback);
  return shell_quoted(fmt::format("{}{}", brief_help_of(row, verb), fallback));
}

/// One line per option for the verbs that run a command and one for those that manage runs, or one
/// for all: without defaults that differ between them.
std::string fish_options() {
  std::string out;
  for (const auto& row : options()) {
    std::string value;
    if (row.value != Value::None && !is_optional(row.value)) {
      value = fmt::format(" -x -a '(__cpr_value {} {})'", name(type_of(row.value).offered),
                          offered_words(row.value));
    }
    const std::string letter = row.letter != 0 ? fmt::format(" -s {}", row.letter) : "";
    const auto append = [&](const std::string& condition, const std::string& names,
                            const std::string& help) {
      if (condition.empty() || names.empty()) return;
      out += fmt::format("complete -c cpr -n {}{}{} -d {}\n", condition, names, value, help);
    };
    const auto append_for = [&](std::span<const VerbTraits> among) {
      const std::string help = fish_help(row, among.front());
      const auto camel = camel_name(row);
      append(fish_condition(row, "__cpr_in_options", among),
             fmt::format("{} -l {}", letter, row.name), help);
      append(fish_condition(row, "__cpr_in_camel_options", among),
             camel.empty() ? "" : " -l " + camel, help);
    };
    if (row.help_for_runs.empty()) {
      append_for(verbs());
    } else {
      append_for(command_verbs());
      append_for(run_verbs());
    }
    for (const auto& verb : verbs()) {
      if (!has_gnu_names(verb) || !row.verbs.has(verb.verb)) continue;
      append(fmt::format("'__cpr_in_options {}'", verb.name),
             has_other_timeout_name(row) ? fmt::format("{} -l {}", letter, row.timeout_name) : "",
             fish_help(row, verb));
    }
  }
  return out;
}

/// The options whose value is the next word, which the walk over the words has to skip.
std::string fish_values() {
  std::string long_names;
  std::string letters;
  for (const auto& row : options()) {
    if (row.value == Value::None || is_optional(row.value)) continue;
    long_names += fmt::format(" --{}", row.name);
    if (has_other_timeout_name(row)) long_names += fmt::format(" --{}", row.timeout_name);
    if (const auto camel = camel_name(row); !camel.empty()) long_names += " --" + camel;
    if (row.letter != 0) letters += row.letter;
  }
  return fmt::format("set -g __cpr_valued{}\nset -g __cpr_valued_letters '{}'\n", long_names,
                     letters);
}

// --- PowerShell --------------------------------------------------------------------------------

std::string powershell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + '\'';
}

/// `; KEY = 'one', 'two'`; nothing for no words.
std::string powershell_list(std::string_view key, const std::vector<std::string_view>& words) {
  std::string list;
  for (const auto word : words) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", powershell_quoted(word));
  }
  return list.empty() ? list : fmt::format("; {} = {}", key, list);
}

std::string powershell_elsewhere(Facility facility) {
  return windows::why_missing(facility).empty() ? "" : "; Elsewhere = $true";
}

std::string powershell_verbs() {
  std::string out;
  for (const auto& [name, summary] : described_verbs()) {
    out += fmt::format("        @{{ Name = {}; Help = {}{} }}\n", powershell_quoted(name),
                       powershell_quoted(summary), powershell_elsewhere(find_verb(name)->facility));
  }
  return out;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool is_refused_on_windows(std::string_view word, Value value) {
  if (value == Value::Signal) return !windows::can_send(parse_signal(word).value_or(0));
  // The entries of --stdio are those of --stdin and its kind as well.
  return std::any_of(value_rules().begin(), value_rules().end(), [=](const ValueRule& rule) {
    return rule.what.ends_with(fmt::format(" {}", word)) &&
           !windows::why_missing(rule.facility).empty();
  });
}

/// One line for each name and help that an option has.
std::string powershell_lines(const OptionRow& row) {
  struct Line {
    std::string name;
    std::string help;
    std::vector<std::string_view> verbs;
  };
  std::vector<Line> lines;
  for (const auto& verb : verbs()) {
    if (!listed(row, verb.verb)) continue;
    Line line{fmt::format("--{}", shown_name(row, verb.verb)), help_of(row, verb), {}};
    auto same = std::find_if(lines.begin(), lines.end(), [&](const Line& other) {
      return other.name == line.name && other.help == line.help;
    });
    if (same == lines.end()) same = lines.insert(same, std::move(line));
    same->verbs.push_back(verb.name);
    if (verb.node_method != verb.name) same->verbs.push_back(verb.node_method);
  }
  const std::string letter = row.letter != 0 ? fmt::format("-{}", row.letter) : "";
  const auto camel = camel_name(row);
  const std::string words = row.value != Value::None ? offered_words(row.value) : "";
  std::string facts = camel.empty() ? "" : fmt::format("; Camel = '--{}'", camel);
  if (row.value != Value::None) {
    facts += fmt::format("; Offered = '{}'", name(type_of(row.value).offered));
    if (is_optional(row.value)) facts += "; Optional = $true";
    auto list = split_words(words);
    facts += powershell_list("Words", list);
    std::erase_if(list, [&](auto word) { return !is_refused_on_windows(word, row.value); });
    facts += powershell_list("NotOnWindows", list);
  }
  facts += powershell_elsewhere(row.facility);
  std::string out;
  for (const auto& line : lines) {
    std::vector<std::string_view> names{line.name};
    if (!letter.empty()) names.emplace_back(letter);
    out +=
        fmt::format("        @{{ Help = {}{}{}{} }}\n", powershell_quoted(line.help),
                    powershell_list("Names", names), facts, powershell_list("Verbs", line.verbs));
  }
  return out;
}

std::string powershell_options() {
  std::string out;
  for (const auto& row : options()) out += powershell_lines(row);
  return out;
}

std::string fill(std::string_view slot) {
  if (slot == "BASH WORDS") {
    return fmt::format("  local verbs='{}'\n", join(verb_names(), " "));
  }
  if (slot == "BASH OPTIONS") return bash_options(false);
  if (slot == "BASH CAMEL OPTIONS") return bash_options(true);
  if (slot == "BASH VALUES") return bash_values();
  if (slot == "ZSH VERBS") return zsh_verbs();
  if (slot == "ZSH OPTIONS") return zsh_options();
  if (slot == "FISH WORDS") {
    return fmt::format("set -g __cpr_verbs {}\n", join(verb_names(), " "));
  }
  if (slot == "FISH VERBS") return fish_verbs();
  if (slot == "FISH OPTIONS") return fish_options();
  if (slot == "FISH VALUES") return fish_values();
  if (slot == "POWERSHELL VERBS") return powershell_verbs();
  if (slot == "POWERSHELL OPTIONS") return powershell_options();
  unknown_slot(slot);
}

}  // namespace

std::string fill_completion(std::string_view script) {
  return with_slots(script,
                    [](std::string_view slot, std::string_view& /*rest*/) { return fill(slot); });
}

}  // namespace cpr::cli
