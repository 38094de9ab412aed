// The slots of the completion scripts. What a script does with its tables stands in the script.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "completion_values.hpp"
#include "core/signals.hpp"
#include "generate.hpp"
#include "help.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

std::string_view word_for(Offered offered) {
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

/// The patterns of all spellings of an option, joined.
std::string all_spellings(const OptionRow& row, std::string_view separator) {
  std::string out = fmt::format("--{}", row.name);
  if (!row.camel_name.empty()) out += fmt::format("{}--{}", separator, row.camel_name);
  if (row.letter != 0) out += fmt::format("{}-{}", separator, row.letter);
  return out;
}

/// Both names of every verb, as the pattern of a `case`.
std::string names_of(const VerbTraits& verb) {
  return verb.alias.empty() ? std::string(verb.name)
                            : fmt::format("{} | {}", verb.name, verb.alias);
}

/// In single quotes of a shell; no text of the table has one of those but for an apostrophe.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::vector<std::string_view> verb_names() {
  std::vector<std::string_view> names;
  for (const auto& verb : verbs()) {
    names.push_back(verb.name);
    if (!verb.alias.empty()) names.push_back(verb.alias);
  }
  return names;
}

// --- bash --------------------------------------------------------------------------------------

/// `exec) list='--timeout ...' ;;`, with the canonical spellings or those of Node.
std::string bash_options(bool camel) {
  std::string out;
  for (const auto& verb : verbs()) {
    std::string list;
    for (const auto& row : options()) {
      const auto name = camel ? row.camel_name : row.name;
      if (name.empty() || !takes(verb.verb, row.option)) continue;
      list += fmt::format("{}--{}", list.empty() ? "" : " ", name);
    }
    out += fmt::format("    {}) list='{}' ;;\n", names_of(verb), list);
  }
  return out;
}

/// What the value of each option is offered.
std::string bash_values() {
  std::string out;
  for (const auto& row : options()) {
    if (row.value == Value::None) continue;
    const auto value = completion_of(row.value);
    out += fmt::format("    {}) offered={} list={} ;;\n", all_spellings(row, " | "),
                       word_for(value.offered),
                       quoted(fmt::format("{}", fmt::join(value.words, " "))));
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
  const auto completion = completion_of(value);
  // The blank keeps _arguments from putting words of its own before ours.
  return fmt::format(" _cpr_value {} {}", word_for(completion.offered),
                     fmt::join(completion.words, " "));
}

std::string zsh_verbs() {
  std::string out;
  for (const auto& verb : verbs()) {
    out += fmt::format("    {}\n", quoted(fmt::format("{}:{}", verb.name, verb.summary)));
  }
  return out;
}

/// One line an option; Node's spelling is known, not offered.
std::string zsh_options() {
  std::string out;
  for (const auto& verb : verbs()) {
    out += fmt::format("    {})\n      specs=(\n", names_of(verb));
    for (const auto& row : options()) {
      if (!takes(verb.verb, row.option)) continue;
      const bool optional = row.value == Value::OptionalPath;
      std::string value;
      if (row.value != Value::None) {
        value = fmt::format("{}{}:{}", optional ? "::" : ":", zsh_escaped(placeholder(row.value)),
                            zsh_action(row.value));
      }
      const std::string_view equals = row.value == Value::None ? "" : optional ? "=-" : "=";
      const std::string help = zsh_escaped(help_of(row, verb));
      const std::string excluded = row.repeats ? "*" : fmt::format("({})", all_spellings(row, " "));
      out += fmt::format("        {}\n", quoted(fmt::format("{}--{}{}[{}]{}", excluded, row.name,
                                                            equals, help, value)));
      if (row.letter != 0) {
        out += fmt::format("        {}\n",
                           quoted(fmt::format("{}-{}{}[{}]{}", excluded, row.letter,
                                              row.value == Value::None ? "" : "+", help, value)));
      }
      if (!row.camel_name.empty()) {
        out += fmt::format("        {}\n",
                           quoted(fmt::format("!--{}{}{}", row.camel_name, equals, value)));
      }
    }
    out += "      )\n      ;;\n";
  }
  return out;
}

// --- fish --------------------------------------------------------------------------------------

std::string fish_verbs() {
  std::string out;
  for (const auto& verb : verbs()) {
    out += fmt::format("complete -c cpr -n __cpr_at_verb -f -a {} -d {}\n", verb.name,
                       quoted(verb.summary));
  }
  return out;
}

std::string fish_options() {
  std::string out;
  for (const auto& row : options()) {
    std::vector<std::string_view> of;
    for (const auto& verb : verbs()) {
      if (!takes(verb.verb, row.option)) continue;
      of.push_back(verb.name);
      if (!verb.alias.empty()) of.push_back(verb.alias);
    }
    const bool everywhere = of.size() == verb_names().size();
    const std::string condition =
        everywhere ? "__cpr_in_options" : fmt::format("'__cpr_in_options {}'", fmt::join(of, " "));
    std::string value;
    if (row.value != Value::None && row.value != Value::OptionalPath) {
      const auto completion = completion_of(row.value);
      value = fmt::format(" -x -a '(__cpr_value {} {})'", word_for(completion.offered),
                          fmt::join(completion.words, " "));
    }
    // The default is a verb's; here is a line for all of them.
    std::string help(row.help.substr(0, row.help.find(" (default: {})")));
    const std::string letter = row.letter != 0 ? fmt::format(" -s {}", row.letter) : "";
    out += fmt::format("complete -c cpr -n {}{} -l {}{} -d {}\n", condition, letter, row.name,
                       value, quoted(help));
    if (!row.camel_name.empty()) {
      const std::string only = everywhere
                                   ? "__cpr_in_camel_options"
                                   : fmt::format("'__cpr_in_camel_options {}'", fmt::join(of, " "));
      out += fmt::format("complete -c cpr -n {} -l {}{} -d {}\n", only, row.camel_name, value,
                         quoted(help));
    }
  }
  return out;
}

/// The options whose value is the next word: these the walk over the words has to skip.
std::string fish_values() {
  std::string long_names;
  std::string letters;
  for (const auto& row : options()) {
    if (row.value == Value::None || row.value == Value::OptionalPath) continue;
    long_names += fmt::format(" --{}", row.name);
    if (!row.camel_name.empty()) long_names += fmt::format(" --{}", row.camel_name);
    if (row.letter != 0) letters += row.letter;
  }
  return fmt::format("set -g __cpr_valued{}\nset -g __cpr_valued_letters '{}'\n", long_names,
                     letters);
}

std::string fill(std::string_view slot) {
  if (slot == "BASH WORDS") {
    return fmt::format("  local verbs='{}'\n", fmt::join(verb_names(), " "));
  }
  if (slot == "BASH OPTIONS") return bash_options(false);
  if (slot == "BASH CAMEL OPTIONS") return bash_options(true);
  if (slot == "BASH VALUES") return bash_values();
  if (slot == "ZSH VERBS") return zsh_verbs();
  if (slot == "ZSH OPTIONS") return zsh_options();
  if (slot == "FISH WORDS") {
    return fmt::format("set -g __cpr_verbs {}\n", fmt::join(verb_names(), " "));
  }
  if (slot == "FISH VERBS") return fish_verbs();
  if (slot == "FISH OPTIONS") return fish_options();
  if (slot == "FISH VALUES") return fish_values();
  throw UsageError(fmt::format("there is no slot '@{}@'; generate.hpp lists them", slot));
}

}  // namespace

