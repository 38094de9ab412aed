#include "report/say.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "process/no_sigpipe.hpp"

namespace cpr::cli {
namespace {

using namespace std::chrono_literals;

std::function<void(std::string_view)> line_copy;

}  // namespace

SayCopy::SayCopy(std::function<void(std::string_view)> copy) {
  line_copy = std::move(copy);
}

SayCopy::~SayCopy() {
  line_copy = {};
}

void say(std::string_view line) {
  static bool stalled = false;
  if (line_copy) line_copy(printable(line));
  if (stalled) return;
  // A message that cannot be written must not kill cpr.
  const NoSigpipe no_sigpipe;
  const int error = write_all(STDERR_FILENO, fmt::format("cpr: {}\n", printable(line)), 1s);
  stalled = error == ETIMEDOUT;
}

Ending ending_after_write(int error, int status) {
  if (error == 0) return {status};
  // Dying of SIGPIPE reports a reader that is gone.
  if (error == EPIPE) return {.signal = SIGPIPE};
  say(fmt::format("cannot write to stdout: {}", describe_write_error(error)));
  return {status_own_error};
}

Ending print_and_end(std::string_view text, int status, std::optional<Duration> time_limit) {
  return ending_after_write(write_all(STDOUT_FILENO, text, time_limit), status);
}

}  // namespace cpr::cli
