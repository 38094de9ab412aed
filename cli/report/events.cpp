#include "report/events.hpp"

#include <unistd.h>

#include <cerrno>

#include "core/signals.hpp"
#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "report/json.hpp"
#include "report/render_json.hpp"
#include "report/say.hpp"
#include "report/streams_json.hpp"

namespace cpr::cli {

std::string_view name(EventKind kind) {
  switch (kind) {
    case EventKind::Spawn: return "spawn";
    case EventKind::Ready: return "ready";
    case EventKind::Stdout: return "stdout";
    case EventKind::Stderr: return "stderr";
    case EventKind::Fd: return "fd";
    case EventKind::Message: return "message";
    case EventKind::Disconnect: return "disconnect";
    case EventKind::Signal: return "signal";
    case EventKind::Exit: return "exit";
    case EventKind::Retry: return "retry";
    case EventKind::Error: return "error";
    case EventKind::Close: return "close";
  }
  return "";
}

EventWriter::EventWriter(Engine& engine, const Options& options, int fd)
    : options_(options),
      fd_(fd),
      started_at_(options.job.started_at.value_or(Clock::now())),
      queue_(engine.loop(), fd,
             {.backpressure = [&engine](bool full) { engine.hold_output(full); },
              .failed =
                  [&engine, this](int error) {
                    error_ = error;
                    engine.output_closed();
                  }}) {}

template <typename Fill>
void EventWriter::put(EventKind kind, Fill fill) {
  JsonWriter json;
  json.begin_object().key("event").string(name(kind));
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
    put(EventKind::Spawn, [&](JsonWriter& json) { json.key("pid").number(started->pid); });
  } else if (std::holds_alternative<Ready>(event.fact)) {
    put(EventKind::Ready, [](JsonWriter& /*json*/) {});
  } else if (const auto* sent = std::get_if<Signalled>(&event.fact)) {
    put(EventKind::Signal, [&](JsonWriter& json) {
      json.key("signal").string(signal_name(sent->signal));
      json.key("reason").string(name(sent->reason));
    });
  } else if (const auto* message = std::get_if<Message>(&event.fact)) {
    put(EventKind::Message, [&](JsonWriter& json) {
      json.key("message").raw(message->json);
      if (!message->with_handle) return;
      json.key("handle").raw(message->handle_type.empty() ? "null" : message->handle_type);
    });
  } else if (std::holds_alternative<Disconnected>(event.fact)) {
    put(EventKind::Disconnect, [](JsonWriter& /*json*/) {});
  } else if (const auto* exited = std::get_if<Exited>(&event.fact)) {
    put(EventKind::Exit, [&](JsonWriter& json) { write_exit_status(json, exited->status); });
  } else if (std::holds_alternative<WorkerClosed>(event.fact)) {
    flush_decoders(event.worker);
  } else if (const auto* retrying = std::get_if<Retrying>(&event.fact)) {
    flush_decoders();
    put(EventKind::Retry, [&](JsonWriter& json) {
      json.key("attempt").number(static_cast<std::int64_t>(retrying->attempt));
      json.key("of").number(static_cast<std::int64_t>(retrying->of));
      json.key("verdict").string(name(verdict(*retrying->result)));
      write_exit_status(json, retrying->result->exit);
      json.key("delayMs").milliseconds(retrying->delay);
    });
  }
}

void EventWriter::close(const Result& result, int status) {
  worker_ = 0;
  flush_decoders();
  if (result.failure) {
    put(EventKind::Error, [&](JsonWriter& json) {
      json.key("error").raw(render_error(result, options_, options_.json));
    });
  }
  put(EventKind::Close, [&](JsonWriter& json) {
    write_json(json.key("result"), result, options_, options_.json, status);
  });
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
  put(fd == 1   ? EventKind::Stdout
      : fd == 2 ? EventKind::Stderr
                : EventKind::Fd,
      [&](JsonWriter& json) {
        if (fd > 2) json.key("fd").number(fd);
        write_bytes(json.key("data"), bytes, options_.encoding);
      });
}

void EventWriter::flush_decoders(std::optional<std::size_t> of) {
  const std::size_t worker = worker_;
  for (auto& [stream, bytes] : unfinished_) {
    if (of && stream.first != *of) continue;
    worker_ = stream.first;
    put_data(stream.second, bytes);
    bytes.clear();
  }
  worker_ = worker;
}

bool EventWriter::finish(std::optional<Duration> time_limit) {
  if (error_ == 0) error_ = write_all(fd_, queue_.take_rest(), time_limit);
  // Dying of SIGPIPE reports that the reader of stdout is gone.
  if (error_ != 0 && !(error_ == EPIPE && fd_ == STDOUT_FILENO)) {
    say(fmt::format("cannot write the events: {}", describe_write_error(error_)));
  }
  return error_ == 0;
}

}  // namespace cpr::cli
