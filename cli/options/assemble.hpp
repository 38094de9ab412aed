// From the values of single options to a whole Job: what the options mean for each other.
#pragma once

#include <string>
#include <vector>

#include "options.hpp"
#include "options/draft.hpp"

namespace cpr::cli {

/// \param draft every option that was given has been applied to it
/// \param operands the child's words
/// \param missing bit N is set when descriptor N (0..2) was closed at the start of cpr
/// \throws UsageError
Options assemble(Draft draft, std::vector<std::string> operands, unsigned missing);

}  // namespace cpr::cli
