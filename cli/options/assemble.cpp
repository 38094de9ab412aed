#include "options/assemble.hpp"

#include <unistd.h>

#include <algorithm>

#include "format/fmt.hpp"
#include "io/fd_facts.hpp"
#include "options/background_rules.hpp"
#include "options/ready_options.hpp"
#include "options/retry_options.hpp"
#include "options/stdio_entries.hpp"
#include "options/system_rules.hpp"
#include "options/values.hpp"
#include "process/tree_usage.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

bool is_output(const StdioSpec& spec) {
  return spec.kind == Kind::OutputPipe || spec.kind == Kind::Pty;
}

bool is_relayed(const StdioSpec& spec) {
  return spec.kind == Kind::InputPipe || is_output(spec);
}

/// Whether an option needs to see the child's output. An unneeded relay would cost the child its
/// terminal, and make the run wait for background processes that hold the pipe open.
bool needs_relay(const Draft& draft) {
  const Options& options = draft.options;
  const Limits& limits = options.job.limits;
  // Node's fork does not make pipes.
  const bool node_pipes = draft.node_compat && !draft.verb.has_channel;
  const auto& ready = options.job.ready;
  const bool looks_for_line = ready && std::holds_alternative<ReadyOnLine>(*ready);
  return options.json || options.events || options.progress || options.log || looks_for_line ||
         draft.channel.silent || limits.max_buffer || limits.idle_timeout || node_pipes;
}

/// The three standard entries. stdin is never relayed by default: the child reads the terminal
/// itself, and a background job of cpr does not compete for its input.
void set_stdio(Draft& draft) {
  auto& stdio = draft.job().stdio;
  // With --unref no process remains that could relay.
  const auto kind = needs_relay(draft) && draft.job().lifetime != Lifetime::Released
                        ? Kind::OutputPipe
                        : Kind::Dup;
  // In the background there is no terminal, and a pipe is for what the caller runs next.
  const auto input = draft.options.background ? Kind::Ignore : draft.verb.stdin_kind;
  stdio = {{.kind = input, .fd = 0}, {.kind = kind, .fd = 1}, {.kind = kind, .fd = 2}};
  if (draft.verb.has_channel) stdio.push_back({.kind = Kind::Ipc});
  for (const auto& edit : draft.stdio) {
    if (edit.fd == StdioEdit::whole_list) {
      // As in Node, a list says where the channel is; a word for 0..2 leaves it where it is.
      if (edit.value.find(',') != std::string::npos) stdio.resize(3);
      stdio = parse_stdio(edit.option, edit.value, stdio);
      continue;
    }
    const auto place = static_cast<std::size_t>(edit.fd);
    if (place >= stdio.size()) stdio.resize(place + 1);
    stdio[place] = parse_stdio_entry(edit.option, edit.value, edit.fd);
  }
}

/// The first operand of `cpr timeout`.
void take_duration(Draft& draft, std::vector<std::string>& operands) {
  if (operands.empty()) {
    throw UsageError(fmt::format("timeout: missing duration: write cpr timeout [OPTIONS] {}",
                                 draft.verb.operands));
  }
  const auto limit = parse_seconds("timeout", operands.front());
  if (limit != Duration::zero()) draft.limits().timeout = limit;
  operands.erase(operands.begin());
  StopPolicy& stop = draft.limits().stop;
  if (stop.manners == Manners::Cpr) stop.manners = Manners::Timeout;
  // With -s 0 nothing ends the others: they are not waited for.
  if (draft.limits().kill_signal == 0 && !draft.limits().kill_after) stop.scope = Scope::Process;
}

