#include "verbs.hpp"

#include <array>

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

// In the order of Verb. 200 KiB was Node's limit when these methods got their names, and is the
// contract of cpr; today's Node has 1 MiB.
constexpr std::uint64_t node_max_buffer = 204800;

constexpr std::array<VerbTraits, 4> table{{
    {Verb::Exec, "exec", "", "COMMAND", "run one command line in a shell, bounded", true, Kind::Dup,
     node_max_buffer},
    {Verb::ExecFile, "execFile", "exec-file", "FILE [ARG...]",
     "run a program without a shell, bounded", false, Kind::Dup, node_max_buffer},
    {Verb::Spawn, "spawn", "", "COMMAND [ARG...]", "run a program on cpr's own stdin and output",
     false, Kind::Dup, std::nullopt},
    {Verb::Fork, "fork", "", "MODULE [ARG...]",
     "run a Node program; lines of JSON on stdin are messages to it, its own are lines on stdout",
     false, Kind::Ignore, std::nullopt, true},
}};

}  // namespace

std::span<const VerbTraits> verbs() {
  return table;
}

const VerbTraits& traits(Verb verb) {
  return table[static_cast<std::size_t>(verb)];
}

const VerbTraits* find_verb(std::string_view name) {
  for (const auto& row : table) {
    if (row.name == name || (!row.alias.empty() && row.alias == name)) return &row;
  }
  return nullptr;
}

}  // namespace cpr::cli
