#include "options/table.hpp"

#include <initializer_list>

#include "format/fmt.hpp"
#include "options/apply.hpp"
#include "options/handles.hpp"
#include "options/identity.hpp"
#include "options/retry_options.hpp"
#include "options/stdio_entries.hpp"
#include "options/values.hpp"
#include "options/words.hpp"
#include "process/default_shell.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

constexpr VerbSet set_of(std::initializer_list<Verb> verbs) {
  VerbSet set{0};
  for (const Verb verb : verbs)
    set.bits |= static_cast<std::uint16_t>(1U << static_cast<unsigned>(verb));
  return set;
}
constexpr VerbSet fork_alone = set_of({Verb::Fork});
constexpr VerbSet timeout_alone = set_of({Verb::Timeout});
// The duration of `cpr timeout` is an operand.
constexpr VerbSet with_timeout_option =
    set_of({Verb::Exec, Verb::ExecFile, Verb::Spawn, Verb::Fork, Verb::Wait});
constexpr VerbSet operator|(VerbSet a, VerbSet b) {
  return {static_cast<std::uint16_t>(a.bits | b.bits)};
}
constexpr VerbSet with_kill = VerbSet{} | set_of({Verb::Kill});
constexpr VerbSet with_ps = VerbSet{} | set_of({Verb::Ps});
constexpr VerbSet with_kill_and_wait = with_kill | set_of({Verb::Wait});
constexpr VerbSet all_verbs = with_kill_and_wait | with_ps;
constexpr VerbSet with_shell = set_of({Verb::Exec, Verb::ExecFile, Verb::Spawn, Verb::Timeout});

std::string max_buffer_default(const VerbTraits& verb) {
  return verb.buffered_max ? fmt::format("none; with --json {}", *verb.buffered_max) : "none";
}
std::string shell_default(const VerbTraits& verb) {
  return verb.has_shell ? std::string(default_shell()) : "none";
}
std::string kill_after_default(const VerbTraits& verb) {
  return verb.manages_runs ? "none" : "5s";
}
std::string messages_default(const VerbTraits& verb) {
  return verb.has_channel ? "stdin" : "none";
}
std::string stdio_default(const VerbTraits& verb) {
  return verb.has_channel ? "ignore,inherit,inherit,ipc" : "inherit";
}

