// What --background refuses, because the caller will be gone.
#pragma once

#include "options/draft.hpp"

namespace cpr::cli {

/// Checks that no stream of the run leads to a terminal or pipe of the caller. Output that is
/// relayed for the log or the events alone goes nowhere else.
/// \param draft with all destinations
/// \throws UsageError
void settle_background(Draft& draft);

}  // namespace cpr::cli
