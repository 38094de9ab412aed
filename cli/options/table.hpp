// The one table of all options. The parser, --help, the manual and the completions are read from
// it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "verbs.hpp"

namespace cpr::cli {

enum class Option : std::uint8_t {
  Timeout,
  IdleTimeout,
  KillSignal,
  KillAfter,
  KillMode,
  MaxBuffer,
  MaxBufferAction,
  Drain,
  Leaks,
  NoOrphans,
  Containment,
  PreserveStatus,
  Shell,
  NoShell,
  Cwd,
  Argv0,
  ClearEnv,
  EnvFile,
  Env,
  UnsetEnv,
  Signals,
  Detached,
  Unref,
  PidFile,
  Compat,
  Uid,
  Gid,
  Groups,
  Stdio,
  Stdin,
  Stdout,
  Stderr,
  FdEntry,
  InheritFds,
  Input,
  InputFile,
  Send,
  SendHandle,
  KeepOpen,
  Messages,
  KeepChannel,
  MaxMessage,
  Serialization,
  Silent,
  ExecPath,
  ExecArg,
  PassChannel,
  Accept,
  Workers,
  AcceptMessage,
  Json,
  Result,
  Events,
  Encoding,
  Progress,
  Verbose,
  Quiet,
  DryRun,
  Help,
};

/// What a value is: how it is completed and what --help calls it.
enum class Value : std::uint8_t {
  None,
  OptionalPath,  ///< only as --name=PATH; the bare name is a value of its own
  Duration,
  Size,
  Signal,
  KillMode,
  MaxBufferAction,
  LeakAction,
  Containment,
  SignalsMode,
  CompatMode,
  Directory,
  File,
  Text,
  EnvPair,
  EnvName,
  User,
  Group,
  GroupList,
  Stdio,
  StdioEntry,
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

enum class Section : std::uint8_t { Limits, Command, Identity, Stdio, Messages, Report, General };

struct OptionRow {
  Option option;
  std::string_view name;  ///< kebab-case, without dashes: the canonical spelling
  std::string_view
      camel_name;  ///< the same in camelCase as Node writes it, empty where it is one word
  char letter;     ///< 0 = none
  Value value;
  Section section;
  bool repeats;                  ///< each use counts, not the last one alone
  std::string_view environment;  ///< variable with the default, or empty
  std::string_view help;         ///< `{}` stands for the verb's default
};

std::span<const OptionRow> options();
const OptionRow& row(Option option);

/// By name or letter, without dashes; null when there is none.
const OptionRow* find_option(std::string_view name);
const OptionRow* find_letter(char letter);

/// Whether an option makes sense for a verb: --help, manual and completions name no others.
bool takes(Verb verb, Option option);

/// The words that a value can be, where it is one of few; else empty.
std::span<const std::string_view> choices(Value value);

std::string_view title(Section section);
std::string_view placeholder(Value value);

}  // namespace cpr::cli
