// The values of options to a Job: one place a row of the option table, then what the options say
// about each other.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "options/background.hpp"
#include "options/channel_options.hpp"
#include "options/identity.hpp"
#include "options/late_inputs.hpp"
#include "options/parse.hpp"
#include "options/stdio_entries.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

class Assembly {
 public:
  Assembly(Verb verb, unsigned missing, TimePoint started_at)
      : traits_(traits(verb)), missing_(missing) {
    options_.verb = verb;
    job().started_at = started_at;
    if (traits_.has_shell) job().command.shell = "/bin/sh";
  }

  Options run(const std::vector<Given>& given, std::vector<std::string> operands) {
    node_rules_ = names(given, Option::Compat);
    if (node_rules_) apply_node_compat();
    // Cpr buffers as Node does.
    const bool buffers = names(given, Option::Json) || node_rules_;
    if (buffers) job().limits.max_buffer = traits_.buffered_max;
    // The default of the stdio depends on all the other options.
    for (const auto& option : given) {
      if (option.row->section != Section::Stdio) apply(option);
    }
    set_default_stdio();
    for (const auto& option : given) {
      if (option.row->section == Section::Stdio) apply(option);
    }
    set_operands(std::move(operands));
    set_input();
    channel_.finalize(options_, traits_, missing_);
    channel_.place_own_channel(job());
    settle_stdio(job().stdio, missing_);
    if (channel_.silent()) silence();
    if (released()) check_unref(job(), given);
    check_stdout();
    check_idle_timeout();
    check_max_buffer(given);
    if (job().lifetime != Lifetime::Tied) warn_shared_stdio(options_);
    late_.read_into(options_);
    return std::move(options_);
  }

 private:
  [[nodiscard]] Job& job() { return options_.job; }
  [[nodiscard]] bool released() { return job().lifetime == Lifetime::Released; }

  static bool names(const std::vector<Given>& given, Option option) {
    return std::any_of(given.begin(), given.end(),
                       [&](const Given& one) { return one.row->option == option; });
  }

  /// A pipe or a file is not for a line that comes and goes.
  static bool shows_progress() { return ::isatty(STDERR_FILENO) != 0; }

  /// --compat node: the defaults of what Node has no options for. What is named still counts.
  void apply_node_compat() {
    Limits& limits = job().limits;
    limits.stop = {.scope = Scope::Process,
                   .then_continue = false,
                   .close_pipes = traits_.verb != Verb::Spawn};
    limits.kill_after.reset();
    limits.drain.reset();
    job().default_signals = true;
    job().command.empty_path_is_cwd = true;
  }

  /// Whether an option needs to see the child's output. A relay for its own sake costs the child
  /// its terminal, and makes the run wait for background processes that hold the pipe.
  [[nodiscard]] bool needs_relay() const {
    const Limits& limits = options_.job.limits;
    // Node's fork does not make pipes.
    const bool node_pipes = node_rules_ && !traits_.has_channel;
    return options_.json || options_.events || options_.progress || channel_.silent() ||
           limits.max_buffer || limits.idle_timeout || node_pipes;
  }

  /// The three standard entries. stdin is never relayed by default: the child reads the terminal
  /// itself, and a background job of cpr does not compete for its input.
  void set_default_stdio() {
    // With --unref no process stays that could relay.
    const auto kind = needs_relay() && !released() ? StdioSpec::Kind::Pipe : StdioSpec::Kind::Dup;
    job().stdio = {
        {.kind = traits_.stdin_kind, .fd = 0}, {.kind = kind, .fd = 1}, {.kind = kind, .fd = 2}};
    if (traits_.has_channel) job().stdio.push_back({.kind = StdioSpec::Kind::Ipc});
  }

  /// As Node: a list says where the channel is, a word for 0..2 leaves it where it is.
  void set_stdio(const std::string& name, const std::string& text) {
    if (text.find(',') != text.npos) job().stdio.resize(3);
    job().stdio = parse_stdio(name, text, job().stdio);
  }

