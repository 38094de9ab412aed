// argv and the environment to Options.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options.hpp"
#include "options/table.hpp"

namespace cpr::cli {

/// \param missing bit N is set when descriptor N (0..2) was closed at the start of cpr
/// \param started_at the start of cpr, which the timeout counts from
/// \throws UsageError
Options parse(std::span<char* const> argv, unsigned missing, TimePoint started_at = Clock::now());

/// The values of one option, in the order of the command line. Several only where the row repeats.
struct Given {
  const OptionRow* row = nullptr;
  std::vector<std::string> values;
  std::string_view environment;       ///< the variable that the value came from, if it was one
  std::vector<std::size_t> places{};  ///< of each use among all options of the command line

  /// As the user knows it: --timeout, or the variable.
  [[nodiscard]] std::string name() const;
};

/// Puts the values of the options, which come in the order of the table, and the operands together.
/// \throws UsageError
Options assemble(Verb verb, const std::vector<Given>& given, std::vector<std::string> operands,
                 unsigned missing, TimePoint started_at);

}  // namespace cpr::cli
