#include "verbs.hpp"

#include <array>

namespace cpr::cli {
namespace {

using Examples = std::array<std::string_view, 2>;

constexpr Examples exec_file_examples{
    "exec-file --timeout 30s make -j8 test",
    "exec-file --json --max-buffer 1M ls -l /usr",
};
constexpr Examples exec_examples{
    "exec --timeout 5s 'make 2>&1 | tail -20'",
    "exec -- 'wc -l <\"$1\"' 'my file.txt'",
};
constexpr Examples spawn_examples{
    "spawn --idle-timeout 60s -- ./build.sh --all",
    "spawn --stdout '>log' --stderr '&1' make",
};
constexpr Examples fork_examples{
    "fork --send '{\"job\": 1}' worker.js <jobs.jsonl",
    "fork --silent --timeout 1m worker.js",
};
constexpr Examples timeout_examples{
    "timeout 30 make test",
    "timeout -k 5 -s INT 1m ./server",
};
constexpr Examples kill_examples{
    "kill 4711:38264",
    "kill -s KILL 4711:38264 4720:38273",
};
constexpr Examples wait_examples{
    "wait 4711:38264",
    "wait --timeout 30s 4711:38264",
};
constexpr Examples ps_examples{
    "ps",
    "ps --json 4711:38264",
};

// Node's limit when these methods got their names; today it is 1 MiB.
constexpr std::uint64_t node_max_buffer = 204800;

// In the order of Verb.
constexpr auto table = std::to_array<VerbTraits>({
    {.verb = Verb::ExecFile,
     .name = "exec-file",
     .node_method = "execFile",
     .operands = "FILE [ARG...]",
     .summary = "run a program, without a shell",
     .examples = exec_file_examples,
     .buffered_max = node_max_buffer},
    {.verb = Verb::Exec,
     .name = "exec",
     .node_method = "exec",
     .operands = "COMMAND",
     .summary = "run a command line in a shell",
     .examples = exec_examples,
     .buffered_max = node_max_buffer,
     .has_shell = true},
    {.verb = Verb::Spawn,
     .name = "spawn",
     .node_method = "spawn",
     .operands = "COMMAND [ARG...]",
     .summary = "like exec-file, without Node's limit on captured output",
     .examples = spawn_examples},
    {.verb = Verb::Fork,
     .name = "fork",
     .node_method = "fork",
     .operands = "MODULE [ARG...]",
     .summary = "run a Node program and exchange JSON messages with it, one per line",
     .examples = fork_examples,
     .stdin_kind = StdioSpec::Kind::Ignore,
     .has_channel = true,
     .facility = Facility::Channel},
    {.verb = Verb::Timeout,
     .name = "timeout",
     .node_method = "timeout",
     .operands = "DURATION COMMAND [ARG...]",
     .summary = "like timeout(1): a limit in seconds",
     .examples = timeout_examples,
     .is_timeout = true},
    {.verb = Verb::Kill,
     .name = "kill",
     .node_method = "kill",
     .operands = "TOKEN...",
     .summary = "kill runs in the background",
     .examples = kill_examples,
     .manages_runs = true,
     .facility = Facility::BackgroundRuns,
     .exit_status = "Exit status: 0: ended, or the signal was delivered; 1: a run had ended "
                    "before; 125: not a token, not permitted, or cpr itself failed."},
    {.verb = Verb::Wait,
     .name = "wait",
     .node_method = "wait",
     .operands = "TOKEN...",
     .summary = "wait for runs in the background",
     .examples = wait_examples,
     .manages_runs = true,
     .facility = Facility::BackgroundRuns,
     .exit_status = "Exit status: that of the run, of several the last that is not 0; 124: still "
                    "running after --timeout; 125: status unknown, or cpr itself failed."},
    {.verb = Verb::Ps,
     .name = "ps",
     .node_method = "ps",
     .operands = "[TOKEN...]",
     .summary = "list runs in the background",
     .examples = ps_examples,
     .manages_runs = true,
     .facility = Facility::BackgroundRuns,
     .exit_status = "Exit status: 0: listed; 1: a run is not known; 125: cpr itself failed."},
});

constexpr auto first_run_verb = static_cast<std::size_t>(Verb::Kill);

}  // namespace

std::span<const VerbTraits> verbs() {
  return table;
}

std::span<const VerbTraits> command_verbs() {
  return std::span(table).first(first_run_verb);
}

std::span<const VerbTraits> run_verbs() {
  return std::span(table).subspan(first_run_verb);
}

const VerbTraits& traits(Verb verb) {
  return table[static_cast<std::size_t>(verb)];
}

const VerbTraits* find_verb(std::string_view name) {
  for (const auto& row : table) {
    if (row.name == name || row.node_method == name) return &row;
  }
  return nullptr;
}

}  // namespace cpr::cli
