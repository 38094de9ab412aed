// The result as JSON (contract: `man cpr`, RESULT). Prints nothing.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"
#include "options.hpp"
#include "report/json.hpp"

namespace cpr::cli {

/// The whole result, one object without a newline.
/// \param with_streams false: the streams are null, because the output went elsewhere
/// \param status what cpr exits with; 128+n when signal n kills it
void write_json(JsonWriter& json, const Result& result, const Options& options, bool with_streams,
                int status);

/// The value of the result's key `error` alone.
std::string render_error(const Result& result, const Options& options, bool with_streams);

/// The keys `code` and `signal`.
void write_exit_status(JsonWriter& json, const std::optional<ExitStatus>& exit);

}  // namespace cpr::cli
