#include "options/value_types.hpp"

#include <array>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "options/words.hpp"
#include "process/default_shell.hpp"

namespace cpr::cli {
namespace {

std::string_view no_text() {
  return {};
}

template <const auto& List>
constexpr auto words = words_of(List);

// In the order of Value.
constexpr auto value_types = std::to_array<ValueType>({
    {Value::None, ""},
    {Value::OptionalPath, "[=PATH]", {}, Offered::Files, {}, default_shell},
    {Value::OptionalDuration, "[=DURATION]", {}, Offered::Nothing, "500ms 1s 5s 30s 1m", no_text},
    {Value::Duration, "DURATION", {}, Offered::Nothing, "500ms 5s 1m 1h none"},
    {Value::Size, "SIZE", {}, Offered::Nothing, "200K 1M 10M none"},
    {Value::Signal, "SIGNAL"},
    {Value::KillMode, "", words<kill_modes>},
    {Value::MaxBufferAction, "", words<overflow_actions>},
    {Value::LeakAction, "", words<leak_actions>},
    {Value::Containment, "", words<containments>},
    {Value::CompatMode, "", words<compat_modes>},
    {Value::Directory, "DIR", {}, Offered::Directories},
    {Value::File, "FILE", {}, Offered::Files},
    {Value::Text, "TEXT"},
    {Value::Command, "COMMAND"},
    {Value::Program, "PROGRAM", {}, Offered::Files},
    {Value::EnvPair, "KEY=VALUE", {}, Offered::Pairs},
    {Value::EnvName, "KEY", {}, Offered::Variables},
    {Value::User, "USER", {}, Offered::Users},
    {Value::Group, "GROUP", {}, Offered::Groups},
    {Value::GroupList, "LIST", {}, Offered::Groups, "init"},
    {.value = Value::StdioList,
     .name = "SPEC",
     .examples = "pipe inherit ignore pty inherit,pipe,pipe inherit,inherit,inherit,ipc"},
    {Value::InputEntry, "ENTRY", {}, Offered::Nothing, "pipe inherit ignore pty ipc"},
    {Value::OutputEntry, "ENTRY", {}, Offered::Nothing, "pipe inherit ignore pty ipc"},
    {Value::FdEntry, "N=ENTRY", {}, Offered::Nothing, "3=pipe 3=inherit 3=ignore 3=ipc"},
    {Value::OutputTarget, "FILE|fd:N", {}, Offered::Files, "fd:3"},
    {Value::EventTarget, "FILE|fd:N|-", {}, Offered::Files, "- fd:3"},
    {Value::LogFormat, "", words<log_formats>},
    {Value::Encoding, "ENCODING", words<encodings>},
    {Value::Message, "JSON"},
    {.value = Value::Handle,
     .name = "KIND:ADDRESS",
     .examples = "tcp-server: tcp-socket: udp4: udp6: unix-server: unix-socket:"},
    {Value::MessageSource, "FILE|fd:N", {}, Offered::Files, "fd:3"},
    {Value::Serialization, "", words<serializations>},
    {Value::YesOrNo, "", words<yes_or_no>},
    {Value::ListenAddress, "ADDRESS", {}, Offered::Nothing, "tcp: unix:"},
    {Value::Count, "N"},
    {.value = Value::EndList,
     .name = "LIST",
     .examples = "timeout timeout,idle-timeout exit signal leak spawn-error 75 100-110 SIGSEGV"},
    {Value::DelayRange, "DELAY[..MAX]", {}, Offered::Nothing, "0 1s 5s 1s..30s"},
    {Value::ReadyWhen, "WHEN", {}, Offered::Nothing, "line: tcp: unix: fd:3 delay:1s"},
});

constexpr bool in_order() {
  for (std::size_t i = 0; i < value_types.size(); ++i) {
    if (static_cast<std::size_t>(value_types[i].value) != i) return false;
  }
  return true;
}
static_assert(in_order(), "type_of() indexes the table by Value");

}  // namespace

const ValueType& type_of(Value value) {
  return value_types[static_cast<std::size_t>(value)];
}

std::string placeholder(Value value) {
  const ValueType& type = type_of(value);
  return type.name.empty() ? join(type.words, "|") : std::string(type.name);
}

std::string offered_words(Value value) {
  const ValueType& type = type_of(value);
  if (!type.words.empty()) return join(type.words, " ");
  if (value != Value::Signal) return std::string(type.examples);
  std::string names;
  for (const auto& signal : signal_names()) {
    if (!names.empty()) names += ' ';
    names += signal.name;
  }
  return names;
}

}  // namespace cpr::cli
