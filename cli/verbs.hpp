// What makes exec, execFile, spawn and fork differ: a table of defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/job.hpp"

namespace cpr::cli {

enum class Verb : std::uint8_t { Exec, ExecFile, Spawn, Fork };

struct VerbTraits {
  Verb verb;
  std::string_view name;   ///< Node's name of the method
  std::string_view alias;  ///< kebab-case, where it differs
  std::string_view operands;
  std::string_view summary;
  bool has_shell;  ///< run by /bin/sh unless told otherwise
  StdioSpec::Kind stdin_kind;
  /// Default of --max-buffer with --json or --compat node, where cpr buffers as Node does.
  std::optional<std::uint64_t> buffered_max;
  bool has_channel = false;  ///< ipc on descriptor 3
};

std::span<const VerbTraits> verbs();
const VerbTraits& traits(Verb verb);
const VerbTraits* find_verb(std::string_view name);

}  // namespace cpr::cli
