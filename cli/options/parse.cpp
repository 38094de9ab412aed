#include "options/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include "options/cli11.hpp"

#include "options/scan.hpp"
#include "options/usage_hints.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

std::vector<std::size_t> places_of(const OptionRow& row, const Scanned& scanned) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < scanned.uses.size(); ++i) {
    if (scanned.uses[i].row == &row) places.push_back(i);
  }
  return places;
}

/// Has CLI11 read the option words. It knows only the options that are named: building it for all
/// of them would cost more than everything else that cpr does before it starts the child.
std::vector<Given> read_options(const Scanned& scanned) {
  std::vector<Given> given;
  if (scanned.named.empty()) return given;
  given.reserve(scanned.named.size());
  CLI::App app;
  app.set_help_flag();
  for (const auto* row : scanned.named) {
    Given& values = given.emplace_back(Given{row, {}, {}, places_of(*row, scanned)});
    const std::string name = fmt::format("--{}", row->name);
    if (row->value == Value::None) {
      app.add_flag(name);
      continue;
    }
    CLI::callback_t take = [&values](const CLI::results_t& results) {
      values.values = results;
      return true;
    };
    // One value a use: without this CLI11 would take the program for a second one.
    app.add_option(name, std::move(take))
        ->multi_option_policy(row->repeats ? CLI::MultiOptionPolicy::TakeAll
                                           : CLI::MultiOptionPolicy::TakeLast)
        ->allow_extra_args(false);
  }
  std::vector<std::string> words(scanned.words.rbegin(), scanned.words.rend());
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
  return given;
}

/// Adds what the environment says about options that argv does not name, and sorts all by the
/// table.
void add_environment(std::vector<Given>& given) {
  for (const auto& row : options()) {
    if (row.environment.empty()) continue;
    const auto named = [&](const Given& one) { return one.row == &row; };
    if (std::any_of(given.begin(), given.end(), named)) continue;
    const char* value = std::getenv(std::string(row.environment).c_str());
    if (value != nullptr) given.push_back({&row, {value}, row.environment, {}});
  }
  std::sort(given.begin(), given.end(),
            [](const Given& a, const Given& b) { return a.row->option < b.row->option; });
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
    throw UsageError(
        fmt::format("help takes one subcommand, and '{}' is one word too many; write cpr help {}",
                    words[1], verb->name));
  }
  return without_run(Options::Action::Manual, verb->verb);
}

/// A command line whose words are where they belong.
struct ReadLine {
  Verb verb;
  Scanned scanned;
  bool asks_for_help = false;
};

/// \param words behind `cpr`, not empty
/// \throws Slip, UsageError
ReadLine read_line(std::span<char* const> words) {
  const auto* verb = find_verb(words.front());
  if (verb == nullptr) refuse_first_word(words);
  ReadLine line{verb->verb, scan(verb->verb, words.subspan(1))};
  const auto is_help = [](const OptionRow* row) { return row->option == Option::Help; };
  const auto& named = line.scanned.named;
  line.asks_for_help = std::any_of(named.begin(), named.end(), is_help);
  if (!line.asks_for_help) check_line({line.verb, words.subspan(1), line.scanned});
  return line;
}

/// Follows the corrections until there is none left, so that what is suggested works.
Words corrected(Words line) {
  constexpr int most = 8;
  for (int i = 0; i < most; ++i) {
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

std::string Given::name() const {
  return environment.empty() ? fmt::format("--{}", row->name) : std::string(environment);
}

Options parse(std::span<char* const> argv, unsigned missing, TimePoint started_at) {
  if (argv.size() < 2) {
    throw UsageError("a subcommand is needed: exec, execFile, spawn or fork; 'cpr help' says more");
  }
  const std::string_view word = argv[1];
  if (word == "--version" || word == "-V") return without_run(Options::Action::Version);
  if (word == "--help" || word == "-h") return without_run(Options::Action::Help);
  if (word == "help") return parse_help(argv.subspan(2));
  try {
    ReadLine line = read_line(argv.subspan(1));
    if (line.asks_for_help) return without_run(Options::Action::Help, line.verb);
    std::vector<Given> given = read_options(line.scanned);
    add_environment(given);
    Options options =
        assemble(line.verb, given, std::move(line.scanned.operands), missing, started_at);
    options.typed = argv.subspan(2, line.scanned.option_words);
    return options;
  } catch (const Slip& slip) {
    throw UsageError(describe(slip));
  }
}

}  // namespace cpr::cli
