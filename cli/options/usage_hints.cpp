#include "options/usage_hints.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/command.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "options/spelling.hpp"
#include "options/stdio_entries.hpp"
#include "options/suggest.hpp"
#include "options/values.hpp"
#include "process/environment.hpp"
#include "process/lookup.hpp"

namespace cpr::cli {
namespace {

bool is_shell_name(std::string_view path) {
  constexpr std::array<std::string_view, 7> names{"sh",  "bash", "dash", "zsh",
                                                  "ksh", "fish", "ash"};
  return std::find(names.begin(), names.end(), file_name(path)) != names.end();
}

/// A duration of timeout(1): a bare number means seconds.
std::optional<std::string> duration_of_timeout(std::string_view word) {
  if (word.empty() || word.find_first_of("0123456789") == word.npos) return std::nullopt;
  if (parse_whole(word)) return fmt::format("{}s", word);
  return is_duration(word) ? std::string(word) : meant_duration(word);
}

bool exists_in_path(const std::string& program) {
  const Command command{.file = program};
  return !lookup_program(command, resolve(command, own_environment())).failure;
}

void append(Words& words, std::span<const std::string> more) {
  words.insert(words.end(), more.begin(), more.end());
}

Words concat(std::string_view verb, const Words& options, const Words& operands) {
  Words words{std::string(verb)};
  append(words, options);
  if (!operands.empty() && operands.front().starts_with('-')) words.emplace_back("--");
  append(words, operands);
  return words;
}

/// Command lines for options and operands without a subcommand, or with one that does not exist.
std::vector<Words> with_subcommand(Words options, Words operands) {
  bool dropped = false;
  const auto drop_first = [&] {
    operands.erase(operands.begin());
    dropped = true;
  };
  if (operands.empty()) return {concat("spawn", options, {"COMMAND"})};
  if (operands.front() == "run" && operands.size() > 1) drop_first();
  if (const auto duration = duration_of_timeout(operands.front());
      duration && operands.size() > 1) {
    options.insert(options.end(), {"--timeout", *duration});
    drop_first();
  }
  const auto* verb = find_verb(operands.front());
  if (verb != nullptr && verb->manages_runs) verb = nullptr;  // the programs kill and ps
  if (verb != nullptr) drop_first();
  // Options may follow the words that were dropped.
  const bool more_options = dropped && !operands.empty() && is_option_like(operands.front());
  if (verb != nullptr || more_options) {
    append(options, operands);
    return {concat(verb != nullptr ? verb->name : "spawn", options, {})};
  }
  if (operands.size() == 1 && is_for_shell(operands.front())) {
    return {concat("exec", options, operands)};
  }
  std::vector<Words> lines{concat("spawn", options, operands)};
  const bool plain = std::none_of(operands.begin(), operands.end(), is_for_shell);
  if (options.empty() && plain) lines.insert(lines.begin(), {"exec", shell_line(operands)});
  return lines;
}

Words option_words(const CutLine& line) {
  const auto words = line.words.first(line.scanned.option_words);
  return {words.begin(), words.end()};
}

/// The same words with another value for one option.
Words with_value(const CutLine& line, const Use& use, std::string_view value) {
  Words words = option_words(line);
  std::string& word = words[use.value_at];
  word.replace(word.size() - use.value.size(), use.value.size(), value);
  return words;
}

Words line_of(const CutLine& line, const Words& options, const Words& operands) {
  Words words{std::string(traits(line.verb).name)};
  append(words, options);
  if (line.scanned.separated) words.emplace_back("--");
  append(words, operands);
  return words;
}

/// Refuses `--timeout 5 s ls`.
void check_split_unit(const CutLine& line) {
  const Words& operands = line.scanned.operands;
  if (line.scanned.uses.empty() || operands.empty() || line.scanned.separated) return;
  if (traits(line.verb).is_timeout) return;  // `timeout -k 5 .5 ls` is right
  const Use& use = line.scanned.uses.back();
  if (!parse_whole(use.value)) return;
  const std::string& unit = operands.front();
  // A second number is not a unit.
  if (unit.empty() || (unit.front() >= '0' && unit.front() <= '9')) return;
  const auto joined = fmt::format("{}{}", use.value, unit);
  std::optional<std::string> meant;
  if (use.row->value == Value::Duration) {
    meant = is_duration(joined) ? joined : meant_duration(joined);
  } else if (use.row->value == Value::Size && is_size(joined)) {
    meant = joined;
  }
  if (!meant) return;
  throw Slip(
      fmt::format(
          "--{}: {} and its unit {} must be one argument (write -- before a program named {})",
          use.row->name, in_quotes(use.value), in_quotes(unit), in_quotes(unit)),
      {line_of(line, with_value(line, use, *meant), {operands.begin() + 1, operands.end()})});
}

void check_value(const CutLine& line, const Use& use) {
  const auto refuse = [&](std::string_view problem, const std::string& meant) {
    throw Slip(fmt::format("--{}: {} {}", use.row->name, in_quotes(use.value), problem),
               {line_of(line, with_value(line, use, meant), line.scanned.operands)});
  };
  switch (use.row->value) {
    case Value::Duration:
    case Value::OptionalDuration:
      if (is_duration(use.value) || traits(line.verb).is_timeout) return;
      if (const auto meant = meant_duration(use.value)) {
        const bool no_unit = use.value.find_first_not_of(".0123456789") == use.value.npos;
        refuse(no_unit ? "has no unit" : "is not a duration", *meant);
      }
      return;
    case Value::InputEntry:
    case Value::OutputEntry:
    case Value::FdEntry:
    case Value::StdioList:
      if (const auto meant = meant_stdio(use.row->value, use.value)) {
        const bool is_file = meant->find_first_of("<>") != meant->npos;
        refuse(
            is_file ? "is not an entry: a file needs its direction, <, > or >>" : "is not an entry",
            *meant);
      }
      return;
    default: return;
  }
}

void check_values(const CutLine& line) {
  const auto& uses = line.scanned.uses;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    // If an option is repeated, the last value wins.
    const bool counts = uses[i].row->repeats ||
                        std::none_of(uses.begin() + static_cast<std::ptrdiff_t>(i) + 1, uses.end(),
                                     [&](const Use& later) { return later.row == uses[i].row; });
    if (counts && uses[i].value_at != Use::nowhere) check_value(line, uses[i]);
  }
}

/// Refuses `--shell bash 'COMMAND'`.
void check_shell(const CutLine& line) {
  const auto& scanned = line.scanned;
  if (scanned.uses.empty() || scanned.separated || scanned.operands.size() < 2) return;
  const Use& use = scanned.uses.back();
  const std::string& shell = scanned.operands.front();
  const bool without_path = use.row->value == Value::OptionalPath && use.value_at == Use::nowhere;
  if (!without_path || !is_shell_name(shell)) return;
  Words options = option_words(line);
  options.back() += "=" + shell;
  Words rest(scanned.operands.begin() + 1, scanned.operands.end());
  if (rest.front() == "-c" && rest.size() > 1) rest.erase(rest.begin());
  throw Slip(
      fmt::format("--shell: {} would be the command: write the shell after '='", in_quotes(shell)),
      {line_of(line, options, rest)});
}

/// Refuses `--progress 30s make`.
void check_interval(const CutLine& line) {
  const auto& scanned = line.scanned;
  if (scanned.uses.empty() || scanned.separated || scanned.operands.empty()) return;
  const Use& use = scanned.uses.back();
  const std::string& duration = scanned.operands.front();
  const bool is_bare = use.row->value == Value::OptionalDuration && use.value_at == Use::nowhere;
  if (!is_bare || !is_duration(duration)) return;
  Words options = option_words(line);
  options.back() += "=" + duration;
  throw Slip(fmt::format("--{}: {} would be the command: write the duration after '='",
                         use.row->name, in_quotes(duration)),
             {line_of(line, options, {scanned.operands.begin() + 1, scanned.operands.end()})});
}

/// Whether a script uses its arguments: $1, ${2}, $@, $*, $#.
bool uses_arguments(std::string_view script) {
  for (auto at = script.find('$'); at != script.npos; at = script.find('$', at + 1)) {
    auto name = script.substr(at + 1);
    if (name.starts_with('{')) name.remove_prefix(1);
    if (!name.empty() && std::string_view("123456789@*#").find(name.front()) != name.npos) {
      return true;
    }
  }
  return false;
}

/// Options after the command of exec, and the words after them.
struct LateOptions {
  Words options;
  Words operands;
};

std::optional<LateOptions> late_options(const CutLine& line) {
  const auto rest = line.words.subspan(line.scanned.option_words + 1);
  const std::string_view first = rest.front();
  // In `ls -t` and `ls --all x` they are options of the command, unless that is quoted.
  const bool quoted = is_for_shell(line.scanned.operands.front());
  if (!is_option_like(first) || first == "--" || (!quoted && !first.starts_with("--"))) {
    return std::nullopt;
  }
  LateOptions late;
  try {
    Scanned scanned = scan(line.verb, rest);
    check_split_unit({line.verb, rest, scanned});
    late.operands = std::move(scanned.operands);
  } catch (const Slip&) {
    // parse() corrects the new line once more.
  } catch (const UsageError&) {
    if (!quoted) return std::nullopt;
  }
  if (!quoted && !late.operands.empty()) return std::nullopt;
  late.options.assign(rest.begin(), rest.end() - static_cast<std::ptrdiff_t>(late.operands.size()));
  return late;
}

/// Refuses more than one operand of exec.
void check_exec(const CutLine& line) {
  const Words& operands = line.scanned.operands;
  if (line.verb != Verb::Exec || line.scanned.separated || operands.size() < 2) return;
  const std::string& command = operands.front();
  const Words options = option_words(line);
  Words rest(operands.begin() + 1, operands.end());
  const Words quoted = concat("exec", options, {command + " " + shell_line(rest)});
  if (const auto late = late_options(line)) {
    Words ordered = options;
    append(ordered, late->options);
    append(ordered, std::array{command});
    append(ordered, late->operands);
    std::vector<Words> lines{concat("exec", ordered, {})};
    if (!is_for_shell(command)) lines.push_back(quoted);
    throw Slip(fmt::format("{} must come before the command", in_quotes(rest.front())), lines);
  }
  const bool separated = rest.front() == "--" && rest.size() > 1;
  if (separated || uses_arguments(command) || command == "-") {
    Words words{"exec"};
    append(words, options);
    append(words, std::array<std::string, 2>{"--", command});
    append(words, std::span(rest).subspan(separated ? 1 : 0));
    throw Slip("exec takes one command line: to pass it arguments ($1, $2 ...), write -- before it",
               {words});
  }
  std::vector<Words> lines{quoted};
  if (!is_for_shell(command)) lines.push_back(concat("exec-file", options, operands));
  throw Slip(fmt::format("exec takes one command line, not {} arguments", operands.size()), lines);
}

/// Refuses `kill TOKEN -s KILL`: options behind the first token.
void check_tokens(const CutLine& line) {
  const Words& operands = line.scanned.operands;
  if (!traits(line.verb).manages_runs || line.scanned.separated) return;
  const auto late = std::find_if(operands.begin(), operands.end(), is_option_like);
  if (late == operands.end()) return;
  Words words = option_words(line);
  words.insert(words.end(), late, operands.end());
  words.insert(words.end(), operands.begin(), late);
  throw Slip(fmt::format("{} must come before the tokens", in_quotes(*late)),
             {concat(traits(line.verb).name, words, {})});
}

std::string_view nearest_subcommand(std::string_view word) {
  // `--timout` is a misspelt option, not the subcommand timeout.
  if (word.starts_with('-'))
    return nearest(word, std::array<std::string_view, 2>{"--help", "--version"});
  std::vector<std::string_view> names{"help", "--help", "--version"};
  for (const auto& verb : verbs()) names.push_back(verb.name);
  return nearest(word, names);
}

/// Options in front of the subcommand.
[[noreturn]] void refuse_first_option(std::span<char* const> words) {
  const std::string_view first = words.front();
  Scanned scanned;
  try {
    scanned = scan(Verb::Spawn, words);
  } catch (const Slip& slip) {
    const Words& line = slip.lines().front();
    throw Slip(slip.what(), {{line.begin() + 1, line.end()}});
  } catch (const UsageError&) {
    if (nearest_subcommand(first).empty()) throw;
    refuse_subcommand(first);  // --verison
  }
  Words options(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(scanned.option_words));
  auto& operands = scanned.operands;
  if (operands.size() > 1 && parse_whole(operands.front())) {
    // In timeout(1) every bare number means seconds.
    for (const auto& use : scanned.uses) {
      if (use.row->value == Value::Duration && parse_whole(use.value)) options[use.value_at] += 's';
    }
  }
  // `cpr -- ls` has no options.
  const std::string_view problem =
      options.empty() ? "is not a subcommand" : "must come after the subcommand";
  throw Slip(fmt::format("{} {}", in_quotes(first), problem),
             with_subcommand(std::move(options), std::move(operands)));
}

}  // namespace

