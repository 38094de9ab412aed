#include "dry_run.hpp"

#include <vector>

#include "core/command.hpp"
#include "core/signals.hpp"
#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "options/handles.hpp"
#include "options/ready_options.hpp"
#include "options/stdio_entries.hpp"
#include "options/words.hpp"
#include "process/environment.hpp"
#include "process/lookup.hpp"
#include "report/json.hpp"
#include "report/say.hpp"
#include "report/start_failure.hpp"

namespace cpr::cli {
namespace {

/// Collects both forms. Lists are JSON in both; strings are unquoted in the text.
class Lines {
 public:
  explicit Lines(bool json) : as_json_(json) { json_.begin_object(); }

  void string(std::string_view key, std::string_view value) {
    json_.key(key).string(value);
    text_ += fmt::format("{}: {}\n", key, value);
  }
  void number(std::string_view key, std::int64_t value) {
    json_.key(key).number(value);
    text_ += fmt::format("{}: {}\n", key, value);
  }
  void null(std::string_view key) {
    json_.key(key).null();
    text_ += fmt::format("{}: none\n", key);
  }
  void list(std::string_view key, const std::vector<std::string>& values) {
    JsonWriter array;
    array.begin_array();
    json_.key(key).begin_array();
    for (const auto& value : values) {
      array.string(value);
      json_.string(value);
    }
    array.end_array();
    json_.end_array();
    text_ += fmt::format("{}: {}\n", key, array.text());
  }

  std::string take() {
    if (!as_json_) return std::move(text_);
    json_.end_object();
    return json_.take() + "\n";
  }

 private:
  bool as_json_;
  JsonWriter json_;
  std::string text_;
};

void put_duration(Lines& lines, std::string_view key, const std::optional<Duration>& duration) {
  if (duration) {
    lines.string(key, human(*duration));
  } else {
    lines.null(key);
  }
}

void put_size(Lines& lines, std::string_view key, const std::optional<std::uint64_t>& bytes) {
  if (bytes) {
    lines.number(key, static_cast<std::int64_t>(*bytes));
  } else {
    lines.null(key);
  }
}

void put_identity(Lines& lines, const Identity& identity) {
  if (identity.uid) lines.number("uid", *identity.uid);
  if (identity.gid) lines.number("gid", *identity.gid);
  if (!identity.groups) return;
  std::vector<std::string> groups;
  for (const auto group : *identity.groups) groups.push_back(std::to_string(group));
  lines.list("groups", groups);
}

void put_environment(Lines& lines, const EnvironmentChanges& env) {
  std::vector<std::string> changes;
  if (env.clear) changes.emplace_back("clear");
  for (const auto& [key, value] : env.set) changes.push_back(fmt::format("+{}={}", key, value));
  for (const auto& key : env.unset) changes.push_back(fmt::format("-{}", key));
  lines.list("env", changes);
}

void put_limits(Lines& lines, const Job& job) {
  const Limits& limits = job.limits;
  put_duration(lines, "timeout", limits.timeout);
  put_duration(lines, "idle-timeout", limits.idle_timeout);
  lines.string("kill-signal", signal_name(limits.kill_signal));
  put_duration(lines, "kill-after", limits.kill_after);
  lines.string("kill-mode", word_for(limits.stop.scope, kill_modes));
  if (limits.before_kill) {
    lines.string("before-kill", limits.before_kill->command);
  } else {
    lines.null("before-kill");
  }
  put_size(lines, "max-buffer", limits.max_buffer);
  lines.string("max-buffer-action", word_for(limits.overflow, overflow_actions));
  put_size(lines, "max-memory", limits.max_memory);
  put_duration(lines, "drain", limits.drain);
  lines.string("leaks", word_for(limits.leaks, leak_actions));
  lines.string("containment", word_for(limits.containment, containments));
  lines.string("no-orphans", job.no_orphans ? "yes" : "no");
}

void put_retry(Lines& lines, const RetryPolicy& retry) {
  lines.number("retries", static_cast<std::int64_t>(retry.retries));
  const std::string delay = human(retry.delay);
  lines.string("retry-delay", retry.longest_delay
                                  ? fmt::format("{} to {}", delay, human(*retry.longest_delay))
                                  : delay);
}

void put_log(Lines& lines, const LogOptions& log) {
  lines.string("log", fmt::format("{}{}", log.append ? ">>" : "", name_of(log.target)));
  lines.string("log-format", word_for(log.format, log_formats));
}

void put_channel(Lines& lines, const Options& options) {
  const ChannelSpec& channel = *options.job.channel;
  lines.string("serialization", word_for(channel.serialization, serializations));
  std::vector<std::string> sends;
  for (const auto& message : channel.messages) {
    sends.push_back(message.handle_spec
                        ? fmt::format("{} with {}", message.json, describe(*message.handle_spec))
                        : message.json);
  }
  lines.list("send", sends);
  if (options.messages_file) {
    lines.string("messages", *options.messages_file);
  } else if (channel.source >= 0) {
    lines.string("messages", fmt::format("fd:{}", channel.source));
  } else {
    lines.null("messages");
  }
  if (!options.accept) return;
  lines.string("accept", describe(options.accept->address));
  lines.number("workers", static_cast<std::int64_t>(options.accept->workers));
  lines.string("respawn", word_for(options.accept->respawn, yes_or_no));
  lines.string("accept-message", options.accept->message);
}

}  // namespace

ResolvedRun resolve_run(const Options& options) {
  const Job& job = options.job;
  const Execve execve = resolve(job.command, own_environment(), channel_end(job));
  Lookup lookup = lookup_program(job.command, execve);

  Lines lines(options.json);
  lines.string("method", traits(*options.verb).node_method);
  lines.string("file", execve.file);
  if (lookup.failure) {
    lines.null("program");
  } else {
    lines.string("program", lookup.program);
  }
  lines.list("argv", execve.argv);
  lines.string("cwd", absolute_directory(job.command.cwd).value_or("?"));
  put_environment(lines, job.command.env);
  std::vector<std::string> stdio;
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) {
    stdio.push_back(is_pty(job.stdio, fd) ? "pty" : describe(job.stdio[fd]));
  }
  lines.list("stdio", stdio);
  if (job.channel) put_channel(lines, options);
  put_identity(lines, job.identity);
  put_limits(lines, job);
  if (job.ready) lines.string("ready", describe(*job.ready));
  if (options.retry) put_retry(lines, *options.retry);
  if (options.log) put_log(lines, *options.log);

  return {lines.take(), execve.file, std::move(lookup.failure)};
}

Ending dry_run(const Options& options) {
  const ResolvedRun run = resolve_run(options);
  const Ending ending = print_and_end(run.text, run.failure ? status_of(*run.failure) : 0);
  if (run.failure && !options.quiet) {
    say(describe_failed_start(*run.failure, run.file, options));
  }
  return ending;
}

}  // namespace cpr::cli
