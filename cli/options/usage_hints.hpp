// Corrections of command lines that are not valid: habits from timeout(1) and from shells, options
// in the wrong place, values without their unit or direction.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "options/scan.hpp"
#include "usage_error.hpp"

namespace cpr::cli {

/// Refuses a word that is not a subcommand, and suggests a similar one. \throws UsageError
[[noreturn]] void refuse_subcommand(std::string_view word);

/// Refuses the arguments of cpr, the first of which is not a subcommand.
/// \throws Slip, or UsageError when there is no correction
[[noreturn]] void refuse_first_word(std::span<char* const> words);

/// A command line whose options all exist.
struct CutLine {
  Verb verb;
  std::span<char* const> words;  ///< the arguments after the subcommand
  const Scanned& scanned;
};

/// Looks for values and operands that have a correction. \throws Slip
void check_line(const CutLine& line);

/// `cpr` and the words as they are typed in a shell; a very long line is truncated.
std::string typed_line(const Words& words);

/// The part of a path behind the last slash.
std::string_view file_name(std::string_view path);

/// Whether a word contains blanks or characters that are special to a shell.
bool is_for_shell(std::string_view word);

}  // namespace cpr::cli