void refuse_subcommand(std::string_view word) {
  const auto near = nearest_subcommand(word);
  const std::string hint = near.empty() ? "" : fmt::format(" (did you mean {}?)", near);
  throw UsageError(fmt::format("unknown {} '{}'{}: see 'cpr help'",
                               word.starts_with('-') ? "option" : "subcommand", word, hint));
}

void refuse_first_word(std::span<char* const> words) {
  const std::string first = words.front();
  if (is_option_like(first) && (first.front() == '-' || respelled(first))) {
    refuse_first_option(words);
  }
  // A typing error, unless the word is the name of a program.
  const bool is_name = first.find('/') == first.npos;
  const bool is_near = first.empty() || (is_name && !nearest_subcommand(first).empty());
  if (is_near && !exists_in_path(first)) refuse_subcommand(first);
  throw Slip(fmt::format("{} is not a subcommand", in_quotes(first)),
             with_subcommand({}, {words.begin(), words.end()}));
}

void check_line(const CutLine& line) {
  check_split_unit(line);
  check_values(line);
  check_shell(line);
  check_interval(line);
  check_exec(line);
  check_tokens(line);
}

std::string typed_line(const Words& words) {
  constexpr std::size_t longest = 2000;
  const std::string line = fmt::format("cpr {}", shell_line(words));
  return fmt::format("{}{}", prefix_of(line, longest), line.size() > longest ? " ..." : "");
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_for_shell(std::string_view word) {
  return word.find_first_of(" \t\n|&;<>()$`\\\"'*?[") != word.npos;
}

}  // namespace cpr::cli
