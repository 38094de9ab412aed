#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "io/queued_writer.hpp"
#include "io/turn.hpp"
#include "run/workers.hpp"

namespace cpr {
namespace {

using namespace std::chrono_literals;

// After accept(2) has found no descriptor or memory left.
constexpr Duration retry_pause = 20ms;

}  // namespace

Job Workers::job_of_each(Job job) {
  job.beside_others = true;
  // Its source is read once, for all of them; the end of it ends nothing.
  job.channel->source = -1;
  job.channel->keep_channel = true;
  job.channel->turns = std::make_shared<LineTurns>();
  return job;
}

Workers::Workers(Engine& engine, const Job& job, Spec spec, Sink sink)
    : engine_(engine),
      job_(job),
      spec_(std::move(spec)),
      sink_(std::move(sink)),
      workers_(spec_.count) {
  if (spec_.source >= 0) {
    source_ = std::make_unique<LineSource>(
        engine.loop(), spec_.source, spec_.max_message,
        LineSource::Listener{.line = [this](const MessageLine& line) { take_line(line); },
                             .wanted = [this] { return all_have_room(); },
                             .paused = [this] { ask_for_room(); },
                             .ended = [](int /*error*/) {}});
  }
  server_watch_.emplace(engine.loop(), spec_.server->fd(), [this] { accept_some(); });
  retry_.emplace(engine.loop(), [this] { accept_some(); });
  grace_.emplace(engine.loop(), [this] {
    for (auto& worker : workers_) worker.child->interrupt(stop_signal_);
  });
}

Workers::~Workers() {
  engine_.on_termination({});
}

void Workers::start() {
  engine_.on_termination([this](int signal) { return terminate(signal); });
  for (std::size_t i = 0; i < workers_.size(); ++i) start_worker(i);
  if (source_) source_->resume();
  accept_some();
}

void Workers::start_worker(std::size_t index) {
  Worker& worker = workers_[index];
  worker.child = &engine_.start(job_, [this, index, &worker](Event event) {
    // In this order: what is told of the end includes that its connections have gone to others.
    const bool over =
        std::holds_alternative<Disconnected>(event) || std::holds_alternative<Closed>(event);
    if (over) lost(worker);
    sink_(index, std::move(event));
  });
  worker.ipc_session = worker.child->ipc_session();
  if (worker.ipc_session == nullptr) return;  // it could not be started
  worker.ipc_session->attach(
      {.handle_acked = [this, &worker](const std::shared_ptr<Handle>& connection,
                                       bool taken) { handle_acked(worker, connection, taken); },
       .room =
           [this] {
             if (source_) source_->resume();
           }});
}

// --- connections ---------------------------------------------------------------------------------

void Workers::accept_some() {
  for (int i = 0; i < blocks_per_turn; ++i) {
    if (!server_watch_) return;
    // While every worker is busy, connections wait in the kernel, so that the first worker that is
    // ready gets the next one and a stuck worker keeps no more than one.
    const Worker* free = least_busy();
    if (free == nullptr || !free->waiting.empty()) return pause_accepting();
    Fd fd(::accept4(spec_.server->fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd) {
      // A client that has given up already is nobody's trouble.
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if (errno != EAGAIN) {
        pause_accepting();
        retry_->set(Clock::now() + retry_pause);
        return;
      }
      break;
    }
    hand_over(std::make_shared<Handle>(std::move(fd), HandleSpec::Kind::TcpSocket));
  }
  server_watch_->start(Watch::readable);
}

/// The living worker with the fewest connections waiting, the next in turn if there are several;
/// null when no worker is left.
Workers::Worker* Workers::least_busy() {
  Worker* best = nullptr;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Worker& worker = workers_[(next_ + i) % workers_.size()];
    if (!worker.alive || worker.ipc_session == nullptr) continue;
    if (best == nullptr || worker.waiting.size() < best->waiting.size()) best = &worker;
  }
  return best;
}

void Workers::hand_over(std::shared_ptr<Handle> connection) {
  Worker* worker = least_busy();
  if (worker == nullptr) return;  // nobody is left: it is closed
  next_ = static_cast<std::size_t>(worker - workers_.data()) + 1;
  worker->waiting.push_back(connection);
  worker->ipc_session->hand_over(spec_.message, std::move(connection));
}

void Workers::handle_acked(Worker& worker, const std::shared_ptr<Handle>& connection, bool taken) {
  const auto at = std::find(worker.waiting.begin(), worker.waiting.end(), connection);
  if (at == worker.waiting.end()) return;
  std::shared_ptr<Handle> handle_acked = std::move(*at);
  worker.waiting.erase(at);
  if (taken) {
    ++worker.taken;
    handle_acked->close();
  } else {
    hand_over(std::move(handle_acked));
  }
  if (!stopping_) accept_some();
}

/// A worker whose channel is closed: what it has not taken goes to the others.
void Workers::lost(Worker& worker) {
  if (!worker.alive) return;
  worker.alive = false;
  auto waiting = std::move(worker.waiting);
  worker.waiting.clear();
  for (auto& connection : waiting) hand_over(std::move(connection));
  if (least_busy() == nullptr) {
    stop_accepting();
  } else if (!stopping_) {
    ask_for_room();  // the one that was waited for may be gone
  }
}

void Workers::pause_accepting() {
  server_watch_->stop();
}

void Workers::stop_accepting() {
  if (!server_watch_) return;
  server_watch_->close();
  server_watch_.reset();
  spec_.server->close();
}

/// \returns false when the signal is to take its usual way
bool Workers::terminate(int signal) {
  const bool alive = least_busy() != nullptr;
  if (stopping_ || !alive) return false;
  stopping_ = true;
  stop_signal_ = signal;
  stop_accepting();
  if (source_) source_->close();
  for (auto& worker : workers_) {
    if (worker.alive && worker.ipc_session != nullptr) worker.ipc_session->disconnect();
  }
  if (job_.limits.kill_after) grace_->set(saturating_add(Clock::now(), *job_.limits.kill_after));
  return true;
}

// --- messages ------------------------------------------------------------------------------------

void Workers::take_line(const MessageLine& line) {
  if (const auto* skipped = std::get_if<Skipped>(&line)) sink_(0, *skipped);
  const auto* json = std::get_if<std::string>(&line);
  if (json == nullptr) return;
  for (auto& worker : workers_) {
    if (worker.alive && worker.ipc_session != nullptr) worker.ipc_session->send(*json);
  }
}

bool Workers::all_have_room() const {
  return std::all_of(workers_.begin(), workers_.end(), [](const Worker& worker) {
    return !worker.alive || worker.ipc_session == nullptr || worker.ipc_session->has_room();
  });
}

/// From the one that keeps the others waiting, or from any.
void Workers::ask_for_room() {
  if (!source_) return;
  Worker* asked = nullptr;
  for (auto& worker : workers_) {
    if (!worker.alive || worker.ipc_session == nullptr) continue;
    if (asked == nullptr || !worker.ipc_session->has_room()) asked = &worker;
  }
  if (asked != nullptr) asked->ipc_session->ask_for_room();
}

}  // namespace cpr
