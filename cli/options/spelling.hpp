// Options in other spellings: of other programs, of earlier versions, with typographic dashes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cpr::cli {

struct Respelling {
  std::string problem;  ///< what is wrong, for a message
  std::string option;   ///< the correct word, with the value that it contains
};

/// The correction of a word that is an option in another known spelling.
std::optional<Respelling> respelled(std::string_view word);

/// Refuses an option of an earlier version, by its name without dashes. \throws UsageError
void refuse_removed(std::string_view name);

/// Whether a word begins as an option does, typographic dashes included.
bool is_option_like(std::string_view word);

}  // namespace cpr::cli
