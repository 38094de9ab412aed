// The types that values of options have: what --help calls each, and what the Tab key offers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cpr::cli {

enum class Value : std::uint8_t {
  None,
  OptionalPath,      ///< only as --name=PATH; the bare name means /bin/sh
  OptionalDuration,  ///< only as --name=DURATION
  Duration,
  Size,
  Signal,
  KillMode,
  MaxBufferAction,
  LeakAction,
  Containment,
  CompatMode,
  Directory,
  File,
  Text,
  Command,
  Program,
  EnvPair,
  EnvName,
  User,
  Group,
  GroupList,
  StdioList,
  InputEntry,
  OutputEntry,
  FdEntry,
  OutputTarget,
  EventTarget,
  LogFormat,
  Encoding,
  Message,
  Handle,
  MessageSource,
  Serialization,
  YesOrNo,
  ListenAddress,
  Count,
  EndList,
  DelayRange,
  ReadyWhen,
};

/// What a shell completes by itself.
enum class Offered : std::uint8_t { Nothing, Files, Directories, Users, Groups, Variables, Pairs };

struct ValueType {
  Value value;
  std::string_view name;                      ///< as --help shows it; empty: `words`, joined by `|`
  std::span<const std::string_view> words{};  ///< all valid values; empty: not a fixed list
  Offered offered = Offered::Nothing;
  std::string_view examples{};  ///< offered in addition, separated by blanks
  /// Value of an option that is given without one; null: the next argument is its value.
  std::string_view (*when_bare)() = nullptr;
};

const ValueType& type_of(Value value);

/// Whether the value of an option follows `=` alone.
inline bool is_optional(Value value) {
  return type_of(value).when_bare != nullptr;
}

/// `DURATION`, `tree|process`, or empty for Value::None.
std::string placeholder(Value value);

/// The words that are offered for a value, separated by blanks.
std::string offered_words(Value value);

}  // namespace cpr::cli
