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
     .has_channel = true},
    {.verb = Verb::Timeout,
     .name = "timeout",
     .node_method = "timeout",
     .operands = "DURATION COMMAND [ARG...]",
     .summary = "like timeout(1): a limit in seconds",
     .examples = timeout_examples,
     .is_timeout = true},
});

}  // namespace

std::span<const VerbTraits> verbs() {
  return table;
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
