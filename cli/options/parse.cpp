#include "options/parse.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "format/fmt.hpp"
#include "options/assemble.hpp"
#include "options/cli11.hpp"
#include "options/draft.hpp"
#include "options/lookup.hpp"
#include "options/scan.hpp"
#include "options/system_rules.hpp"
#include "options/tokens.hpp"
#include "options/usage_hints.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

/// The options that the command line names or the environment has a default for.
std::vector<Given> given_options(Verb verb, const Scanned& scanned) {
  std::vector<Given> given;
  for (const auto& row : options()) {
    Given one{.row = &row, .shown_name = shown_name(row, verb)};
    for (std::size_t i = 0; i < scanned.uses.size(); ++i) {
      if (scanned.uses[i].row == &row) one.places.push_back(i);
    }
    const bool has_default =
        !row.environment.empty() && row.verbs.has(verb) && !traits(verb).manages_runs;
    if (one.places.empty() && has_default) {
      // Not by CLI11, which ignores an empty variable: cpr refuses it.
      if (const char* value = std::getenv(row.environment.data())) {
        one.environment = row.environment;
        one.values = {value};
      }
    }
    if (!one.places.empty() || !one.environment.empty()) given.push_back(std::move(one));
  }
  return given;
}

std::string long_name(std::string_view name) {
  return fmt::format("--{}", name);
}

void check_verb(const OptionRow& row, const VerbTraits& verb) {
  if (row.verbs.has(verb.verb)) return;
  if (verb.is_timeout && row.name == "timeout") {
    throw UsageError("--timeout: the time limit of cpr timeout is its first operand");
  }
  std::vector<std::string> others;
  for (const auto& other : verbs()) {
    if (row.verbs.has(other.verb)) others.push_back(fmt::format("cpr {}", other.name));
  }
  throw UsageError(fmt::format("--{}: cpr {} does not take this option: use {}", row.name,
                               verb.name, join(others, " or ")));
}

void add_option(CLI::App& app, Draft& draft, Given& given) {
  const OptionRow& row = *given.row;
  const auto apply = [&] { row.apply(draft, given); };
  if (row.value == Value::None && given.environment.empty()) {
    app.add_flag_callback(long_name(row.name), apply);
    return;
  }
  CLI::callback_t take = [&given, apply](const CLI::results_t& values) {
    given.values = values;
    apply();
    return true;
  };
  app.add_option(long_name(row.name), std::move(take))
      ->multi_option_policy(row.repeats ? CLI::MultiOptionPolicy::TakeAll
                                        : CLI::MultiOptionPolicy::TakeLast)
      ->allow_extra_args(false);  // one value per use, or it would take the program as well
}

/// Tells CLI11 what an option needs and excludes, once all of them are added.
void add_relations(CLI::App& app, const OptionRow& row) {
  auto* option = app.get_option(long_name(row.name));
  const auto find = [&](std::string_view name) { return app.get_option_no_throw(long_name(name)); };
  if (!row.needs.empty()) {
    auto* needed = find(row.needs);
    option->needs(needed != nullptr ? needed : app.add_flag(long_name(row.needs)));
  }
  for (const auto name : row.excludes) {
    if (auto* other = name.empty() ? nullptr : find(name)) option->excludes(other);
  }
}

