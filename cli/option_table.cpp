#include "option_table.hpp"

#include <array>

namespace cpr::cli {
namespace {

// clang-format off
// In the order of Option, and within --help in the order of the rows.
constexpr auto table = std::to_array<OptionRow>({
    {Option::Timeout, "timeout", "", 't', Value::Duration, Section::Limits, false, "CPR_TIMEOUT",
     "end the run after DURATION; 0 or none: no limit (default: none)"},
    {Option::IdleTimeout, "idle-timeout", "idleTimeout", 0, Value::Duration, Section::Limits, false, "",
     "end the run when no byte has moved for DURATION; makes stdout and stderr pipes (default: none)"},
    {Option::KillSignal, "kill-signal", "killSignal", 's', Value::Signal, Section::Limits, false, "CPR_KILL_SIGNAL",
     "what a limit sends to the whole tree (default: SIGTERM)"},
    {Option::KillAfter, "kill-after", "killAfter", 'k', Value::Duration, Section::Limits, false, "CPR_KILL_AFTER",
     "then SIGKILL to what is left; 0: at once, none: never (default: 5s)"},
    {Option::KillMode, "kill-mode", "killMode", 0, Value::KillMode, Section::Limits, false, "",
     "whom a limit ends: the whole tree, or the process alone (default: tree)"},
    {Option::MaxBuffer, "max-buffer", "maxBuffer", 0, Value::Size, Section::Limits, false, "CPR_MAX_BUFFER",
     "end the run when a relayed stream brings more than SIZE bytes (default: {})"},
    {Option::MaxBufferAction, "max-buffer-action", "maxBufferAction", 0, Value::MaxBufferAction, Section::Limits, false, "",
     "instead of ending the run: drop the rest, or keep the first and the last half (default: kill)"},
    {Option::Drain, "drain", "", 0, Value::Duration, Section::Limits, false, "",
     "how long to wait, after the child's exit, for others that hold its pipes (default: none)"},
    {Option::Leaks, "leaks", "", 0, Value::LeakAction, Section::Limits, false, "",
     "descendants alive after the child's exit: leave, name, end them, or fail as well (default: ignore)"},
    {Option::NoOrphans, "no-orphans", "noOrphans", 0, Value::None, Section::Limits, false, "",
     "a guardian process ends the whole tree when cpr itself is killed"},
    {Option::Containment, "containment", "", 0, Value::Containment, Section::Limits, false, "",
     "what holds the tree together (default: auto, which takes a cgroup only where it is needed)"},
    {Option::PreserveStatus, "preserve-status", "preserveStatus", 0, Value::None, Section::Limits, false, "",
     "on a limit exit with the child's own status instead of 124 or 125"},

    {Option::Shell, "shell", "", 0, Value::OptionalPath, Section::Command, false, "",
     "run the first operand in a shell, the others are its $1, $2, ... (default: {})"},
    {Option::NoShell, "no-shell", "noShell", 0, Value::None, Section::Command, false, "",
     "run the program itself"},
    {Option::Cwd, "cwd", "", 'C', Value::Directory, Section::Command, false, "",
     "run in DIR"},
    {Option::Argv0, "argv0", "", 0, Value::Text, Section::Command, false, "",
     "what the child sees as argv[0] (default: the file as given)"},
    {Option::ClearEnv, "clear-env", "clearEnv", 'i', Value::None, Section::Command, false, "",
     "start from an empty environment"},
    {Option::EnvFile, "env-file", "envFile", 0, Value::File, Section::Command, true, "",
     "add the variables of FILE, written as for node --env-file; may be repeated"},
    {Option::Env, "env", "", 'e', Value::EnvPair, Section::Command, true, "",
     "add a variable; may be repeated"},
    {Option::UnsetEnv, "unset-env", "unsetEnv", 'u', Value::EnvName, Section::Command, true, "",
     "remove a variable, after all were added; may be repeated"},
    {Option::Signals, "signals", "", 0, Value::SignalsMode, Section::Command, false, "",
     "what the child finds ignored and blocked: what cpr did, or nothing (default: inherit)"},
    {Option::Detached, "detached", "", 0, Value::None, Section::Command, false, "",
     "a session and process group of its own; it is still waited for"},
    {Option::Unref, "unref", "", 0, Value::None, Section::Command, false, "",
     "do not wait: print the pid once the program runs"},
    {Option::PidFile, "pid-file", "pidFile", 0, Value::File, Section::Command, false, "",
     "write the pid there once the program runs"},
    {Option::Compat, "compat", "", 0, Value::CompatMode, Section::Command, false, "",
     "the exact rules of Node: its kill modes, signals, PATH and gluing of words"},

    {Option::Uid, "uid", "", 0, Value::User, Section::Identity, false, "",
     "user to run as, number or name; supplementary groups are dropped"},
    {Option::Gid, "gid", "", 0, Value::Group, Section::Identity, false, "",
     "group to run as, number or name; supplementary groups are dropped"},
    {Option::Groups, "groups", "", 0, Value::GroupList, Section::Identity, false, "",
     "supplementary groups instead of none: a list, or init for those of --uid"},

    {Option::Stdio, "stdio", "", 0, Value::Stdio, Section::Stdio, false, "",
     "pipe, inherit, ignore, or a list with one entry a descriptor: these words, N, &N, <F, >F, >>F (default: {})"},
    {Option::Stdin, "stdin", "", 0, Value::StdioEntry, Section::Stdio, false, "",
     "one entry of --stdio: descriptor 0"},
    {Option::Stdout, "stdout", "", 0, Value::StdioEntry, Section::Stdio, false, "",
     "descriptor 1"},
    {Option::Stderr, "stderr", "", 0, Value::StdioEntry, Section::Stdio, false, "",
     "descriptor 2"},
    {Option::FdEntry, "fd", "", 0, Value::FdEntry, Section::Stdio, true, "",
     "descriptor N; may be repeated"},
    {Option::InheritFds, "inherit-fds", "inheritFds", 0, Value::None, Section::Stdio, false, "",
     "pass on every descriptor that cpr inherited"},
    {Option::Input, "input", "", 0, Value::Text, Section::Stdio, false, "",
     "the child's stdin is TEXT"},
    {Option::InputFile, "input-file", "inputFile", 0, Value::File, Section::Stdio, false, "",
     "the child's stdin is FILE; - is cpr's own"},

    {Option::Send, "send", "", 0, Value::Message, Section::Messages, true, "",
     "send JSON to the child before all other messages; may be repeated"},
    {Option::SendHandle, "send-handle", "sendHandle", 0, Value::Handle, Section::Messages, true, "",
     "with the --send before it: tcp-server:, tcp-socket: or udp4: and 127.0.0.1:PORT, udp6:[::1]:PORT, unix-server:PATH, unix-socket:PATH"},
    {Option::KeepOpen, "keep-open", "keepOpen", 0, Value::None, Section::Messages, false, "",
     "keep sockets open in cpr, too, when the child has taken them"},
    {Option::Messages, "messages", "", 0, Value::MessageSource, Section::Messages, false, "",
     "more messages, one JSON a line (default for fork: stdin)"},
    {Option::KeepChannel, "keep-channel", "keepChannel", 0, Value::None, Section::Messages, false, "",
     "leave the channel open when everything is sent; what a node child answers after it saw the disconnect is lost by node"},
    {Option::MaxMessage, "max-message", "maxMessage", 0, Value::Size, Section::Messages, false, "",
     "the longest message; a longer one from the child closes the channel (default: 256M)"},
    {Option::Serialization, "serialization", "", 0, Value::Serialization, Section::Messages, false, "",
     "how messages are written on the channel (default: json)"},
    {Option::Silent, "silent", "", 0, Value::None, Section::Messages, false, "",
     "fork: capture the child's stdout and stderr, so that stdout holds messages alone"},
    {Option::ExecPath, "exec-path", "execPath", 0, Value::File, Section::Messages, false, "",
     "fork: the program that runs MODULE (default: node)"},
    {Option::ExecArg, "exec-arg", "execArg", 0, Value::Text, Section::Messages, true, "",
     "fork: a word for that program, before MODULE; may be repeated"},
    {Option::PassChannel, "pass-channel", "passChannel", 0, Value::None, Section::Messages, false, "",
     "hand the channel that cpr itself was given on to the child"},
    {Option::Accept, "accept", "", 0, Value::ListenAddress, Section::Messages, false, "",
     "listen, and hand each connection to the next living worker; input goes to all of them, TERM ends it gracefully"},
    {Option::Workers, "workers", "", 0, Value::Count, Section::Messages, false, "",
     "how many children --accept has (default: 1)"},
    {Option::AcceptMessage, "accept-message", "acceptMessage", 0, Value::Message, Section::Messages, false, "",
     "the message that a connection comes with (default: \"socket\")"},

    {Option::Json, "json", "", 0, Value::None, Section::Report, false, "",
     "capture the output and print one JSON object at the end"},
    {Option::Result, "result", "", 0, Value::OutputTarget, Section::Report, false, "",
     "write that object to a file or descriptor, output flows as usual"},
    {Option::Events, "events", "", 0, Value::EventTarget, Section::Report, false, "",
     "write what happens as it happens, one JSON object a line; - is stdout"},
    {Option::Encoding, "encoding", "", 0, Value::Encoding, Section::Report, false, "",
     "of the streams in JSON: utf8, buffer, hex, base64, base64url, latin1, ascii, utf16le (default: utf8)"},

    {Option::Verbose, "verbose", "", 'v', Value::None, Section::General, false, "CPR_LOG",
     "say on stderr what is done"},
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

std::span<const std::string_view> choices(Value value) {
  static constexpr std::array<std::string_view, 2> kill_modes{"tree", "process"};
  static constexpr std::array<std::string_view, 3> actions{"kill", "truncate", "tail"};
  static constexpr std::array<std::string_view, 4> leaks{"ignore", "warn", "kill", "fail"};
  static constexpr std::array<std::string_view, 3> containments{"auto", "cgroup", "subreaper"};
  static constexpr std::array<std::string_view, 2> signals{"inherit", "default"};
  static constexpr std::array<std::string_view, 1> compat{"node"};
  static constexpr std::array<std::string_view, 2> serializations{"json", "advanced"};
  switch (value) {
    case Value::KillMode: return kill_modes;
    case Value::MaxBufferAction: return actions;
    case Value::LeakAction: return leaks;
    case Value::Containment: return containments;
    case Value::SignalsMode: return signals;
    case Value::CompatMode: return compat;
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
    case Value::MaxBufferAction: return "kill|truncate|tail";
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
