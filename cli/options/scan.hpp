// Cuts argv where the options end and the child's words begin.
//
// No option parser sees the child's words: `[1,2]`, `''`, `-`, `--help` and `++x` reach it byte for
// byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options/table.hpp"

namespace cpr::cli {

/// One use of an option.
struct Use {
  static constexpr auto nowhere = static_cast<std::size_t>(-1);
  const OptionRow* row = nullptr;
  std::string_view value{};        ///< part of the scanned words
  std::size_t value_at = nowhere;  ///< index of the word that is the value or ends with it
};

/// What is asked for instead of a run: -h, --help or --version.
enum class Asked : std::uint8_t { Nothing, BriefHelp, Help, Version };

struct Scanned {
  std::vector<std::string> words;     ///< canonical: `--name`, followed by its value
  std::vector<Use> uses;              ///< in the order of the command line
  Asked asked = Asked::Nothing;       ///< not among `words` and `uses`
  std::size_t option_words = 0;       ///< number of words before the operands, without `--`
  bool separated = false;             ///< `--` precedes the operands
  std::vector<std::string> operands;  ///< the child's words
};

/// \param words the arguments after the verb
/// \throws UsageError for an unknown option, a missing or a superfluous value; Slip for an option
/// in another known spelling
Scanned scan(Verb verb, std::span<char* const> words);

}  // namespace cpr::cli
