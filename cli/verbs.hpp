// The subcommands: a table of their names and defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/job.hpp"
#include "process/facilities.hpp"

namespace cpr::cli {

/// Those that run a command come first.
enum class Verb : std::uint8_t { ExecFile, Exec, Spawn, Fork, Timeout, Kill, Wait, Ps };

struct VerbTraits {
  Verb verb;
  std::string_view name;         ///< kebab-case
  std::string_view node_method;  ///< Node's name, accepted as well; `name` where there is none
  std::string_view operands;
  std::string_view summary;
  std::span<const std::string_view> examples;  ///< arguments of cpr, one command line each
  StdioSpec::Kind stdin_kind = StdioSpec::Kind::Dup;
  /// Default of --max-buffer with --json or --compat node, where cpr buffers as Node does.
  std::optional<std::uint64_t> buffered_max{};
  bool has_shell = false;    ///< run by /bin/sh by default
  bool has_channel = false;  ///< ipc on descriptor 3
  /// The command line of timeout(1): its options, durations in seconds, the first of them an
  /// operand; and its manners: silent at the limit, and killed by the signal that killed the child.
  bool is_timeout = false;
  /// Works on runs in the background: the operands are tokens, and there is no command.
  bool manages_runs = false;
  Facility facility = Facility::Everywhere;  ///< what it needs of the system
  std::string_view exit_status{};            ///< for the help; empty: that of a command
};

/// Whether options have the names of timeout(1) and kill(1), see OptionRow::timeout_name.
constexpr bool has_gnu_names(const VerbTraits& verb) {
  return verb.is_timeout || verb.verb == Verb::Kill;
}

std::span<const VerbTraits> verbs();
/// Those that run a command.
std::span<const VerbTraits> command_verbs();
/// Those that manage runs in the background.
std::span<const VerbTraits> run_verbs();
const VerbTraits& traits(Verb verb);
const VerbTraits* find_verb(std::string_view name);

}  // namespace cpr::cli