  void set_entry(const std::string& name, std::string_view text, std::size_t fd) {
    if (fd >= job().stdio.size()) job().stdio.resize(fd + 1);
    job().stdio[fd] = parse_stdio_entry(name, text, static_cast<int>(fd));
  }

  void set_fd_entry(const std::string& name, const std::string& text) {
    const auto equals = text.find('=');
    const auto fd = parse_whole(std::string_view(text).substr(0, equals));
    if (equals == text.npos || !fd || *fd > 65535) {
      throw UsageError(fmt::format("{}: '{}' is not N=ENTRY; write {} 3=pipe", name, text, name));
    }
    set_entry(name, std::string_view(text).substr(equals + 1), *fd);
  }

  void apply(const Given& given) {
    const std::string name = given.name();
    const std::string value = given.values.empty() ? std::string() : given.values.back();
    if (!given.environment.empty()) {
      options_.from_environment.push_back({given.environment, given.row->name, value});
    }
    Command& command = job().command;
    Limits& limits = job().limits;
    switch (given.row->option) {
      case Option::Timeout:
        limits.timeout = parse_duration(name, value);
        if (limits.timeout == Duration::zero()) limits.timeout.reset();  // as Node
        options_.bare.timeout = bare_number(value);
        break;
      case Option::IdleTimeout:
        limits.idle_timeout = parse_duration(name, value);
        if (limits.idle_timeout == Duration::zero()) limits.idle_timeout.reset();
        options_.bare.idle_timeout = bare_number(value);
        break;
      case Option::KillMode: limits.stop.scope = static_cast<Scope>(choice(given)); break;
      case Option::MaxBufferAction:
        if (value == "truncate") {
          throw UsageError(fmt::format("{}: 'truncate' does not exist: use 'head'", name));
        }
        limits.overflow = static_cast<OverflowAction>(choice(given));
        break;
      case Option::Drain:
        limits.drain = parse_duration(name, value);
        options_.bare.drain = bare_number(value);
        break;
      case Option::Leaks: limits.leaks = static_cast<LeakAction>(choice(given)); break;
      case Option::NoOrphans: job().no_orphans = true; break;
      case Option::Containment: limits.containment = containment(choice(given)); break;
      case Option::Signals: job().default_signals = choice(given) == 1; break;
      case Option::Detached:
        job().new_session = true;
        if (!released()) job().lifetime = Lifetime::Detached;
        break;
      case Option::Unref: job().lifetime = Lifetime::Released; break;
      case Option::PidFile: options_.pid_file = parse_output_file(name, value); break;
      case Option::Compat: choice(given); break;  // see apply_node_compat()
      case Option::InheritFds: job().inherit_fds = true; break;
      case Option::KillSignal: limits.kill_signal = parse_signal_value(name, value); break;
      case Option::KillAfter:
        limits.kill_after = parse_duration(name, value);
        options_.bare.kill_after = bare_number(value);
        break;
      case Option::MaxBuffer:
        limits.max_buffer = parse_size(name, value);
        options_.max_buffer_origin = name;
        break;
      case Option::PreserveStatus: options_.preserve_status = true; break;
      case Option::Shell: set_shell(name, value); break;
      case Option::NoShell: unset_shell(name); break;
      case Option::Cwd: set_cwd(name, value); break;
      case Option::Argv0: command.argv0 = value; break;
      case Option::ClearEnv: command.env.clear = true; break;
      case Option::EnvFile: late_.env_files = given; break;
      case Option::Env:
        for (const auto& text : given.values) {
          command.env.set.push_back(parse_env_pair(name, text));
        }
        break;
      case Option::UnsetEnv:
        for (const auto& text : given.values) {
          command.env.unset.push_back(parse_env_name(name, text));
        }
        break;
      case Option::Uid: set_user(parse_user(name, value)); break;
      case Option::Gid: job().identity.gid = parse_group(name, value); break;
      case Option::Groups: set_groups(name, value); break;
      case Option::Stdio: set_stdio(name, value); break;
      case Option::Stdin: set_entry(name, value, 0); break;
      case Option::Stdout: set_entry(name, value, 1); break;
      case Option::Stderr: set_entry(name, value, 2); break;
      case Option::FdEntry:
        for (const auto& text : given.values) set_fd_entry(name, text);
        break;
      case Option::Input: job().input = value; break;
      case Option::InputFile: input_file_ = value; break;
      case Option::Json: options_.json = job().capture = true; break;
      case Option::Result: options_.result = parse_output_target(name, value); break;
      case Option::Events:
        options_.events = value == "-" ? OutputTarget{.path = {}, .fd = STDOUT_FILENO}
                                       : parse_output_target(name, value);
        job().observe = true;
        events_on_stdout_ = value == "-";
        break;
      case Option::Encoding: options_.encoding = parse_encoding_value(name, value); break;
      case Option::Progress:
        if (shows_progress()) options_.progress = job().observe = true;
        break;
      case Option::Verbose:
        options_.verbosity = given.values.empty() ? Verbosity::Info : parse_verbosity(name, value);
        break;
      case Option::Quiet: options_.quiet = true; break;
      case Option::DryRun: options_.action = Options::Action::DryRun; break;
      case Option::Help: break;
      default: channel_.take(name, given); break;
    }
  }