// clang-format off
// In the order in which they are applied; --help keeps it within each section.
constexpr auto table = std::to_array<OptionRow>({
    // First: the other options change what it sets.
    {.name = "compat", .value = Value::CompatMode, .section = Section::Command,
     .help = "follow the rules of Node, or of env(1), exactly",
     .apply = apply_compat},

    {.name = "timeout", .letter = 't', .value = Value::Duration, .section = Section::Limits, .shown = Shown::InBrief,
     .verbs = with_timeout_option, .environment = "CPR_TIMEOUT", .excludes = {"unref"},
     .help = "kill the process tree after DURATION", .help_for_runs = "exit with 124 after DURATION; the runs go on", .fallback = "none",
     .apply = [](Draft& d, const Given& g) { d.limits().timeout = timeout(d, g); d.options.bare.timeout = bare_number(d, g); }},
    {.name = "idle-timeout", .value = Value::Duration, .section = Section::Limits, .shown = Shown::InBrief,
     .excludes = {"unref"},
     .help = "maximum time without output", .fallback = "none",
     .apply = [](Draft& d, const Given& g) { d.limits().idle_timeout = timeout(d, g); d.options.bare.idle_timeout = bare_number(d, g); }},
    {.name = "kill-signal", .timeout_name = "signal", .letter = 's', .value = Value::Signal, .section = Section::Limits, .shown = Shown::InBrief,
     .verbs = with_kill, .environment = "CPR_KILL_SIGNAL",
     .help = "signal sent at a limit", .help_for_runs = "signal to send; 0 only tests", .fallback = "SIGTERM",
     .apply = apply_kill_signal},
    {.name = "kill-after", .timeout_name = "kill-after", .letter = 'k', .value = Value::Duration, .section = Section::Limits, .shown = Shown::InBrief,
     .verbs = with_kill, .environment = "CPR_KILL_AFTER",
     .help = "SIGKILL whatever is still running after DURATION", .fallback = "5s", .fallback_of = kill_after_default,
     .apply = apply_kill_after},
    {.name = "foreground", .timeout_name = "foreground", .letter = 'f', .section = Section::Limits, .shown = Shown::InBrief,
     .verbs = timeout_alone,
     .help = "signal only the command itself, as --kill-mode process",
     .apply = [](Draft& d, const Given&) { d.limits().stop.scope = Scope::Process; }},
    {.name = "kill-mode", .value = Value::KillMode, .section = Section::Limits,
     .help = "what to kill: the process tree or only the child", .fallback = "tree",
     .apply = [](Draft& d, const Given& g) { d.limits().stop.scope = word<kill_modes>(g); }},
    {.name = "before-kill", .value = Value::Command, .section = Section::Limits, .facility = Facility::Hook,
     .excludes = {"unref"},
     .help = "run a shell command before the first signal",
     .apply = [](Draft& d, const Given& g) { d.limits().before_kill = BeforeKill{.command = parse_nonempty(g.name(), g.value(), "command")}; }},
    {.name = "max-buffer", .value = Value::Size, .section = Section::Limits, .shown = Shown::InBrief,
     .environment = "CPR_MAX_BUFFER", .excludes = {"unref"},
     .help = "maximum bytes per stream", .fallback_of = max_buffer_default,
     .apply = [](Draft& d, const Given& g) { d.limits().max_buffer = parse_size(g.name(), g.value()); d.options.max_buffer_origin = g.name(); }},
    {.name = "max-buffer-action", .value = Value::MaxBufferAction, .section = Section::Limits,
     .excludes = {"unref"},
     .help = "what to do at that limit", .fallback = "kill",
     .apply = apply_overflow},
    {.name = "max-memory", .value = Value::Size, .section = Section::Limits, .facility = Facility::MemoryLimit,
     .excludes = {"unref"},
     .help = "maximum memory of the process tree", .fallback = "none",
     .apply = [](Draft& d, const Given& g) { d.limits().max_memory = parse_memory(g.name(), g.value()); }},
    {.name = "drain", .value = Value::Duration, .section = Section::Limits,
     .excludes = {"unref"},
     .help = "how long to wait, after exit, for processes that hold output pipes open", .fallback = "none",
     .apply = [](Draft& d, const Given& g) { d.limits().drain = duration(d, g); d.options.bare.drain = bare_number(d, g); }},
    {.name = "retries", .value = Value::Count, .section = Section::Limits, .facility = Facility::ProvenTree, .excludes = {"unref", "accept"},
     .help = "run the command again, up to N times, when it fails",
     .apply = [](Draft& d, const Given& g) { d.options.retry.emplace().retries = parse_retries(g.name(), g.value()); d.limits().leaks = LeakAction::Kill; }},
    {.name = "retry-on", .value = Value::EndList, .section = Section::Limits, .needs = "retries",
     .help = "which ends are retried: verdicts, exit codes, signals",
     .apply = [](Draft& d, const Given& g) { d.options.retry->ends = parse_retry_on(g.name(), g.value()); }},
    {.name = "retry-delay", .value = Value::DelayRange, .section = Section::Limits, .needs = "retries",
     .help = "time before a retry; with MAX it doubles each time", .fallback = "1s",
     .apply = apply_retry_delay},
    {.name = "leaks", .value = Value::LeakAction, .section = Section::Limits,
     .excludes = {"unref"},
     .help = "what to do with processes that are still running after exit", .fallback = "ignore",
     .apply = apply_leaks},
    {.name = "no-orphans", .section = Section::Limits, .facility = Facility::Guardians,
     .excludes = {"unref"},
     .help = "kill the process tree even if cpr is killed",
     .apply = [](Draft& d, const Given&) { d.job().no_orphans = true; }},
    {.name = "containment", .value = Value::Containment, .section = Section::Limits, .shown = Shown::InManual, .facility = Facility::TreeChoice,
     .excludes = {"unref"},
     .help = "how descendants are tracked", .fallback = "auto",
     .apply = [](Draft& d, const Given& g) { d.limits().containment = word<containments>(g); }},
    {.name = "preserve-status", .timeout_name = "preserve-status", .letter = 'p', .section = Section::Limits,
     .help = "exit with the child's status when a limit is reached",
     .apply = [](Draft& d, const Given&) { d.options.preserve_status = true; }},

    {.name = "shell", .value = Value::OptionalPath, .section = Section::Command, .verbs = with_shell,
     .help = "run the command in a shell", .fallback_of = shell_default,
     .apply = [](Draft& d, const Given& g) { d.command().shell = parse_nonempty(g.name(), g.value(), "shell"); }},
    {.name = "cwd", .letter = 'C', .value = Value::Directory, .section = Section::Command, .shown = Shown::InBrief,
     .help = "run in DIR",
     .apply = [](Draft& d, const Given& g) { d.command().cwd = parse_nonempty(g.name(), g.value(), "directory"); }},
    {.name = "argv0", .value = Value::Text, .section = Section::Command,
     .help = "set the child's argv[0] to TEXT",
     .apply = [](Draft& d, const Given& g) { d.command().argv0 = g.value(); }},
    {.name = "clear-env", .letter = 'i', .section = Section::Command,
     .help = "start with an empty environment",
     .apply = [](Draft& d, const Given&) { d.command().env.clear = true; }},
    {.name = "env-file", .value = Value::File, .section = Section::Command, .repeats = true,
     .help = "set environment variables from FILE",
     .apply = [](Draft& d, const Given& g) { d.blocking_inputs.env_files = g.values; }},
    {.name = "env", .letter = 'e', .value = Value::EnvPair, .section = Section::Command, .shown = Shown::InBrief, .repeats = true,
     .help = "set an environment variable",
     .apply = [](Draft& d, const Given& g) { for (const auto& text : g.values) d.command().env.set.push_back(parse_env_pair(g.name(), text)); }},
    {.name = "unset-env", .letter = 'u', .value = Value::EnvName, .section = Section::Command, .repeats = true,
     .help = "unset an environment variable",
     .apply = [](Draft& d, const Given& g) { for (const auto& text : g.values) d.command().env.unset.push_back(parse_env_name(g.name(), text)); }},
    {.name = "default-signals", .section = Section::Command, .facility = Facility::SignalDispositions,
     .help = "reset signal dispositions and the signal mask",
     .apply = [](Draft& d, const Given&) { d.job().default_signals = true; }},
    {.name = "detached", .section = Section::Command, .excludes = {"accept"},
     .help = "run in a new session; cpr still waits",
     .apply =
         [](Draft& d, const Given&) {
           d.job().new_session = true;
           if (d.job().lifetime == Lifetime::Tied) d.job().lifetime = Lifetime::Detached;
         }},
    {.name = "unref", .section = Section::Command,
     .help = "start the program, print its pid, and exit",
     .apply = [](Draft& d, const Given&) { d.job().lifetime = Lifetime::Released; }},
    {.name = "background", .section = Section::Command, .facility = Facility::BackgroundRuns, .excludes = {"unref"},
     .help = "print a token once the program runs, and exit; a supervisor stays",
     .apply = [](Draft& d, const Given&) { d.options.background = true; }},
    {.name = "pid-file", .value = Value::File, .section = Section::Command, .excludes = {"accept"},
     .help = "write the pid to FILE when the program starts",
     .apply = [](Draft& d, const Given& g) { d.options.pid_file = parse_output_file(g.name(), g.value()); }},
    {.name = "ready", .value = Value::ReadyWhen, .section = Section::Command, .excludes = {"unref", "accept"},
     .help = "when the program is ready: fd:N, line:TEXT, tcp:HOST:PORT, unix:PATH or delay:DURATION",
     .apply = apply_ready},
    {.name = "pass-channel", .section = Section::Command, .facility = Facility::Channel, .excludes = {"retries"},
     .help = "pass cpr's own message channel on to the child",
     .apply = [](Draft& d, const Given&) { d.channel.pass_channel = true; }},

    {.name = "uid", .value = Value::User, .section = Section::Identity, .facility = Facility::UserIds,
     .help = "run as USER, a name or a number",
     .apply = apply_uid},
    {.name = "gid", .value = Value::Group, .section = Section::Identity, .facility = Facility::UserIds,
     .help = "run as GROUP, a name or a number",
     .apply = [](Draft& d, const Given& g) { d.job().identity.gid = parse_group(g.name(), g.value()); }},
    {.name = "groups", .value = Value::GroupList, .section = Section::Identity, .facility = Facility::UserIds,
     .help = "comma-separated supplementary groups, or init",
     .apply = [](Draft& d, const Given& g) { d.job().identity.groups = parse_groups(g.name(), g.value(), d.job().identity.uid); }},

    {.name = "stdio", .value = Value::StdioList, .section = Section::Stdio,
     .help = "one word for fds 0 to 2, or a comma-separated list of entries", .fallback_of = stdio_default,
     .apply = edit_stdio<StdioEdit::whole_list>},
    {.name = "stdin", .value = Value::InputEntry, .section = Section::Stdio,
     .help = "stdio entry for fd 0",
     .apply = edit_stdio<0>},
    {.name = "stdout", .value = Value::OutputEntry, .section = Section::Stdio,
     .help = "stdio entry for fd 1",
     .apply = edit_stdio<1>},
    {.name = "stderr", .value = Value::OutputEntry, .section = Section::Stdio,
     .help = "stdio entry for fd 2",
     .apply = edit_stdio<2>},
    {.name = "fd", .value = Value::FdEntry, .section = Section::Stdio, .repeats = true, .facility = Facility::HigherFds,
     .help = "stdio entry for fd N",
     .apply = [](Draft& d, const Given& g) { for (const auto& text : g.values) d.stdio.push_back(parse_fd_edit(g.name(), text)); }},
    {.name = "inherit-fds", .section = Section::Stdio, .facility = Facility::HigherFds,
     .help = "pass on every fd that cpr inherited",
     .apply = [](Draft& d, const Given&) { d.job().inherit_fds = true; }},
    {.name = "input", .value = Value::Text, .section = Section::Stdio, .excludes = {"unref", "input-file"},
     .help = "feed TEXT to the child's stdin",
     .apply = [](Draft& d, const Given& g) { d.input = g.value(); }},
    {.name = "input-file", .value = Value::File, .section = Section::Stdio,
     .help = "take stdin from FILE; - means cpr's stdin",
     .apply = [](Draft& d, const Given& g) { d.input_file = parse_nonempty(g.name(), g.value(), "file"); }},

    {.name = "send", .value = Value::Message, .section = Section::Messages, .shown = Shown::InBrief, .repeats = true, .facility = Facility::Channel,
     .help = "send this message before any others",
     .apply = [](Draft& d, const Given& g) { d.channel.sends = placed(g); }},
    {.name = "send-handle", .value = Value::Handle, .section = Section::Messages, .repeats = true, .facility = Facility::Channel, .excludes = {"retries"},
     .help = "attach a handle to the preceding --send",
     .apply = [](Draft& d, const Given& g) { d.channel.handles = placed(g); }},
    {.name = "keep-open", .section = Section::Messages, .facility = Facility::Channel, .needs = "send-handle",
     .help = "keep the handles open in cpr after sending them",
     .apply = [](Draft& d, const Given&) { d.channel.spec.keep_open = true; }},
    {.name = "messages", .value = Value::MessageSource, .section = Section::Messages, .facility = Facility::Channel,
     .help = "read messages from FILE or fd N, one per line", .fallback_of = messages_default,
     .apply = [](Draft& d, const Given& g) { d.channel.messages = g.value(); }},
    {.name = "keep-channel", .section = Section::Messages, .facility = Facility::Channel,
     .help = "keep the channel open at the end of the input",
     .apply = [](Draft& d, const Given&) { d.channel.spec.keep_channel = true; }},
    {.name = "linger", .value = Value::Duration, .section = Section::Messages, .facility = Facility::Channel, .excludes = {"keep-channel", "accept"},
     .help = "close the channel when nothing has moved for DURATION at the end of the input", .fallback = "200ms",
     .apply = [](Draft& d, const Given& g) { d.channel.spec.linger = duration(d, g).value_or(Duration::max()); }},
    {.name = "lockstep", .section = Section::Messages, .facility = Facility::Channel, .excludes = {"accept"},
     .help = "send a message of the input only after a message to the one before it",
     .apply = [](Draft& d, const Given&) { d.channel.spec.lockstep = true; }},
    {.name = "replies", .value = Value::Count, .section = Section::Messages, .facility = Facility::Channel, .excludes = {"accept"},
     .help = "close the channel after N messages from the child", .fallback = "none",
     .apply = [](Draft& d, const Given& g) { d.channel.spec.replies = parse_replies(g.name(), g.value()); }},
    {.name = "max-message", .value = Value::Size, .section = Section::Messages, .facility = Facility::Channel,
     .help = "maximum size of a message", .fallback = "16M",
     .apply = [](Draft& d, const Given& g) { d.channel.spec.max_message = parse_size(g.name(), g.value()); }},
    {.name = "serialization", .value = Value::Serialization, .section = Section::Messages, .facility = Facility::Channel,
     .help = "format of the messages", .fallback = "json",
     .apply = [](Draft& d, const Given& g) { d.channel.spec.serialization = word<serializations>(g); }},
    {.name = "silent", .section = Section::Messages, .shown = Shown::InBrief, .verbs = fork_alone, .facility = Facility::Channel,
     .help = "capture stdout and stderr; do not print them",
     .apply = [](Draft& d, const Given&) { d.channel.silent = true; }},
    {.name = "exec-path", .value = Value::Program, .section = Section::Messages, .verbs = fork_alone, .facility = Facility::Channel,
     .help = "program that runs MODULE", .fallback = "node",
     .apply = [](Draft& d, const Given& g) { d.channel.exec_path = parse_nonempty(g.name(), g.value(), "program"); }},
    {.name = "exec-arg", .value = Value::Text, .section = Section::Messages, .verbs = fork_alone, .repeats = true, .facility = Facility::Channel,
     .help = "pass TEXT to that program, before MODULE",
     .apply = [](Draft& d, const Given& g) { d.channel.exec_args = g.values; }},
    {.name = "accept", .value = Value::ListenAddress, .section = Section::Messages, .facility = Facility::Channel,
     .help = "listen on tcp:HOST:PORT or unix:PATH, and pass the connections to workers",
     .apply = [](Draft& d, const Given& g) { d.channel.accept = parse_listen_address(g.name(), g.value()); }},
    {.name = "workers", .value = Value::Count, .section = Section::Messages, .facility = Facility::Channel, .needs = "accept",
     .help = "number of workers", .fallback = "1",
     .apply = [](Draft& d, const Given& g) { d.channel.workers = parse_workers(g.name(), g.value()); }},
    {.name = "respawn", .value = Value::YesOrNo, .section = Section::Messages, .facility = Facility::Channel, .needs = "accept",
     .help = "replace workers that have exited", .fallback = "yes",
     .apply = [](Draft& d, const Given& g) { d.channel.respawn = word<yes_or_no>(g); }},
    {.name = "accept-message", .value = Value::Message, .section = Section::Messages, .facility = Facility::Channel, .needs = "accept",
     .help = "message to send with each connection", .fallback = "\"socket\"",
     .apply = [](Draft& d, const Given& g) { d.channel.accept_message = g.value(); }},

    {.name = "json", .section = Section::Report, .shown = Shown::InBrief, .verbs = with_ps, .excludes = {"unref"},
     .help = "capture the output and print one JSON object", .help_for_runs = "print a JSON array with an object for each run",
     .apply = [](Draft& d, const Given&) { d.options.json = true; }},
    {.name = "result", .value = Value::OutputTarget, .section = Section::Report, .shown = Shown::InBrief, .excludes = {"unref"},
     .help = "write that object to FILE; print output as usual",
     .apply = [](Draft& d, const Given& g) { d.options.result = parse_output_target(g.name(), g.value()); }},
    {.name = "events", .value = Value::EventTarget, .section = Section::Report, .excludes = {"unref"},
     .help = "write events as JSON lines",
     .apply = apply_events},
    {.name = "log", .value = Value::OutputTarget, .section = Section::Report, .excludes = {"unref"},
     .help = "write all relayed output to FILE as well",
     .apply = [](Draft& d, const Given& g) { d.options.log = parse_log(g.name(), g.value()); }},
    {.name = "log-format", .value = Value::LogFormat, .section = Section::Report, .needs = "log",
     .help = "bytes as they are, or lines with time and stream", .fallback = "raw",
     .apply = [](Draft& d, const Given& g) { d.options.log->format = word<log_formats>(g); }},
    {.name = "encoding", .value = Value::Encoding, .section = Section::Report,
     .help = "encoding of the output in JSON", .fallback = "utf8",
     .apply = [](Draft& d, const Given& g) { d.options.encoding = parse_encoding_value(g.name(), g.value()); }},
    {.name = "progress", .value = Value::OptionalDuration, .section = Section::Report, .excludes = {"unref"},
     .help = "show a status line on the terminal, or print one every DURATION",
     .apply = apply_progress},

    {.name = "verbose", .timeout_name = "verbose", .letter = 'v', .shown = Shown::InBrief, .environment = "CPR_LOG",
     .help = "explain each step",
     .apply = apply_verbose},
    {.name = "quiet", .letter = 'q', .shown = Shown::InBrief, .verbs = with_kill_and_wait,
     .help = "print only usage errors",
     .apply = [](Draft& d, const Given&) { d.options.quiet = true; }},
    {.name = "dry-run", .shown = Shown::InBrief,
     .help = "print what would run, and exit",
     .apply = [](Draft& d, const Given&) { d.options.action = Options::Action::DryRun; }},
    {.name = "help", .timeout_name = "help", .letter = 'h', .shown = Shown::InBrief, .verbs = all_verbs,
     .help = "print the common options; --help prints all"},
    {.name = "version", .timeout_name = "version", .verbs = timeout_alone,
     .help = "print the version"},
});
// clang-format on

}  // namespace

std::span<const OptionRow> options() {
  return table;
}

}  // namespace cpr::cli
