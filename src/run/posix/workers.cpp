#include "run/workers.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "io/queued_writer.hpp"
#include "io/turn.hpp"

namespace cpr {
namespace {

using namespace std::chrono_literals;

// After accept(2) has failed for lack of descriptors or memory.
constexpr Duration retry_pause = 20ms;

}  // namespace

Workers::Workers(Engine& engine, const Job& job, Spec spec, Sink sink)
    : engine_(engine),
      job_(job),
      spec_(std::move(spec)),
      sink_(std::move(sink)),
      workers_(spec_.count),
      retry_(engine.loop(), [this] { accept_some(); }),
      grace_(engine.loop(), [this] {
        for (auto& worker : workers_) worker.child->interrupt(stop_signal_);
      }) {
  job_.channel->source = -1;
  job_.channel->keep_channel = true;  // the end of the source ends nothing
  job_.channel->turns = std::make_shared<LineTurns>();
  if (job.channel->source >= 0) {
    source_ = std::make_unique<LineSource>(
        engine.loop(), job.channel->source, job.channel->max_message, LineSource::Pace::Block,
        LineSource::Listener{.line = [this](const MessageLine& line) { take_line(line); },
                             .wanted = [this] { return all_have_room(); },
                             .paused = [this] { ask_for_room(); },
                             .ended = [](int /*error*/) {}});
  }
  server_watch_.emplace(engine.loop(), spec_.server->fd(), [this] { accept_some(); });
}

Workers::~Workers() {
  engine_.on_termination({});
}

void Workers::run() {
  engine_.on_termination([this](int signal) { return terminate(signal); });
  for (std::size_t i = 0; i < workers_.size(); ++i) start_worker(i);
  if (source_) source_->resume();
  accept_some();
  engine_.run();
  finish();
}

void Workers::start_worker(std::size_t index) {
  Worker& worker = workers_[index];
  worker.child = &engine_.start(
      job_, [this, index](Event event) { on_event(index, std::move(event)); }, Scope::Process);
  IpcSession* const session = worker.child->ipc_session();
  if (session == nullptr) return;
  worker.channel = &session->channel();
  session->attach({.handle_acked =
                       [this, &worker](const std::shared_ptr<Handle>& connection, bool accepted) {
                         handle_acked(worker, connection, accepted);
                       },
                   .room =
                       [this] {
                         if (source_) source_->resume();
                       }});
}

// --- events --------------------------------------------------------------------------------------

void Workers::on_event(std::size_t index, Event event) {
  auto* over = std::get_if<Closed>(&event.fact);
  // Its connections have gone to others before its end is reported.
  if (over != nullptr || std::holds_alternative<Disconnected>(event.fact)) lost(workers_[index]);
  if (over != nullptr) return closed(index, std::move(over->result));
  event.worker = index + 1;
  sink_(std::move(event));
}

void Workers::closed(std::size_t index, Result result) {
  const bool well = spec_.ended_well(result);
  WorkerEnd& end = workers_[index].end;
  end.pid = result.pid;
  end.exit = result.exit;
  // A worker that could not be started has no channel.
  if (auto& channel = result.channel) {
    std::move(channel->messages.begin(), channel->messages.end(), std::back_inserter(messages_));
  }
  // The kill path of one of them has taken the snapshot of all.
  const KillPath* path = result.kill_path();
  if (path != nullptr && !path->snapshot.processes.empty()) snapshot_ = path->snapshot;
  if (!decided_) result_ = std::move(result);
  decided_ = decided_ || !well;
  sink_({.fact = WorkerClosed{.end = end, .well = well}, .worker = index + 1});
}

/// Kills what the workers have left running, if the run was ended, and reports the result of all.
void Workers::finish() {
  const bool was_ended = result_.intervention || engine_.typed_signal() != 0;
  if (was_ended && job_.limits.stop.scope == Scope::Tree && !engine_.kill_tree()) {
    result_.unkillable = true;
  }
  if (result_.intervention) result_.intervention->path.snapshot = std::move(snapshot_);
  for (const auto& worker : workers_) result_.workers.push_back(worker.end);
  if (result_.pid) result_.tree = engine_.tree_usage();
  if (!result_.channel) result_.channel.emplace();
  result_.channel->messages = std::move(messages_);
  sink_({Closed{std::move(result_)}});
}

// --- connections ---------------------------------------------------------------------------------

bool Workers::listens(const Worker& worker) {
  return worker.alive && worker.channel != nullptr;
}

void Workers::accept_some() {
  for (int i = 0; i < blocks_per_turn; ++i) {
    if (!server_watch_) return;
    // While every worker is busy, connections wait in the kernel: the first worker that is ready
    // gets the next one, and a stuck worker holds up one only.
    const Worker* free = least_busy();
    if (free == nullptr || !free->waiting.empty()) return server_watch_->stop();
    Fd fd(::accept4(spec_.server->fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd) {
      // ECONNABORTED: the client has given up already.
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if (errno != EAGAIN) {
        server_watch_->stop();
        retry_.set(Clock::now() + retry_pause);
        return;
      }
      break;
    }
    hand_over(std::make_shared<Handle>(std::move(fd), HandleSpec::Kind::TcpSocket));
  }
  server_watch_->start(Watch::readable);
}

/// The running worker with the fewest connections waiting; of several the next in turn. Null: no
/// worker is left.
Workers::Worker* Workers::least_busy() {
  Worker* best = nullptr;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Worker& worker = workers_[(next_ + i) % workers_.size()];
    if (!listens(worker)) continue;
    if (best == nullptr || worker.waiting.size() < best->waiting.size()) best = &worker;
  }
  return best;
}

void Workers::hand_over(std::shared_ptr<Handle> connection) {
  Worker* worker = least_busy();
  if (worker == nullptr) return;  // none is left: the connection is closed
  next_ = static_cast<std::size_t>(worker - workers_.data()) + 1;
  worker->waiting.push_back(connection);
  worker->channel->send(spec_.message, std::move(connection));
}

void Workers::handle_acked(Worker& worker, const std::shared_ptr<Handle>& connection,
                           bool accepted) {
  const auto at = std::find(worker.waiting.begin(), worker.waiting.end(), connection);
  if (at == worker.waiting.end()) return;
  std::shared_ptr<Handle> sent = std::move(*at);
  worker.waiting.erase(at);
  if (accepted) {
    ++worker.end.connections;
    sent->close();
  } else {
    hand_over(std::move(sent));
  }
  if (!stopping_) accept_some();
}

/// Its channel is closed: what it has not accepted goes to the others.
void Workers::lost(Worker& worker) {
  if (!worker.alive) return;
  worker.alive = false;
  auto waiting = std::move(worker.waiting);
  worker.waiting.clear();
  for (auto& connection : waiting) hand_over(std::move(connection));
  if (least_busy() == nullptr) {
    stop_accepting();
  } else if (!stopping_) {
    ask_for_room();  // it may be the one that the others waited for
  }
}

void Workers::stop_accepting() {
  if (!server_watch_) return;
  server_watch_->close();
  server_watch_.reset();
  spec_.server->close();
}

/// \returns false when the signal is to have its usual effect
bool Workers::terminate(int signal) {
  const bool alive = least_busy() != nullptr;
  if (stopping_ || !alive) return false;
  stopping_ = true;
  stop_signal_ = signal;
  stop_accepting();
  if (source_) source_->close();
  for (auto& worker : workers_) {
    if (listens(worker)) worker.channel->finish_sending();
  }
  if (job_.limits.kill_after) grace_.set(saturating_add(Clock::now(), *job_.limits.kill_after));
  return true;
}

// --- messages ------------------------------------------------------------------------------------

void Workers::take_line(const MessageLine& line) {
  if (const auto* skipped = std::get_if<Skipped>(&line)) sink_({*skipped});
  const auto* json = std::get_if<std::string>(&line);
  if (json == nullptr) return;
  for (auto& worker : workers_) {
    if (listens(worker)) worker.channel->send(*json);
  }
}

bool Workers::all_have_room() const {
  return std::all_of(workers_.begin(), workers_.end(), [](const Worker& worker) {
    return !listens(worker) || worker.channel->has_room();
  });
}

/// Asks the worker that the others wait for, or any.
void Workers::ask_for_room() {
  if (!source_) return;
  Worker* asked = nullptr;
  for (auto& worker : workers_) {
    if (!listens(worker)) continue;
    if (asked == nullptr || !worker.channel->has_room()) asked = &worker;
  }
  if (asked != nullptr) asked->channel->ask_for_room();
}

}  // namespace cpr
