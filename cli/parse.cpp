#include "parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include "cli11.hpp"

#include "scan.hpp"
#include "suggest.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

[[noreturn]] void unknown_verb(std::string_view word) {
  std::vector<std::string_view> names{"help", "--help", "--version"};
  for (const auto& verb : verbs()) {
    names.push_back(verb.name);
    if (!verb.alias.empty()) names.push_back(verb.alias);
  }
  const auto near = nearest(word, names);
  const std::string hint = near.empty() ? "" : fmt::format(" (did you mean {}?)", near);
  const std::string_view kind = word.starts_with('-') ? "option" : "subcommand";
  throw UsageError(fmt::format("unknown {} '{}'{}; 'cpr help' lists them", kind, word, hint));
}

std::vector<std::size_t> places_of(const OptionRow& row, const Scanned& scanned) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < scanned.uses.size(); ++i) {
    if (scanned.uses[i] == &row) places.push_back(i);
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
  if (verb == nullptr) unknown_verb(words.front());
  if (words.size() > 1) {
    throw UsageError(
        fmt::format("help takes one subcommand, and '{}' is one word too many; write cpr help {}",
                    words[1], verb->name));
  }
  return without_run(Options::Action::Manual, verb->verb);
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
  const auto* verb = find_verb(word);
  if (verb == nullptr) unknown_verb(word);

  Scanned scanned = scan(verb->verb, argv.subspan(2));
  for (const auto* row : scanned.named) {
    if (row->option == Option::Help) return without_run(Options::Action::Help, verb->verb);
  }
  std::vector<Given> given = read_options(scanned);
  add_environment(given);
  return assemble(verb->verb, given, std::move(scanned.operands), missing, started_at);
}

}  // namespace cpr::cli
