// The types that values of options have: what --help calls each, and what the Tab key offers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cpr::cli {

enum class Value : std::uint8_t {
  None,
  OptionalPath,  ///< only as --name=PATH; the bare name means /bin/sh
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
  Encoding,
  Message,
  Handle,
  MessageSource,
  Serialization,
  ListenAddress,
  Count,
};

/// What a shell completes by itself.
enum class Offered : std::uint8_t { Nothing, Files, Directories, Users, Groups, Variables, Pairs };

struct ValueType {
  Value value;
  std::string_view name;                      ///< as --help shows it; empty: `words`, joined by `|`
  std::span<const std::string_view> words{};  ///< all valid values; empty: not a fixed list
  Offered offered = Offered::Nothing;
  std::string_view examples{};  ///< offered in addition, separated by blanks
};

const ValueType& type_of(Value value);

/// `DURATION`, `tree|process`, or empty for Value::None.
std::string placeholder(Value value);

/// The words that are offered for a value, separated by blanks.
std::string offered_words(Value value);

}  // namespace cpr::cli
