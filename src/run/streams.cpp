#include "run/streams.hpp"

#include <unistd.h>

#include <algorithm>

#include "core/throw_errno.hpp"
#include "io/pty.hpp"

namespace cpr {

Streams::Streams(Loop& loop, const Job& job, Listener listener)
    : loop_(loop), job_(job), listener_(std::move(listener)) {}

void Streams::start(std::vector<ParentEnd> ends, Fd channel) {
  for (auto& end : ends) {
    const StdioSpec& spec = job_.stdio[static_cast<std::size_t>(end.fd)];
    if (spec.kind == StdioSpec::Kind::InputPipe) {
      start_input(spec, std::move(end.end));
    } else if (spec.kind == StdioSpec::Kind::Pty) {
      start_terminal(spec, std::move(end));
    } else {
      start_output(spec, std::move(end));
    }
  }
  if (input_) input_->pump();
  for (auto& output : outputs_) output.relay->start();
  if (channel) start_channel(std::move(channel));
}

void Streams::start_terminal(const StdioSpec& spec, ParentEnd end) {
  const bool controls = is_pty(job_.stdio, STDIN_FILENO);
  terminal_.emplace();
  terminal_->slave = std::move(end.slave);
  terminal_->controls = controls;
  terminal_->number = pty_number(end.end);
  if (controls) {
    const PtyManner manner = pty_manner(job_.stdio);
    if (manner != PtyManner::Apart) {
      const auto output =
          manner == PtyManner::Whole ? RawTerminal::Output::Exact : RawTerminal::Output::Processed;
      terminal_->own.emplace(spec.source.fd, output);
      terminal_->own->enter();
    }
    // Each relay closes its own descriptor.
    Fd master = duplicate(end.end.get());
    if (!master) throw_errno("cannot duplicate the fd of the pseudo-terminal");
    start_input(spec, std::move(master), terminal_->slave.get());
  }
  start_output(spec, std::move(end));
}

bool Streams::resize_terminal() {
  if (!terminal_ || !terminal_->slave) return false;
  return copy_own_size(terminal_->slave) && terminal_->controls;
}

void Streams::suspend_terminal() {
  if (terminal_ && terminal_->own) terminal_->own->restore();
}

void Streams::resume_terminal() {
  if (!terminal_ || !terminal_->slave) return;
  if (terminal_->own) terminal_->own->enter();
  resize_terminal();
}

void Streams::start_input(const StdioSpec& spec, Fd end, int slave) {
  input_ = std::make_unique<InputRelay>(
      loop_, std::move(end), spec.source,
      InputRelay::Listener{
          .failed =
              [this](int error) { lost_.push_back({.stream = STDIN_FILENO, .error = error}); },
          .stopped = [this](Duration stopped) { listener_.stopped(stopped); },
      },
      slave);
}

void Streams::start_output(const StdioSpec& spec, ParentEnd end) {
  const int fd = end.fd;
  const bool is_watched = spec.watched != StdioSpec::Watched::No;
  const bool is_terminal = spec.kind == StdioSpec::Kind::Pty;
  OutputRelay::Listener listener{
      .ended =
          [this, fd, is_watched, is_terminal] {
            // With its last descriptor the terminal is hung up.
            if (is_terminal && input_) input_->close();
            if (is_watched) listener_.watched(fd, {});
            listener_.ended();
          },
      .overflowed = [this, fd] { listener_.overflowed(fd); },
      .lost =
          [this, fd](int error) {
            lost_.push_back({.stream = fd, .error = error});
            listener_.lost(fd);
          },
  };
  if (spec.reported) {
    listener.arrived = [this, fd](std::string_view bytes) { listener_.tell({Chunk{fd, bytes}}); };
  }
  if (is_watched) {
    listener.watched = [this, fd](std::string_view bytes) { listener_.watched(fd, bytes); };
  }
  OutputRelay::Limit limit{job_.limits.max_buffer, job_.limits.overflow};
  if (spec.watched == StdioSpec::Watched::Alone) limit = {};
  Destination destination = spec.destination;
  if (end.file) destination = {.kind = Destination::Kind::Forward, .fd = end.file.get()};
  outputs_.push_back({.fd = fd, .spec = &spec, .file = std::move(end.file)});
  outputs_.back().relay = std::make_unique<OutputRelay>(
      loop_, std::move(end.end), destination, limit, std::move(listener),
      job_.log != nullptr ? std::optional<LogInput>(std::in_place, *job_.log, fd) : std::nullopt,
      is_terminal ? FileKind::Terminal : FileKind::Pipe);
}

void Streams::start_channel(Fd socket) {
  ipc_ = std::make_unique<IpcSession>(
      loop_, *job_.channel, std::move(socket),
      IpcSession::Listener{
          .tell = [this](Event event) { listener_.tell(std::move(event)); },
          .ended = [this] { listener_.ended(); },
          .lost =
              [this](int error) {
                lost_.push_back({.stream = STDOUT_FILENO, .error = error});
                listener_.lost(STDOUT_FILENO);
              },
          .input_failed =
              [this](int error) { lost_.push_back({.stream = STDIN_FILENO, .error = error}); },
          .answered = [this] { listener_.answered(); }});
  ipc_->start();
}

void Streams::hold(bool held) {
  for (auto& output : outputs_) output.relay->hold(held);
  if (ipc_) ipc_->hold(held);
}

void Streams::resume() {
  for (auto& output : outputs_) output.relay->pump();
}

void Streams::stop_watching() {
  for (auto& output : outputs_) output.relay->stop_watching();
}

void Streams::pump() {
  for (auto& output : outputs_) output.relay->pump();
  if (ipc_) ipc_->pump();
}

void Streams::child_exited() {
  // Output is reported, and makes the child ready, before the exit that came after it.
  for (auto& output : outputs_) {
    const bool is_watched = output.spec->watched != StdioSpec::Watched::No;
    // Before Linux 4.5 a terminal that was closed could lose the last of it.
    const bool is_terminal = output.spec->kind == StdioSpec::Kind::Pty;
    if (output.spec->reported || is_watched || is_terminal) output.relay->pump();
  }
  if (ipc_) {
    was_connected_ = ipc_->connected();
    ipc_->child_exited();
    ipc_->pump();
  }
  if (input_) input_->close();
  end_terminal();
}

/// From here on the terminal is at its end when no other process has it open, and Ctrl-C at cpr's
/// own terminal means cpr.
void Streams::end_terminal() {
  if (!terminal_) return;
  suspend_terminal();
  terminal_->own.reset();
  terminal_->slave.reset();
}

void Streams::drain_available() {
  for (auto& output : outputs_) output.relay->drain_available();
  if (ipc_) ipc_->drain_available();
}

void Streams::close_output() {
  for (auto& output : outputs_) output.relay->close_now();
  if (ipc_) ipc_->close_now();
}

void Streams::close_discarded() {
  for (auto& output : outputs_) {
    if (output.relay->discards()) output.relay->close_now();
  }
  if (ipc_ && ipc_->discards()) ipc_->close_now();
}

void Streams::collect(Result& result) {
  if (input_) input_->close();
  end_terminal();
  for (auto& output : outputs_) {
    const std::uint64_t bytes = output.relay->close_now();
    if (bytes > 0) lost_.push_back({.stream = output.fd, .error = 0, .bytes = bytes});
    if (output.spec->watched == StdioSpec::Watched::Alone) continue;
    result.streams.push_back({output.fd, output.relay->take(), output.relay->omitted()});
  }
  if (ipc_) {
    const std::uint64_t bytes = ipc_->close_now();
    if (bytes > 0) lost_.push_back({.stream = STDOUT_FILENO, .error = 0, .bytes = bytes});
    result.channel = {.messages = ipc_->take_messages(), .connected = was_connected_};
  }
  result.lost = std::move(lost_);
}

bool Streams::ended() const {
  const bool outputs_ended = std::all_of(
      outputs_.begin(), outputs_.end(), [](const Output& output) { return output.relay->ended(); });
  return outputs_ended && (!ipc_ || ipc_->ended());
}

TimePoint Streams::last_moved() const {
  TimePoint last{};
  if (input_) last = std::max(last, input_->last_moved());
  if (ipc_) last = std::max(last, ipc_->last_moved());
  for (const auto& output : outputs_) last = std::max(last, output.relay->last_moved());
  return last;
}

void Streams::list_open_pipes(std::vector<RelayedPipe>& pipes) const {
  pipes.clear();
  for (const auto& output : outputs_) {
    if (output.relay->ended()) continue;
    if (output.spec->kind == StdioSpec::Kind::Pty) {
      pipes.push_back({.fd = output.fd, .pts = terminal_->number});
    } else if (const auto inode = inode_of(output.relay->source())) {
      pipes.push_back({.fd = output.fd, .inode = *inode});
    }
  }
}

std::vector<Activity::Moved> Streams::moved() const {
  std::vector<Activity::Moved> moved;
  for (const auto& output : outputs_) moved.push_back({output.fd, output.relay->moved()});
  return moved;
}

}  // namespace cpr
