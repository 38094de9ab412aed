// Checks and precautions at the start of cpr, before anything is opened.
#pragma once

namespace cpr::cli {

/// \returns a mask: bit N is set when fd N was closed
/// \throws UsageError when cpr is installed set-uid or set-gid: it runs any command, so it must not
///         have more privileges than its caller
unsigned prepare_process();

}  // namespace cpr::cli
