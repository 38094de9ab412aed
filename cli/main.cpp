// cpr runs a command with limits and reports exactly how it ended.
//
// A run flows from argv to a Job, to Events, to one Result, to an exit status:
//
//   main        startup checks, then parse, run, end_process; the only catch
//   options/    argv and environment -> Options with a Job: parse, scan, assemble; every option is
//               a row of table
//   run         Options -> engine; events -> log, report/progress, report/events
//   report/     Result -> text (render_text), JSON (render_json), exit status (exit_code); delivery
//               writes them, say prints on stderr
//   files/      files that cpr reads and writes        format/  bytes and durations as text
//   help, manual, dry_run   print and exit
//
//   src/ is the engine, namespace cpr, which does not know cli/: Job -> Events -> Result
//     run/      engine, child, workers                 ipc/   Node's message channel
//     io/       relays and captures bytes              loop/  libuv
//     process/  spawn, process tree, terminal          core/  Job, Result, lifecycle
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
  const cpr::Instant started_at = cpr::Instant::now();
  try {
    const unsigned missing = prepare_process();
    ending = run(
        parse(std::span<char* const>(argv, static_cast<std::size_t>(argc)), missing, started_at));
  } catch (const std::bad_alloc&) {
    say("out of memory");
  } catch (const std::exception& error) {
    say(error.what());
  }
  end_process(ending);
}
