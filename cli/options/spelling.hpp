// Options in the spellings of other programs, and with dashes that are not hyphens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cpr::cli {

struct Respelling {
  std::string problem;  ///< what is wrong, for a message
  std::string option;   ///< the word as it should be, with the value that it holds
};

/// A word that is an option in a spelling that cpr does not take, if it is a known one.
std::optional<Respelling> respelled(std::string_view word);

/// Whether a word begins as an option does, typographic dashes included.
bool is_option_like(std::string_view word);

}  // namespace cpr::cli
