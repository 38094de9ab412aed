#include "options/table.hpp"

#include <array>

namespace cpr::cli {
namespace {

// clang-format off
// In the order of Option, and within --help in the order of the rows.
constexpr auto table = std::to_array<OptionRow>({
    {Option::Timeout, "timeout", "", 't', Value::Duration, Section::Limits, false, "CPR_TIMEOUT",
     "limit of the whole run (default: none)"},
    {Option::IdleTimeout, "idle-timeout", "idleTimeout", 0, Value::Duration, Section::Limits, false, "",
     "limit without a byte moved (default: none)"},
    {Option::KillSignal, "kill-signal", "killSignal", 's', Value::Signal, Section::Limits, false, "CPR_KILL_SIGNAL",
     "sent to the tree by a limit (default: SIGTERM)"},
    {Option::KillAfter, "kill-after", "killAfter", 'k', Value::Duration, Section::Limits, false, "CPR_KILL_AFTER",
     "then SIGKILL to what is left (default: 5s)"},
    {Option::KillMode, "kill-mode", "killMode", 0, Value::KillMode, Section::Limits, false, "",
     "whom a limit ends (default: tree)"},
    {Option::MaxBuffer, "max-buffer", "maxBuffer", 0, Value::Size, Section::Limits, false, "CPR_MAX_BUFFER",
     "limit per stream (default: {})"},
    {Option::MaxBufferAction, "max-buffer-action", "maxBufferAction", 0, Value::MaxBufferAction, Section::Limits, false, "",
     "what that limit does (default: kill)"},
    {Option::Drain, "drain", "", 0, Value::Duration, Section::Limits, false, "",
     "wait for holders of its pipes (default: none)"},
    {Option::Leaks, "leaks", "", 0, Value::LeakAction, Section::Limits, false, "",
     "what becomes of leftovers (default: ignore)"},
    {Option::NoOrphans, "no-orphans", "noOrphans", 0, Value::None, Section::Limits, false, "",
     "end the tree even if cpr itself is killed"},
    {Option::Containment, "containment", "", 0, Value::Containment, Section::Limits, false, "",
     "what holds the tree together (default: auto)"},
    {Option::PreserveStatus, "preserve-status", "preserveStatus", 0, Value::None, Section::Limits, false, "",
     "on a limit: the child's status, not 124 or 125"},

    {Option::Shell, "shell", "", 0, Value::OptionalPath, Section::Command, false, "",
     "run it in a shell (default: {})"},
    {Option::NoShell, "no-shell", "noShell", 0, Value::None, Section::Command, false, "",
     "run the program itself"},
    {Option::Cwd, "cwd", "", 'C', Value::Directory, Section::Command, false, "",
     "run in DIR"},
    {Option::Argv0, "argv0", "", 0, Value::Text, Section::Command, false, "",
     "what the child sees as argv[0]"},
    {Option::ClearEnv, "clear-env", "clearEnv", 'i', Value::None, Section::Command, false, "",
     "start from an empty environment"},
    {Option::EnvFile, "env-file", "envFile", 0, Value::File, Section::Command, true, "",
     "add the variables of FILE (repeatable)"},
    {Option::Env, "env", "", 'e', Value::EnvPair, Section::Command, true, "",
     "add a variable (repeatable)"},
    {Option::UnsetEnv, "unset-env", "unsetEnv", 'u', Value::EnvName, Section::Command, true, "",
     "remove a variable (repeatable)"},
    {Option::Signals, "signals", "", 0, Value::SignalsMode, Section::Command, false, "",
     "signals ignored and blocked (default: inherit)"},
    {Option::Detached, "detached", "", 0, Value::None, Section::Command, false, "",
     "a session of its own; still waited for"},
    {Option::Unref, "unref", "", 0, Value::None, Section::Command, false, "",
     "print the pid once it runs, do not wait"},
    {Option::PidFile, "pid-file", "pidFile", 0, Value::File, Section::Command, false, "",
     "write the pid there once it runs"},
    {Option::Compat, "compat", "", 0, Value::CompatMode, Section::Command, false, "",
     "the exact rules of Node"},

    {Option::Uid, "uid", "", 0, Value::User, Section::Identity, false, "",
     "run as USER, number or name"},
    {Option::Gid, "gid", "", 0, Value::Group, Section::Identity, false, "",
     "run as GROUP, number or name"},
    {Option::Groups, "groups", "", 0, Value::GroupList, Section::Identity, false, "",
     "supplementary groups: a list, or init"},

    {Option::Stdio, "stdio", "", 0, Value::Stdio, Section::Stdio, false, "",
     "one word, or a list (default: {})"},
    {Option::Stdin, "stdin", "", 0, Value::StdioEntry, Section::Stdio, false, "",
     "one entry of --stdio: descriptor 0"},
    {Option::Stdout, "stdout", "", 0, Value::StdioEntry, Section::Stdio, false, "",
     "one entry of --stdio: descriptor 1"},
    {Option::Stderr, "stderr", "", 0, Value::StdioEntry, Section::Stdio, false, "",
     "one entry of --stdio: descriptor 2"},
    {Option::FdEntry, "fd", "", 0, Value::FdEntry, Section::Stdio, true, "",
     "one entry of --stdio: descriptor N (repeatable)"},
    {Option::InheritFds, "inherit-fds", "inheritFds", 0, Value::None, Section::Stdio, false, "",
     "pass on every descriptor that cpr inherited"},
    {Option::Input, "input", "", 0, Value::Text, Section::Stdio, false, "",
     "the child's stdin is TEXT"},
    {Option::InputFile, "input-file", "inputFile", 0, Value::File, Section::Stdio, false, "",
     "the child's stdin is FILE; - is cpr's own"},

    {Option::Send, "send", "", 0, Value::Message, Section::Messages, true, "",
     "the first message to the child (repeatable)"},
    {Option::SendHandle, "send-handle", "sendHandle", 0, Value::Handle, Section::Messages, true, "",
     "goes with the --send before it (repeatable)"},
    {Option::KeepOpen, "keep-open", "keepOpen", 0, Value::None, Section::Messages, false, "",
     "keep sockets open in cpr, too, once they are taken"},
    {Option::Messages, "messages", "", 0, Value::MessageSource, Section::Messages, false, "",
     "more messages, one a line (default: {})"},
    {Option::KeepChannel, "keep-channel", "keepChannel", 0, Value::None, Section::Messages, false, "",
     "leave the channel open when all is sent"},
    {Option::MaxMessage, "max-message", "maxMessage", 0, Value::Size, Section::Messages, false, "",
     "the longest message (default: 16M)"},
    {Option::Serialization, "serialization", "", 0, Value::Serialization, Section::Messages, false, "",
     "how they are written (default: json)"},
    {Option::Silent, "silent", "", 0, Value::None, Section::Messages, false, "",
     "capture stdout and stderr, print neither"},
    {Option::ExecPath, "exec-path", "execPath", 0, Value::File, Section::Messages, false, "",
     "what runs MODULE (default: node)"},
    {Option::ExecArg, "exec-arg", "execArg", 0, Value::Text, Section::Messages, true, "",
     "a word for it, before MODULE (repeatable)"},
    {Option::PassChannel, "pass-channel", "passChannel", 0, Value::None, Section::Messages, false, "",
     "hand cpr's own channel on to the child"},
    {Option::Accept, "accept", "", 0, Value::ListenAddress, Section::Messages, false, "",
     "hand connections there to the workers"},
    {Option::Workers, "workers", "", 0, Value::Count, Section::Messages, false, "",
     "how many there are (default: 1)"},
    {Option::AcceptMessage, "accept-message", "acceptMessage", 0, Value::Message, Section::Messages, false, "",
     "comes with each connection (default: \"socket\")"},

    {Option::Json, "json", "", 0, Value::None, Section::Report, false, "",
     "capture, and print one JSON object at the end"},
    {Option::Result, "result", "", 0, Value::OutputTarget, Section::Report, false, "",
     "write that object there; output flows as usual"},
    {Option::Events, "events", "", 0, Value::EventTarget, Section::Report, false, "",
     "what happens as it happens, as lines of JSON"},
    {Option::Encoding, "encoding", "", 0, Value::Encoding, Section::Report, false, "",
     "of the streams in JSON (default: utf8)"},
    {Option::Progress, "progress", "", 0, Value::None, Section::Report, false, "",
     "a status line on the terminal while it runs"},

    {Option::Verbose, "verbose", "", 'v', Value::None, Section::General, false, "CPR_LOG",
     "say what is done"},
    {Option::Quiet, "quiet", "", 'q', Value::None, Section::General, false, "",
     "say nothing but bad usage"},
    {Option::DryRun, "dry-run", "dryRun", 0, Value::None, Section::General, false, "",
     "resolve everything, print it, run nothing"},
    {Option::Help, "help", "", 'h', Value::None, Section::General, false, "",
     "print this text"},
});
// clang-format on

constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (static_cast<std::size_t>(table[i].option) != i) return false;
  }
  return true;
}
static_assert(in_order(), "row() indexes the table by Option");

}  // namespace

