#include "report/render_json.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "core/error_name.hpp"
#include "core/signals.hpp"
#include "format/printable.hpp"
#include "report/snapshot_json.hpp"
#include "report/streams_json.hpp"

namespace cpr::cli {
namespace {

template <typename Strings>
void write_strings(JsonWriter& json, const Strings& strings) {
  json.begin_array();
  for (const auto& text : strings) json.string(text);
  json.end_array();
}

/// ENOENT for 2.
std::string errno_name(int error) {
  const char* name = error_name(error);
  return name != nullptr ? name : std::to_string(error);
}

void write_signal(JsonWriter& json, const std::optional<ExitStatus>& exit) {
  if (exit && exit->signaled()) {
    json.string(signal_name(exit->value));
  } else {
    json.null();
  }
}

void write_code(JsonWriter& json, const std::optional<ExitStatus>& exit) {
  json.number_or_null(exit && !exit->signaled() ? std::optional<std::int64_t>(exit->code())
                                                : std::nullopt);
}

bool timed_out(const Result& result) {
  return verdict(result) == Verdict::Timeout || verdict(result) == Verdict::IdleTimeout;
}

void write_error_message(JsonWriter& json, const Result& result, const CapturedStreams& streams) {
  json.begin_string();
  if (result.failure) {
    json.part("spawn " + result.file + " " + errno_name(result.failure->error));
  } else if (timed_out(result)) {
    json.part("spawn " + result.file + " ETIMEDOUT");
  } else if (verdict(result) == Verdict::MaxBuffer) {
    json.part(stream_key(result.intervention->stream) + " maxBuffer length exceeded");
  } else if (verdict(result) == Verdict::MaxMemory) {
    json.part("Command exceeded its memory limit: " + result.cmd);
  } else if (verdict(result) == Verdict::Leak) {
    json.part("Command left processes running: " +
              std::to_string(result.leaked.size() + result.leaked_unnamed));
  } else if (verdict(result) == Verdict::Unknown) {
    json.part("Exit status unknown: " + result.cmd);
  } else {
    json.part("Command failed: " + result.cmd + "\n").part(streams.captured(2).value_or(""));
  }
  json.end_string();
}

void write_error_code(JsonWriter& json, const Result& result) {
  if (result.failure) {
    json.string(errno_name(result.failure->error));
    return;
  }
  switch (verdict(result)) {
    case Verdict::Timeout:
    case Verdict::IdleTimeout: json.string("ETIMEDOUT"); return;
    case Verdict::MaxBuffer: json.string("ERR_CHILD_PROCESS_STDIO_MAXBUFFER"); return;
    case Verdict::MaxMemory: json.string("ERR_CPR_MAX_MEMORY"); return;
    case Verdict::Leak: json.string("ERR_CPR_LEAK"); return;
    case Verdict::Unknown: json.string("ERR_CPR_UNKNOWN"); return;
    default: write_code(json, result.exit);
  }
}

/// The first argument of Node's callback.
void write_error(JsonWriter& json, const Result& result, const CapturedStreams& streams) {
  // With --leaks kill the child has not failed.
  const bool leaks_failed = result.cleanup && result.cleanup->is_failure;
  const bool success = !result.failure && !result.intervention && !leaks_failed &&
                       !result.unkillable && result.lost.empty() && result.exit &&
                       *result.exit == ExitStatus{};
  if (success) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("message");
  write_error_message(json, result, streams);
  json.key("code");
  write_error_code(json, result);
  json.key("signal");
  write_signal(json, result.exit);
  json.key("killed").boolean(result.killed);
  json.key("cmd").string(result.cmd);
  if (result.failure) {
    json.key("errno").number(-result.failure->error);
    json.key("syscall").string("spawn " + result.file);
    json.key("path").string(result.file);
    json.key("spawnargs");
    write_strings(json, std::vector<std::string>(result.argv.begin() + 1, result.argv.end()));
    json.key("step").string(name(result.failure->step));
  }
  json.end_object();
}

/// Bytes omitted from each stream; null when there are none.
void write_truncated(JsonWriter& json, const std::vector<Stream>& streams) {
  const bool any = std::any_of(streams.begin(), streams.end(),
                               [](const Stream& stream) { return stream.omitted > 0; });
  if (!any) {
    json.null();
    return;
  }
  json.begin_object();
  for (const auto& stream : streams) {
    json.key(stream_key(stream.fd)).number(static_cast<std::int64_t>(stream.omitted));
  }
  json.end_object();
}

/// The two additional keys of a run with a message channel.
void write_channel(JsonWriter& json, const std::optional<ChannelResult>& channel, bool shown) {
  json.key("messages");
  if (shown) {
    json.begin_array();
    if (channel) {
      for (const auto& message : channel->messages) json.raw(message);
    }
    json.end_array();
  } else {
    json.null();
  }
  json.key("connected").boolean(channel && channel->connected);
}

void write_usage(JsonWriter& json, const std::optional<ResourceUsage>& usage) {
  if (!usage) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("userCPUTime").number(usage->user_us);
  json.key("systemCPUTime").number(usage->system_us);
  json.key("maxRSS").number_or_null(usage->max_rss_kib);
  json.end_object();
}

void write_tree(JsonWriter& json, const std::optional<TreeUsage>& tree) {
  if (!tree) {
    json.null();
    return;
  }
  const auto signed_or_none = [](const std::optional<std::uint64_t>& value) {
    return value ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
  };
  json.begin_object();
  json.key("userCPUTime").number(tree->user_us);
  json.key("systemCPUTime").number(tree->system_us);
  json.key("peakMemory").number_or_null(signed_or_none(tree->peak_memory));
  json.key("peakProcesses").number_or_null(tree->peak_processes);
  json.key("oomKills").number_or_null(signed_or_none(tree->oom_kills));
  json.key("by").string(name(tree->source));
  json.end_object();
}

/// One that could not be started has a message instead.
void write_hook(JsonWriter& json, const std::optional<HookEnd>& hook) {
  if (!hook || hook->error != 0) {
    json.null();
    return;
  }
  json.begin_object();
  write_exit_status(json, hook->exit);
  json.key("durationMs").milliseconds(hook->duration);
  json.end_object();
}

void write_kill(JsonWriter& json, const Result& result) {
  const KillPath* path = result.kill_path();
  if (path == nullptr) {
    json.null();
    return;
  }
  std::optional<Reason> reason;
  if (result.intervention) reason = result.intervention->reason;
  json.begin_object();
  json.key("reason").string(name(reason));
  json.key("signals").begin_array();
  for (const auto& sent : path->signals) {
    json.begin_object();
    json.key("signal").string(signal_name(sent.signal));
    json.key("atMs").milliseconds(sent.at);
    const bool counted = sent.to.groups == 0;
    json.key("pids").number_or_null(counted ? std::optional(sent.to.pids) : std::nullopt);
    json.end_object();
  }
  json.end_array();
  json.key("forced").boolean(path->forced);
  json.key("emptyAtMs").milliseconds_or_null(path->empty_at);
  json.key("by").string(name(path->by));
  json.key("snapshot");
  write_snapshot(json, path->snapshot);
  json.key("hook");
  write_hook(json, path->hook);
  json.end_object();
}

void write_workers(JsonWriter& json, const std::vector<WorkerEnd>& workers) {
  json.key("workers").begin_array();
  for (const auto& worker : workers) {
    json.begin_object();
    json.key("pid").number_or_null(worker.pid);
    write_exit_status(json, worker.exit);
    json.key("connections").number(static_cast<std::int64_t>(worker.connections));
    json.key("restarts").number(static_cast<std::int64_t>(worker.restarts));
    json.end_object();
  }
  json.end_array();
}

void write_leaked(JsonWriter& json, const std::vector<Leftover>& leaked) {
  json.begin_array();
  for (const auto& process : leaked) {
    json.begin_object();
    json.key("pid").number(process.pid);
    json.key("argv");
    write_strings(json, process.argv);
    json.key("ageMs").milliseconds(process.age);
    json.key("holds").begin_array();
    for (const int fd : process.holds) {
      json.string(stream_key(fd));
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_attempts(JsonWriter& json, const std::optional<std::vector<Attempt>>& attempts) {
  if (!attempts) {
    json.null();
    return;
  }
  json.begin_array();
  for (const auto& attempt : *attempts) {
    json.begin_object();
    json.key("verdict").string(name(attempt.verdict));
    write_exit_status(json, attempt.exit);
    json.key("durationMs").milliseconds(attempt.duration);
    json.key("delayMs").milliseconds(attempt.delay);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_exit_status(JsonWriter& json, const std::optional<ExitStatus>& exit) {
  json.key("code");
  write_code(json, exit);
  json.key("signal");
  write_signal(json, exit);
}

std::string render_error(const Result& result, const Options& options, bool with_streams) {
  JsonWriter json;
  write_error(json, result, CapturedStreams(result, options, with_streams));
  return json.take();
}

void write_json(JsonWriter& json, const Result& result, const Options& options, bool with_streams,
                int status) {
  const CapturedStreams streams(result, options, with_streams);
  json.begin_object();
  json.key("cpr").number(1);
  json.key("method").string(traits(*options.verb).node_method);
  json.key("cmd").string(result.cmd);
  json.key("file").string(result.file);
  json.key("args");
  write_strings(json, result.argv);
  json.key("cwd");
  if (result.cwd) {
    json.string(*result.cwd);
  } else {
    json.null();
  }
  json.key("pid").number_or_null(result.pid);
  json.key("verdict").string(name(verdict(result)));
  write_exit_status(json, result.exit);
  json.key("killed").boolean(result.killed);
  json.key("timedOut").boolean(timed_out(result));
  json.key("error");
  write_error(json, result, streams);
  json.key("stdout");
  streams.write(json, 1);
  json.key("stderr");
  streams.write(json, 2);
  json.key("output");
  streams.write_output(json);
  if (options.job.channel) write_channel(json, result.channel, with_streams);
  json.key("truncated");
  write_truncated(json, result.streams);
  json.key("durationMs").milliseconds(result.duration);
  json.key("resourceUsage");
  write_usage(json, result.usage);
  json.key("kill");
  write_kill(json, result);
  json.key("leaked");
  write_leaked(json, result.leaked);
  if (options.accept) write_workers(json, result.workers);
  json.key("startedAt").string(utc(options.started_at));
  json.key("status").number(static_cast<std::uint32_t>(status));
  json.key("tree");
  write_tree(json, result.tree);
  json.key("attempts");
  write_attempts(json, result.attempts);
  json.key("readyAtMs").milliseconds_or_null(result.ready_at);
  json.end_object();
}

}  // namespace cpr::cli