/// Has CLI11 read the option words and apply the options to the draft.
void read_options(Draft& draft, const Scanned& scanned) {
  std::vector<Given> given = given_options(draft.verb.verb, scanned);
  if (given.empty()) return;
  CLI::App app;
  app.set_help_flag();
  std::vector<std::string> words;
  for (auto& one : given) {
    const OptionRow& row = *one.row;
    check_verb(row, draft.verb);
    require(row.facility, long_name(row.name));
    add_option(app, draft, one);
    if (!one.environment.empty()) {
      draft.options.from_environment.push_back({one.environment, row.name, one.value()});
      words.insert(words.end(), {long_name(row.name), one.value()});
    } else if (row.section == Section::Messages) {
      draft.channel.needed_by = row.name;
    }
  }
  for (const auto& one : given) {
    // A default from the environment needs and excludes nothing.
    if (one.environment.empty()) add_relations(app, *one.row);
  }
  words.insert(words.end(), scanned.words.begin(), scanned.words.end());
  std::reverse(words.begin(), words.end());  // as App::parse() wants them
  try {
    app.parse(std::move(words));
  } catch (const CLI::ExcludesError& error) {
    std::string text = error.what();  // "--json excludes --unref"
    text.replace(text.find("excludes"), 8, "cannot be used with");
    throw UsageError(fmt::format("{}: omit one of them", text));
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
}

Options without_run(Options::Action action, std::optional<Verb> verb = std::nullopt) {
  Options options;
  options.action = action;
  options.verb = verb;
  return options;
}

Options parse_help(std::span<char* const> words) {
  if (words.empty()) return without_run(Options::Action::Manual);
  const auto* verb = find_verb(words.front());
  if (verb == nullptr) refuse_subcommand(words.front());
  if (words.size() > 1) {
    throw UsageError(fmt::format("help: '{}' is one argument too many: write cpr help {}", words[1],
                                 verb->name));
  }
  return without_run(Options::Action::Manual, verb->verb);
}

/// A valid subcommand, and options and operands in the right places.
struct ReadLine {
  Verb verb;
  Scanned scanned;
};

/// \param words the arguments of cpr, not empty
/// \throws Slip, UsageError
ReadLine read_line(std::span<char* const> words) {
  const auto* verb = find_verb(words.front());
  if (verb == nullptr) refuse_first_word(words);
  require(verb->facility, fmt::format("cpr {}", verb->name));
  ReadLine line{verb->verb, scan(verb->verb, words.subspan(1))};
  if (line.scanned.asked == Asked::Nothing) check_line({line.verb, words.subspan(1), line.scanned});
  return line;
}

/// Applies corrections until none is left, so that the suggested line works.
Words corrected(Words line) {
  constexpr int max_corrections = 8;
  for (int i = 0; i < max_corrections; ++i) {
    std::vector<char*> argv;
    for (auto& word : line) argv.push_back(word.data());
    try {
      read_line(argv);
      break;
    } catch (const Slip& slip) {
      line = Words(slip.lines().front());
    } catch (const UsageError&) {
      break;
    }
  }
  return line;
}

std::string describe(const Slip& slip) {
  std::string text = fmt::format("{}: write ", slip.what());
  for (const auto& line : slip.lines()) {
    if (&line != &slip.lines().front()) text += " or ";
    text += typed_line(corrected(line));
  }
  return text;
}

}  // namespace

Options parse(std::span<char* const> argv, unsigned missing, Instant started_at) {
  // Through a link of that name, cpr stands in for timeout(1): the subcommand is in argv[0].
  static char timeout[] = "timeout";
  std::vector<char*> with_subcommand;
  auto words = argv.subspan(std::min<std::size_t>(1, argv.size()));
  auto typed = words.subspan(std::min<std::size_t>(1, words.size()));
  if (!argv.empty() && file_name(argv.front()) == timeout) {
    typed = words;
    with_subcommand.assign(argv.begin(), argv.end());
    with_subcommand.front() = timeout;
    words = with_subcommand;
  }
  if (words.empty()) throw UsageError("missing subcommand: see 'cpr help'");
  const std::string_view word = words.front();
  if (word == "--version" || word == "-V") return without_run(Options::Action::Version);
  if (word == "--help" || word == "-h") return without_run(Options::Action::Help);
  if (word == "help") return parse_help(words.subspan(1));
  try {
    ReadLine line = read_line(words);
    const Scanned& scanned = line.scanned;
    switch (scanned.asked) {
      case Asked::BriefHelp: return without_run(Options::Action::BriefHelp, line.verb);
      case Asked::Help: return without_run(Options::Action::Help, line.verb);
      case Asked::Version: return without_run(Options::Action::Version);
      case Asked::Nothing: break;
    }
    Draft draft(line.verb);
    draft.job().started_at = started_at.at;
    draft.options.started_at = started_at.wall;
    read_options(draft, scanned);
    if (draft.verb.manages_runs) {
      draft.options.tokens = parse_tokens(draft.verb, scanned.operands);
      return std::move(draft.options);
    }
    draft.options.argv = argv;
    draft.options.typed = typed.first(scanned.option_words);
    return assemble(std::move(draft), std::move(line.scanned.operands), missing);
  } catch (const Slip& slip) {
    throw UsageError(describe(slip));
  }
}

}  // namespace cpr::cli