  static std::size_t choice(const Given& given) {
    return parse_choice(given.name(), given.values.back(), choices(given.row->value));
  }

  static std::optional<Containment> containment(std::size_t choice) {
    if (choice == 0) return std::nullopt;
    return choice == 1 ? Containment::Cgroup : Containment::Subreaper;
  }

  void set_shell(const std::string& name, const std::string& path) {
    if (path.empty()) {
      throw UsageError(fmt::format("{}= names no shell; leave the '=' out for /bin/sh", name));
    }
    job().command.shell = path;
  }

  void unset_shell(const std::string& name) {
    if (traits_.verb == Verb::Exec) {
      throw UsageError(fmt::format(
          "exec runs its command in a shell, so {} makes no sense; use cpr execFile", name));
    }
    job().command.shell.reset();
  }

  void set_cwd(const std::string& name, const std::string& path) {
    if (path.empty()) throw UsageError(fmt::format("{}: the name of the directory is empty", name));
    job().command.cwd = path;
  }

  /// The row of --gid comes after that of --uid, and so takes precedence.
  void set_user(const User& user) {
    job().identity.uid = user.uid;
    job().identity.gid = user.primary_group;
  }

  void set_groups(const std::string& name, const std::string& list) {
    if (list != "init") {
      job().identity.groups = parse_groups(name, list);
      return;
    }
    if (!job().identity.uid) {
      throw UsageError(fmt::format("{} init needs --uid, whose groups it means", name));
    }
    job().identity.groups = login_groups(name, *job().identity.uid);
  }

  void set_operands(std::vector<std::string> operands) {
    if (operands.empty()) {
      throw UsageError(fmt::format("{} needs {}", traits_.name,
                                   traits_.verb == Verb::Exec   ? "a command line"
                                   : traits_.verb == Verb::Fork ? "a module to run"
                                                                : "a program to run"));
    }
    if (operands.front().empty()) throw UsageError("the command is empty");
    if (traits_.verb == Verb::Exec && operands.front() == "-") expect_script();
    Command& command = job().command;
    if (traits_.verb == Verb::Fork) return channel_.set_program(command, std::move(operands));
    command.file = std::move(operands.front());
    operands.erase(operands.begin());
    command.args = std::move(operands);
    // Node's exec has no words beside its command.
    if (node_rules_ && command.shell && traits_.verb != Verb::Exec) {
      for (const auto& word : command.args) command.file += " " + word;
      command.args.clear();
    }
  }

