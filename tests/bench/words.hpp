// Builds commands, and parses their output.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bench {

using Words = std::vector<std::string>;

/// Splits at blanks.
Words split(std::string_view text);

Words operator+(Words words, const std::string& word);
Words operator+(Words words, const Words& more);
Words operator+(const std::string& word, const Words& more);

/// Short arguments, so that many fit into the limit of execve(2).
void add_words(Words& words, int count);
Words variables(int count);

/// The number after the first occurrence of a key.
/// \throws std::runtime_error when the key is missing
double number_after(std::string_view text, std::string_view key);

/// \throws Missing when the program is not in PATH
void need(const std::string& program);

/// The interpreter itself: `python3` may be a wrapper script, which would be measured as well.
/// \throws Missing
std::string python();

}  // namespace bench
