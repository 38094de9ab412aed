// The option table as completion scripts.
#pragma once

#include <string>
#include <string_view>

namespace cpr::cli {

/// A completion script. Slots: `@SHELL WHAT@`, different ones for each shell.
/// \throws UsageError for a slot that does not exist
std::string fill_completion(std::string_view script);

}  // namespace cpr::cli