  void expect_script() {
    late_.script_on_stdin = true;
    // The script will have used stdin up.
    if (job().stdio[0] == StdioSpec{.kind = StdioSpec::Kind::Dup, .fd = 0}) job().stdio[0] = {};
  }

  void set_input() {
    if (job().input && input_file_) {
      throw UsageError("--input and --input-file are two stdins; give one of them");
    }
    if (job().input) job().stdio[0] = {.kind = StdioSpec::Kind::Pipe};
    if (!input_file_) return;
    const std::string& file = *input_file_;
    if (file.empty()) throw UsageError("--input-file: the name of the file is empty");
    // The file itself, not a relay of it: nothing is copied, and the child may seek in it.
    job().stdio[0] = file == "-" ? StdioSpec{.kind = StdioSpec::Kind::Dup, .fd = 0}
                                 : parse_stdio_entry("--input-file", "<" + file, 0);
  }

  /// JSON on stdout, of either kind, has it alone.
  void check_stdout() {
    if (!options_.json && !events_on_stdout_) return;
    const std::string_view owner = options_.json ? "--json" : "--events -";
    if (options_.json && events_on_stdout_) {
      throw UsageError("--json and --events - both want stdout; the last event holds the result");
    }
    for (std::size_t fd = 0; fd < job().stdio.size(); ++fd) {
      const auto& spec = job().stdio[fd];
      if (spec.kind == StdioSpec::Kind::Dup && spec.fd == STDOUT_FILENO) {
        throw UsageError(fmt::format(
            "{} keeps stdout for itself, so the child's descriptor {} cannot be cpr's stdout; make "
            "it a pipe, a file or 2",
            owner, fd));
      }
    }
    // What the lines of the events hold is printed nowhere else.
    for (auto& spec : job().stdio) {
      const bool output = &spec != &job().stdio.front();
      if (events_on_stdout_ && output) spec.peer = -1;
    }
    if (events_on_stdout_ && job().channel) job().channel->peer = -1;
  }

  /// --silent: what is captured is printed nowhere.
  void silence() {
    for (std::size_t fd = 1; fd <= 2; ++fd) job().stdio[fd].peer = -1;
  }

  void check_idle_timeout() {
    const auto& stdio = job().stdio;
    const bool relayed = std::any_of(stdio.begin(), stdio.end(), [](const StdioSpec& spec) {
      return spec.kind == StdioSpec::Kind::Pipe || spec.kind == StdioSpec::Kind::Ipc;
    });
    if (job().limits.idle_timeout && !relayed) {
      throw UsageError(
          "--idle-timeout watches what cpr relays, and nothing is; make a descriptor a pipe");
    }
  }

  /// Refuses what would look like a limit and never take effect. A default from the environment
  /// may.
  void check_max_buffer(const std::vector<Given>& given) {
    const auto& limit = job().limits.max_buffer;
    if (!limit && names(given, Option::MaxBufferAction)) {
      throw UsageError(
          "--max-buffer-action: there is no limit to act on; add a limit, as in --max-buffer 1M");
    }
    const auto& stdio = job().stdio;
    const bool relayed = std::any_of(stdio.begin() + 1, stdio.end(), [](const StdioSpec& spec) {
      return spec.kind == StdioSpec::Kind::Pipe;
    });
    if (limit && !relayed && options_.max_buffer_origin == "--max-buffer") {
      throw UsageError(
          "--max-buffer: no output is relayed that it could limit; make a descriptor a pipe "
          "(--stdio pipe), or leave the option out");
    }
  }

  const VerbTraits& traits_;
  unsigned missing_;
  bool node_rules_ = false;
  bool events_on_stdout_ = false;
  Options options_;
  ChannelOptions channel_;
  std::optional<std::string> input_file_;
  LateInputs late_;
};

}  // namespace

Options assemble(Verb verb, const std::vector<Given>& given, std::vector<std::string> operands,
                 unsigned missing, TimePoint started_at) {
  return Assembly(verb, missing, started_at).run(given, std::move(operands));
}

}  // namespace cpr::cli
