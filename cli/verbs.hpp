// The subcommands exec-file, exec, spawn and fork: a table of their names and defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/job.hpp"

namespace cpr::cli {

enum class Verb : std::uint8_t { ExecFile, Exec, Spawn, Fork };

struct VerbTraits {
  Verb verb;
  std::string_view name;         ///< kebab-case
  std::string_view node_method;  ///< Node's name, which is accepted as well
  std::string_view operands;
  std::string_view summary;
  std::span<const std::string_view> examples;  ///< arguments of cpr, one command line each
  StdioSpec::Kind stdin_kind = StdioSpec::Kind::Dup;
  /// Default of --max-buffer with --json or --compat node, where cpr buffers as Node does.
  std::optional<std::uint64_t> buffered_max{};
  bool has_shell = false;    ///< run by /bin/sh by default
  bool has_channel = false;  ///< ipc on descriptor 3
};

std::span<const VerbTraits> verbs();
const VerbTraits& traits(Verb verb);
const VerbTraits* find_verb(std::string_view name);

}  // namespace cpr::cli
