// Cuts argv where the options end and the child's words begin.
//
// The child's words never pass through an option parser: `[1,2]`, `''`, `-`, `--help` and `++x` are
// its own, byte for byte.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "option_table.hpp"

namespace cpr::cli {

struct Scanned {
  std::vector<const OptionRow*> named;  ///< the options that were used, each once
  std::vector<std::string> words;       ///< `--name` and its value as two words, canonical spelling
  std::vector<const OptionRow*> uses;   ///< the options in the order of the command line
  std::vector<std::string> operands;    ///< the child's words
};

/// \param words what follows the verb
/// \throws UsageError for an unknown option, a missing or a needless value
Scanned scan(Verb verb, std::span<char* const> words);

}  // namespace cpr::cli
