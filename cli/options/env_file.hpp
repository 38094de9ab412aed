// Files of environment variables, in the syntax of `node --env-file`.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"

namespace cpr::cli {

using EnvPairs = std::vector<std::pair<std::string, std::string>>;

/// KEY=VALUE lines; `#` starts a comment, `export ` before the key is skipped, a value in ', " or `
/// may span lines, `\n` in double quotes is a newline, blanks around an unquoted value are dropped.
/// Lines without `=` are ignored, as in Node.
EnvPairs parse_env_text(std::string text);

/// \throws UsageError when the file cannot be read
/// \throws ExpiredEarly when reading takes until `deadline`
EnvPairs read_env_file(std::string_view what, const std::string& path, TimePoint deadline);

}  // namespace cpr::cli