CompletionValue completion_of(Value value) {
  if (const auto words = choices(value); !words.empty())
    return {Offered::Nothing, {words.begin(), words.end()}};
  switch (value) {
    case Value::Duration: return {Offered::Nothing, {"500ms", "5s", "1m", "1h", "none"}};
    case Value::Size: return {Offered::Nothing, {"200K", "1M", "10M", "none"}};
    case Value::Signal: {
      CompletionValue signals;
      for (const auto& signal : signal_names()) signals.words.emplace_back(signal.name);
      return signals;
    }
    case Value::Directory: return {Offered::Directories};
    case Value::File:
    case Value::OptionalPath: return {Offered::Files};
    case Value::EnvPair: return {Offered::Pairs};
    case Value::EnvName: return {Offered::Variables};
    case Value::User: return {Offered::Users};
    case Value::Group: return {Offered::Groups};
    case Value::GroupList: return {Offered::Groups, {"init"}};
    case Value::Stdio:
      return {Offered::Nothing,
              {"pipe", "inherit", "ignore", "inherit,pipe,pipe", "inherit,inherit,inherit,ipc"}};
    case Value::StdioEntry: return {Offered::Nothing, {"pipe", "inherit", "ignore", "ipc"}};
    case Value::FdEntry: return {Offered::Nothing, {"3=pipe", "3=inherit", "3=ignore", "3=ipc"}};
    case Value::Handle:
      return {Offered::Nothing,
              {"tcp-server:", "tcp-socket:", "udp4:", "udp6:", "unix-server:", "unix-socket:"}};
    case Value::ListenAddress: return {Offered::Nothing, {"tcp:", "unix:"}};
    case Value::MessageSource:
    case Value::OutputTarget: return {Offered::Files, {"fd:3"}};
    case Value::EventTarget: return {Offered::Files, {"-", "fd:3"}};
    default: return {};  // text, which nobody can guess
  }
}

std::string fill_completion(std::string_view script) {
  std::string out;
  while (!script.empty()) {
    const auto end = std::min(script.find('\n'), script.size());
    const auto line = script.substr(0, end);
    script.remove_prefix(std::min(end + 1, script.size()));
    if (line.size() > 2 && line.front() == '@' && line.back() == '@') {
      out += fill(line.substr(1, line.size() - 2));
    } else {
      out.append(line).append("\n");
    }
  }
  return out;
}

}  // namespace cpr::cli
