#include "manual.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "help.hpp"
#include "process/environment.hpp"
#include "process/shim.hpp"
#include "process/terminal.hpp"
#include "report/say.hpp"
#include "run/engine.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

/// man(1) as a child, on cpr's own streams or on none.
Job man(std::vector<std::string> words, Kind stdio) {
  Job job;
  job.command.file = "man";
  job.command.args = std::move(words);
  for (int fd = 0; fd < 3; ++fd) job.stdio.push_back({.kind = stdio, .fd = fd});
  return job;
}

Result run(Engine& engine, const Job& job) {
  Result result;
  engine.start(job, [&](Event event) {
    if (auto* closed = std::get_if<Closed>(&event.fact)) result = std::move(closed->result);
  });
  engine.run();
  return result;
}

/// \returns how man ended; nothing if man or the page does not exist
std::optional<Ending> open_manual(std::optional<Verb> verb) {
  const std::string page = verb ? "cpr-" + std::string(traits(*verb).name) : "cpr";
  const Job lookup = man({"-w", page}, Kind::Ignore);
  const Job reading = man({page}, Kind::Dup);
  Engine engine;
  const Result answer = run(engine, lookup);
  const bool has_page = answer.exit && *answer.exit == ExitStatus{};
  std::optional<Ending> ending;
  if (has_page) ending = ending_of(run(engine, reading), {.typed_signal = engine.typed_signal()});
  engine.shut_down();
  return ending;
}

HelpStyle help_style() {
  constexpr std::size_t narrowest = 60;
  constexpr std::size_t widest = 110;
  HelpStyle style;
  if (const auto columns = terminal_columns(STDOUT_FILENO)) {
    style.width = std::clamp(*columns, narrowest, widest);
  }
  const std::string terminal = own_variable("TERM");
  style.bold = ::isatty(STDOUT_FILENO) != 0 && own_variable("NO_COLOR").empty() &&
               !terminal.empty() && terminal != "dumb";
  return style;
}

}  // namespace

Ending show_help(std::optional<Verb> verb, bool brief) {
  const HelpStyle style = help_style();
  return print_and_end(brief && verb ? brief_help_text(*verb, style) : help_text(verb, style));
}

Ending show_manual(std::optional<Verb> verb) {
  if (::isatty(STDOUT_FILENO) != 0) {
    fork_shim([] {});
    if (const auto ending = open_manual(verb)) return *ending;
  }
  return show_help(verb);
}

}  // namespace cpr::cli