std::span<const OptionRow> options() {
  return table;
}

const OptionRow& row(Option option) {
  return table[static_cast<std::size_t>(option)];
}

const OptionRow* find_option(std::string_view name) {
  for (const auto& row : table) {
    if (row.name == name || (!row.camel_name.empty() && row.camel_name == name)) return &row;
  }
  return nullptr;
}

const OptionRow* find_letter(char letter) {
  for (const auto& row : table) {
    if (row.letter == letter) return &row;
  }
  return nullptr;
}

bool takes(Verb verb, Option option) {
  switch (option) {
    case Option::Shell: return verb != Verb::Fork;
    // exec is a shell's command line; to run the program itself is what execFile is for.
    case Option::NoShell: return verb == Verb::ExecFile || verb == Verb::Spawn;
    case Option::Silent:
    case Option::ExecPath:
    case Option::ExecArg: return verb == Verb::Fork;
    default: return true;
  }
}

std::span<const std::string_view> choices(Value value) {
  static constexpr std::array<std::string_view, 2> kill_modes{"tree", "process"};
  static constexpr std::array<std::string_view, 4> actions{"kill", "head", "tail", "ends"};
  static constexpr std::array<std::string_view, 4> leaks{"ignore", "warn", "kill", "fail"};
  static constexpr std::array<std::string_view, 3> containments{"auto", "cgroup", "subreaper"};
  static constexpr std::array<std::string_view, 2> signals{"inherit", "default"};
  static constexpr std::array<std::string_view, 1> compat{"node"};
  static constexpr std::array<std::string_view, 2> serializations{"json", "advanced"};
  static constexpr std::array<std::string_view, 8> encodings{
      "utf8", "buffer", "hex", "base64", "base64url", "latin1", "ascii", "utf16le"};
  switch (value) {
    case Value::KillMode: return kill_modes;
    case Value::MaxBufferAction: return actions;
    case Value::LeakAction: return leaks;
    case Value::Containment: return containments;
    case Value::SignalsMode: return signals;
    case Value::CompatMode: return compat;
    case Value::Encoding: return encodings;
    case Value::Serialization: return serializations;
    default: return {};
  }
}