void set_operands(Draft& draft, std::vector<std::string> operands) {
  const VerbTraits& verb = draft.verb;
  if (verb.is_timeout) take_duration(draft, operands);
  if (operands.empty() || operands.front().empty()) {
    throw UsageError(fmt::format("{}: {} command: write cpr {} [OPTIONS] {}", verb.name,
                                 operands.empty() ? "missing" : "empty", verb.name, verb.operands));
  }
  Command& command = draft.command();
  if (verb.verb == Verb::Exec && operands.front() == "-") {
    draft.blocking_inputs.script_on_stdin = true;
    // cpr reads all of stdin.
    StdioSpec& own = draft.job().stdio[0];
    if (own == StdioSpec{.kind = Kind::Dup, .fd = 0}) own = {};
    if (own.kind == Kind::Pty) own.source = {};
  }
  if (verb.verb == Verb::Fork) return draft.channel.set_program(command, std::move(operands));
  command.file = std::move(operands.front());
  operands.erase(operands.begin());
  command.args = std::move(operands);
  // Node's exec has no words beside its command.
  if (draft.node_compat && command.shell && verb.verb != Verb::Exec) {
    for (const auto& word : command.args) command.file += " " + word;
    command.args.clear();
  }
}

/// A terminal stays one: the text is typed at it.
void set_typed_input(Draft& draft) {
  if (draft.input) draft.job().stdio[0].source = {.text = std::move(*draft.input)};
  if (!draft.input_file || *draft.input_file == "-") return;
  throw UsageError(
      fmt::format("--input-file {}: the child's stdin is a pty, at which cpr types its own stdin: "
                  "write cpr ... <FILE, or --stdio ,pty,pty",
                  *draft.input_file));
}

void set_input(Draft& draft) {
  StdioSpec& own = draft.job().stdio[0];
  if (own.kind == Kind::Pty) return set_typed_input(draft);
  if (draft.input) own = {.kind = Kind::InputPipe, .source = {.text = std::move(*draft.input)}};
  if (!draft.input_file) return;
  // The file itself, not a relay of it: nothing is copied, and the child may seek in it.
  own = *draft.input_file == "-" ? StdioSpec{.kind = Kind::Dup, .fd = 0}
                                 : parse_stdio_entry("--input-file", "<" + *draft.input_file, 0);
}

/// Decides where the output of each relayed stream goes, and the messages from the child.
void set_destinations(Draft& draft) {
  Job& job = draft.job();
  const auto destination = [&](int fd, bool discarded) -> Destination {
    if (draft.options.json) return {.kind = Destination::Kind::Capture};
    // With --events - the events are the only place where output appears.
    if (discarded || draft.events_on_stdout) return {};
    return {.kind = Destination::Kind::Forward, .fd = fd};
  };
  for (std::size_t i = 0; i < job.stdio.size(); ++i) {
    StdioSpec& spec = job.stdio[i];
    if (!is_output(spec)) continue;
    const int fd = static_cast<int>(i);
    spec.reported = draft.options.events || draft.options.progress;
    if (i == STDIN_FILENO) {
      // A pty that is neither stdout nor stderr shows prompts alone, such as those of ssh.
      if (is_open(STDERR_FILENO)) {
        spec.destination = {.kind = Destination::Kind::Forward, .fd = STDERR_FILENO};
      }
      continue;
    }
    const bool silent = draft.channel.silent && fd <= STDERR_FILENO;
    spec.destination = destination(fd, silent || !is_open(fd));
  }
  if (job.channel) job.channel->destination = destination(STDOUT_FILENO, false);
}

/// JSON on stdout, of either kind, is alone there.
void check_stdout(const Draft& draft) {
  const Job& job = draft.options.job;
  const bool json = draft.options.json;
  if (!json && !draft.events_on_stdout) return;
  if (json && draft.events_on_stdout) {
    throw UsageError(
        "--json and --events - both write to stdout: omit --json (the last event contains the "
        "result)");
  }
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) {
    const auto& spec = job.stdio[fd];
    if (spec.kind == Kind::Dup && spec.fd == STDOUT_FILENO) {
      throw UsageError(fmt::format(
          "{} needs stdout for itself, but the child's fd {} is cpr's stdout: make it pipe, 2 or "
          "a file",
          json ? "--json" : "--events -", fd));
    }
  }
}

