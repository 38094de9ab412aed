// Results to text and JSON. Nothing here prints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "options.hpp"
#include "report/json.hpp"

namespace cpr::cli {

/// What the end of a run has to say on stderr, one line each, without the prefix: nothing when it
/// was the child's own exit.
std::vector<std::string> render_messages(const Result& result, const Options& options);

/// Those of them that the result does not hold: bytes that could not be read, kept or handed on.
std::vector<std::string> render_losses(const Result& result);

/// Why the program never ran, as part of a sentence: names the culprit and the reason.
std::string describe(const StartFailure& failure);

/// Which message was not handed on, and why: a sentence for stderr.
std::string describe(const Skipped& skipped);

/// What a run waits for after Ctrl-C, and how to be rid of it: a sentence for stderr.
std::string describe(const StillWaiting& waiting, std::string_view command);

/// One object, without a newline (contract: `man cpr`, RESULT).
/// \param with_streams false: the streams have gone elsewhere and are null
void write_json(JsonWriter& json, const Result& result, const Options& options, bool with_streams);

/// The error object alone, as in the result.
std::string render_error(const Result& result, const Options& options, bool with_streams);

/// Code and signal of an end, as two keys.
void write_fate(JsonWriter& json, const std::optional<ExitStatus>& exit);

/// Bytes in an encoding: a string, or an object for `buffer`.
void write_bytes(JsonWriter& json, std::string_view bytes, Encoding encoding);

/// ENOENT for 2.
std::string errno_name(int error);

}  // namespace cpr::cli
