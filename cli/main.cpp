// cpr runs one command, bounded, and says truthfully how it ended.
//
// The map of the house:
//
//   main            startup, then parse -> run -> end; the only catch
//   options/parse   argv and environment -> Options
//     table           one row per option: parser, help, manual and completions read it
//     scan            where the options end and the child's words begin
//     draft           what the rows write into; values, stdio_entries, handles, identity parse
//     assemble        draft -> Options and Job; channel_options for the message channel
//   verbs           the table of exec-file, exec, spawn and fork
//   run             Options -> Job -> engine -> report
//     render          Result -> text, JSON (json, encoding)
//     exit_code       Result -> how cpr itself ends
//     events, progress  what is told while it runs
//     help, manual, dry_run, log, say, files
//   generate        the option table as manual pages and completions; not part of a run
//
//   src/ (namespace cpr) is the engine: Job -> Events -> Result. It starts at engine.hpp.
#include <exception>
#include <new>
#include <span>

#include "options/parse.hpp"
#include "report/exit_code.hpp"
#include "report/say.hpp"
#include "run.hpp"
#include "startup.hpp"

int main(int argc, char** argv) {
  using namespace cpr::cli;
  Ending ending{status_own_error};
  const cpr::TimePoint started_at = cpr::Clock::now();
  try {
    const unsigned missing = hold_standard_descriptors();
    forbid_attaching();
    refuse_raised_rights();
    ending = run(
        parse(std::span<char* const>(argv, static_cast<std::size_t>(argc)), missing, started_at));
  } catch (const std::bad_alloc&) {
    say("out of memory");
  } catch (const std::exception& error) {
    say(error.what());
  }
  end_process(ending);
}
