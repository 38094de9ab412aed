#include "report/events.hpp"

#include <unistd.h>

#include <cerrno>

#include "core/signals.hpp"
#include "files/blocking_io.hpp"
#include "files/output_file.hpp"
#include "format/fmt.hpp"
#include "report/json.hpp"
#include "report/render_json.hpp"
#include "report/say.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
Fd open_event_target(const OutputTarget& target, TimePoint deadline) {
  if (target.path.empty()) return {};
  Fd fd = OutputFile("--events", target.path).open(deadline);
  if (!fd) {
    const int error = errno;
    if (error == ENXIO && Clock::now() >= deadline) {
      throw ExpiredEarly{fmt::format("waiting for a reader of --events '{}'", target.path)};
    }
    throw UsageError(
        fmt::format("--events: cannot write '{}': {}", target.path, describe_write_error(error)));
  }
  return fd;
}

EventWriter::EventWriter(Engine& engine, const Options& options, int fd)
    : options_(options),
      fd_(fd),
      started_at_(options.job.started_at.value_or(Clock::now())),
      queue_(engine.loop(), fd,
             {.backpressure = [&engine](bool full) { engine.hold_output(full); },
              .failed = [&engine](int /*error*/) { engine.output_closed(); }}) {}

template <typename Fill>
void EventWriter::put(std::string_view event, Fill fill) {
  JsonWriter json;
  json.begin_object().key("event").string(event);
  if (worker_ > 0) json.key("worker").number(static_cast<std::int64_t>(worker_));
  json.key("atMs").milliseconds(Clock::now() - started_at_);
  fill(json);
  json.end_object();
  queue_.write(json.take() + "\n");
}

void EventWriter::on(const Event& event) {
  worker_ = event.worker;
  if (const auto* chunk = std::get_if<Chunk>(&event.fact)) return data(chunk->fd, chunk->bytes);
  if (const auto* started = std::get_if<Started>(&event.fact)) {
    put("spawn", [&](JsonWriter& json) { json.key("pid").number(started->pid); });
  } else if (const auto* sent = std::get_if<Signalled>(&event.fact)) {
    put("signal", [&](JsonWriter& json) {
      json.key("signal").string(signal_name(sent->signal));
      json.key("reason").string(name(sent->reason));
    });
  } else if (const auto* message = std::get_if<Message>(&event.fact)) {
    put("message", [&](JsonWriter& json) {
      json.key("message").raw(message->json);
      if (!message->with_handle) return;
      json.key("handle").raw(message->handle_type.empty() ? "null" : message->handle_type);
    });
  } else if (std::holds_alternative<Disconnected>(event.fact)) {
    put("disconnect", [](JsonWriter& /*json*/) {});
  } else if (const auto* exited = std::get_if<Exited>(&event.fact)) {
    put("exit", [&](JsonWriter& json) { write_exit_status(json, exited->status); });
  } else if (const auto* closed = std::get_if<Closed>(&event.fact)) {
    flush_decoders();
    const Result& result = closed->result;
    if (result.failure) {
      put("error", [&](JsonWriter& json) {
        json.key("error").raw(render_error(result, options_, options_.json));
      });
    }
    put("close",
        [&](JsonWriter& json) { write_json(json.key("result"), result, options_, options_.json); });
  }
}

void EventWriter::data(int fd, std::string_view bytes) {
  // A character that is cut at the end of a chunk is written with the next chunk.
  std::string& held = unfinished_[{worker_, fd}];
  held += bytes;
  const std::size_t whole = held.size() - unfinished_suffix(held, options_.encoding);
  // Removed before the write, because the write may deliver the next chunk to this function.
  const std::string ready = held.substr(0, whole);
  held.erase(0, whole);
  put_data(fd, ready);
}

void EventWriter::put_data(int fd, std::string_view bytes) {
  if (bytes.empty()) return;
  put(fd == 1   ? "stdout"
      : fd == 2 ? "stderr"
                : "fd",
      [&](JsonWriter& json) {
        if (fd > 2) json.key("fd").number(fd);
        write_bytes(json.key("data"), bytes, options_.encoding);
      });
}

void EventWriter::flush_decoders() {
  const std::size_t worker = worker_;
  for (const auto& [stream, bytes] : unfinished_) {
    worker_ = stream.first;
    put_data(stream.second, bytes);
  }
  worker_ = worker;
  unfinished_.clear();
}

bool EventWriter::finish(std::optional<Duration> time_limit) {
  int error = queue_.error();
  if (error == 0) error = write_all(fd_, queue_.take_rest(), time_limit);
  broken_pipe_ = error == EPIPE;
  // Dying of SIGPIPE reports that the reader of stdout is gone.
  if (error != 0 && !(broken_pipe_ && fd_ == STDOUT_FILENO)) {
    say(fmt::format("cannot write the events: {}", describe_write_error(error)));
  }
  return error == 0;
}

}  // namespace cpr::cli
