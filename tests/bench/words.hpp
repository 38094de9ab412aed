// Commands put together, and what is read from the text that they print.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bench {

using Words = std::vector<std::string>;

/// At blanks, nothing else.
Words split(std::string_view text);

Words operator+(Words words, const std::string& word);
Words operator+(Words words, const Words& more);
Words operator+(const std::string& word, const Words& more);

/// Short arguments: many of them are to fit into what exec(2) takes.
void add_words(Words& words, int count);
Words variables(int count);

/// The number behind the first occurrence of a key.
/// \throws std::runtime_error when there is none
double number_after(std::string_view text, std::string_view key);

/// \throws Missing when there is no program of that name
void need(const std::string& program);

/// The interpreter itself: `python3` may be a script that picks one, which would be measured, too.
/// \throws Missing
std::string python();

}  // namespace bench
