#include "options/blocking_inputs.hpp"

#include <unistd.h>

#include <cstring>
#include <iterator>

#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "options/env_file.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

std::string read_script(TimePoint deadline) {
  std::string script;
  if (const int error = read_all(STDIN_FILENO, script, deadline); error != 0) {
    if (Clock::now() >= deadline) throw ExpiredEarly{"reading the script on stdin"};
    throw UsageError(fmt::format("exec -: cannot read stdin: {}", std::strerror(error)));
  }
  if (script.find('\0') != script.npos) {
    throw UsageError("exec -: the script on stdin contains a NUL byte: remove it");
  }
  if (script.empty())
    throw UsageError("exec -: the script on stdin is empty: pipe a script to cpr");
  return script;
}

}  // namespace

void BlockingInputs::read_into(Options& options) const try {
  const TimePoint deadline = deadline_of(options);
  Command& command = options.job.command;
  EnvPairs pairs;
  for (const auto& file : env_files) {
    for (auto& pair : read_env_file("--env-file", file, deadline)) pairs.push_back(std::move(pair));
  }
  // Variables of --env replace those of the files.
  auto& set = command.env.set;
  set.insert(set.begin(), std::make_move_iterator(pairs.begin()),
             std::make_move_iterator(pairs.end()));
  if (script_on_stdin) command.file = read_script(deadline);
} catch (ExpiredEarly& expired) {
  options.expired_during = std::move(expired.during);
}

}  // namespace cpr::cli
