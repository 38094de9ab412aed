// What a command line that cannot work was probably meant to be: habits from timeout(1) and shells,
// options in the wrong place, values without their unit or direction.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "options/scan.hpp"
#include "usage_error.hpp"

namespace cpr::cli {

/// Refuses a word that is not a subcommand, with the nearest that is one. \throws UsageError
[[noreturn]] void refuse_subcommand(std::string_view word);

/// Refuses words, all those behind `cpr`, of which the first is not a subcommand.
/// \throws Slip, or UsageError when nothing is known about the first word
[[noreturn]] void refuse_first_word(std::span<char* const> words);

/// A command line whose options are known ones.
struct CutLine {
  Verb verb;
  std::span<char* const> words;  ///< behind the subcommand
  const Scanned& scanned;
};

/// Looks for values and operands that were meant to be something else. \throws Slip
void check_line(const CutLine& line);

/// `cpr` and the words as they are typed in a shell; a very long line is cut.
std::string typed_line(const Words& words);

/// Whether a single word holds more than the name of a program: blanks, or what is special to a
/// shell.
bool is_for_shell(std::string_view word);

}  // namespace cpr::cli