void check_idle_timeout(const Job& job) {
  const bool relayed = std::any_of(job.stdio.begin(), job.stdio.end(), [](const StdioSpec& spec) {
    return is_relayed(spec) || spec.kind == Kind::Ipc;
  });
  if (job.limits.idle_timeout && !relayed) {
    throw UsageError(
        "--idle-timeout: no stream is relayed through cpr: make one a pipe, as in --stdout pipe");
  }
}

void check_relayed(const Job& job, std::string_view option) {
  if (std::any_of(job.stdio.begin(), job.stdio.end(), is_output)) return;
  throw UsageError(
      fmt::format("{}: no output is relayed through cpr: make a stream a pipe, as in --stdio pipe, "
                  "or omit the option",
                  option));
}

/// Refuses what looks like a limit and could not take effect. A default from the environment may.
void check_max_buffer(const Draft& draft) {
  const Job& job = draft.options.job;
  if (!job.limits.max_buffer && draft.overflow_given) {
    throw UsageError("--max-buffer-action: no limit is set: add one, as in --max-buffer 1M");
  }
  if (job.limits.max_buffer && draft.options.max_buffer_origin == "--max-buffer") {
    check_relayed(job, "--max-buffer");
  }
}

/// The limit is never silently left unenforced.
void check_max_memory(const Limits& limits) {
  if (limits.max_memory && !can_read_memory()) {
    throw UsageError(
        "--max-memory: cannot read the memory of processes: mount /proc (mount -t proc proc "
        "/proc), or omit the option");
  }
}

/// Refuses pipes, which cpr would have to relay, and drops limits from the environment.
void check_unref(Job& job) {
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) {
    if (is_relayed(job.stdio[fd])) {
      throw UsageError(fmt::format(
          "--unref: cpr exits at once, so fd {} cannot be a {}: make it ignore or a file", fd,
          is_pty(job.stdio, fd) ? "pty" : "pipe"));
    }
  }
  job.limits.timeout.reset();
  job.limits.max_buffer.reset();
}

/// Node's documentation has the same warning for a child that is to outlive its parent.
void warn_shared_stdio(Options& options) {
  const Job& job = options.job;
  std::vector<std::string> shared;
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) {
    const auto& spec = job.stdio[fd];
    if (is_relayed(spec) || (spec.kind == Kind::Dup && is_pipe_or_terminal(spec.fd))) {
      shared.push_back(std::to_string(fd));
    }
  }
  if (shared.empty()) return;
  options.warnings.push_back(fmt::format(
      "warning: the child shares cpr's terminal or pipes (fd {}): to detach it, use files or "
      "--stdio ignore",
      join(shared, ", ")));
}

}  // namespace

Options assemble(Draft draft, std::vector<std::string> operands, unsigned missing) {
  Options& options = draft.options;
  Job& job = options.job;
  const bool buffers_as_node = options.json || draft.node_compat;
  if (buffers_as_node && options.max_buffer_origin.empty()) {
    job.limits.max_buffer = draft.verb.buffered_max;
  }
  set_stdio(draft);
  set_operands(draft, std::move(operands));
  set_input(draft);
  draft.channel.finalize(options, draft.verb, missing);
  draft.channel.place_own_channel(job);
  restrict_input(draft);
  place_ready_fd(job);
  settle_stdio(job.stdio, missing);
  set_destinations(draft);
  if (options.background) settle_background(draft);
  if (job.lifetime == Lifetime::Released) check_unref(job);
  check_stdout(draft);
  check_idle_timeout(job);
  check_max_buffer(draft);
  if (options.log) check_relayed(job, "--log");
  check_max_memory(job.limits);
  relay_for_lines(job);
  check_system(options);
  if (job.lifetime != Lifetime::Tied) warn_shared_stdio(options);
  draft.blocking_inputs.read_into(options);
  return std::move(options);
}

}  // namespace cpr::cli
