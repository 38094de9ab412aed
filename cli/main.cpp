// cpr runs one command, bounded, and says truthfully how it ended.
//
// The map of the house:
//
//   main            standard descriptors, then parse -> run -> end; the only catch
//   parse           argv -> Options
//     option_table    every option, once: parser, help, manual and completions read it
//     verbs           what makes exec, execFile and spawn differ
//     scan            where the options end and the child's words begin
//     assemble        values -> Job; values, stdio_words, ids, env_file read them
//   run             Options -> Job -> engine -> report
//     render          Result -> text, JSON (json, encoding)
//     exit_code       Result -> how cpr itself ends
//     help, dry_run, log, say, files
//
//   src/ (namespace cpr) is the engine: Job -> Events -> Result. It starts at engine.hpp.
#include <fcntl.h>
#include <sys/epoll.h>

#include <csignal>
#include <exception>
#include <span>

#include "exit_code.hpp"
#include "parse.hpp"
#include "run.hpp"
#include "say.hpp"
#include "usage_error.hpp"

namespace {

/// Fills the places of standard descriptors that are closed, so that nothing cpr opens can land
/// there. What fills them fails when cpr itself uses it: output that goes nowhere is not delivered.
/// \returns bit N is set when N was closed
unsigned hold_standard_descriptors() {
  unsigned missing = 0;
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    missing |= 1U << static_cast<unsigned>(fd);
    // The lowest free number, and so this one. Where there is no /dev/null, something else that
    // nothing can be read from or written to.
    if (::open("/dev/null", O_RDONLY) < 0) ::epoll_create1(0);
  }
  return missing;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace cpr::cli;
  Ending ending{status_own_error};
  try {
    const unsigned missing = hold_standard_descriptors();
    ending = run(parse(std::span<char* const>(argv, static_cast<std::size_t>(argc)), missing));
  } catch (const std::exception& error) {
    say(error.what());
  }
  end_process(ending);
}