std::string_view title(Section section) {
  switch (section) {
    case Section::Limits: return "Limits";
    case Section::Command: return "Command and environment";
    case Section::Identity: return "Identity";
    case Section::Stdio: return "Input and output";
    case Section::Messages: return "Messages";
    case Section::Report: return "Reports";
    case Section::General: return "General";
  }
  return "";
}

std::string_view placeholder(Value value) {
  switch (value) {
    case Value::None: return "";
    case Value::OptionalPath: return "[=PATH]";
    case Value::Duration: return "DURATION";
    case Value::Size: return "SIZE";
    case Value::Signal: return "SIGNAL";
    case Value::KillMode: return "tree|process";
    case Value::MaxBufferAction: return "kill|head|tail|ends";
    case Value::LeakAction: return "ignore|warn|kill|fail";
    case Value::Containment: return "auto|cgroup|subreaper";
    case Value::SignalsMode: return "inherit|default";
    case Value::CompatMode: return "node";
    case Value::Directory: return "DIR";
    case Value::File: return "FILE";
    case Value::Text: return "TEXT";
    case Value::EnvPair: return "KEY=VALUE";
    case Value::EnvName: return "KEY";
    case Value::User: return "USER";
    case Value::Group: return "GROUP";
    case Value::GroupList: return "LIST";
    case Value::Stdio: return "SPEC";
    case Value::StdioEntry: return "ENTRY";
    case Value::FdEntry: return "N=ENTRY";
    case Value::OutputTarget: return "FILE|fd:N";
    case Value::EventTarget: return "FILE|fd:N|-";
    case Value::Encoding: return "ENCODING";
    case Value::Message: return "JSON";
    case Value::Handle: return "KIND:ADDRESS";
    case Value::MessageSource: return "FILE|fd:N";
    case Value::Serialization: return "json|advanced";
    case Value::ListenAddress: return "tcp:HOST:PORT|unix:PATH";
    case Value::Count: return "N";
  }
  return "";
}

}  // namespace cpr::cli
