// Results and events as sentences for stderr, without the prefix `cpr: `. Prints nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "options.hpp"

namespace cpr::cli {

/// The messages for the end of a run, one line each. Empty when it ended with the child's own exit.
std::vector<std::string> render_messages(const Result& result, const Options& options);

/// Those of them that the JSON object does not contain: output that was not read or not delivered,
/// a hook that could not be started.
std::vector<std::string> render_own_errors(const Result& result, const Options& options);

/// A writer in a pipeline such as `... | head -1` dies of SIGPIPE, which shells do not report; one
/// on a pseudo-terminal of SIGHUP.
bool killed_by_lost_reader(const Result& result, const Job& job);

/// How an attempt ended, and when the next one starts: one line, and those of the snapshot.
std::vector<std::string> describe(const Retrying& retrying, const Options& options);

std::string describe(const Skipped& skipped);

/// What the run waits for after Ctrl-C, and how to end it.
/// \param command the program as the user named it
std::string describe(const StillWaiting& waiting, std::string_view command);

}  // namespace cpr::cli
