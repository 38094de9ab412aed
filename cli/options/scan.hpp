// Cuts argv where the options end and the child's words begin.
//
// The child's words never pass through an option parser: `[1,2]`, `''`, `-`, `--help` and `++x` are
// its own, byte for byte.
#pragma once

#include <cstddef>
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
  std::size_t value_at = nowhere;  ///< place of the word that is the value or ends with it
};

struct Scanned {
  std::vector<const OptionRow*> named;  ///< the options that were used, each once
  std::vector<std::string> words;       ///< `--name` and its value as two words, canonical spelling
  std::vector<Use> uses;                ///< in the order of the command line
  std::size_t option_words = 0;         ///< number of words before the operands, without `--`
  bool separated = false;               ///< `--` stands before the operands
  std::vector<std::string> operands;    ///< the child's words
};

/// \param words what follows the verb
/// \throws UsageError for an unknown option, a missing or a needless value; Slip for an option in a
/// known other spelling
Scanned scan(Verb verb, std::span<char* const> words);

}  // namespace cpr::cli
