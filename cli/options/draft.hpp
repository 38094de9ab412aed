// What the rows of the option table write into, until assemble() makes Options of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "options.hpp"
#include "options/blocking_inputs.hpp"
#include "options/channel_options.hpp"
#include "options/stdio_entries.hpp"
#include "options/table.hpp"
#include "process/default_shell.hpp"

namespace cpr::cli {

/// The values of one option, in the order of the command line. Several only where the row repeats;
/// none where it has no value.
struct Given {
  const OptionRow* row = nullptr;
  std::string_view shown_name{};  ///< see shown_name()
  std::vector<std::string> values{};
  std::string_view environment{};     ///< the variable that the value comes from, if it does
  std::vector<std::size_t> places{};  ///< of each use, among all options of the command line

  /// As the user knows it: --timeout, or the variable.
  [[nodiscard]] std::string name() const {
    return environment.empty() ? "--" + std::string(shown_name) : std::string(environment);
  }
  [[nodiscard]] const std::string& value() const { return values.back(); }
};

struct Draft {
  explicit Draft(Verb of) : verb(traits(of)) {
    options.verb = of;
    if (verb.has_shell) command().shell = default_shell();
    if (verb.manages_runs) limits().kill_after.reset();  // the run has its own
  }

  const VerbTraits& verb;
  Options options;
  ChannelOptions channel;
  BlockingInputs blocking_inputs;
  std::vector<StdioEdit> stdio;
  std::optional<std::string> input;
  std::optional<std::string> input_file;
  bool node_compat = false;
  bool events_on_stdout = false;
  bool overflow_given = false;

  Job& job() { return options.job; }
  Command& command() { return options.job.command; }
  Limits& limits() { return options.job.limits; }
};

}  // namespace cpr::cli
