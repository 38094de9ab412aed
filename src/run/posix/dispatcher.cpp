#include "run/dispatcher.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "io/turn.hpp"

namespace cpr {
namespace {

// After accept(2) has failed for lack of descriptors or memory.
constexpr Duration retry_pause = std::chrono::milliseconds(20);

}  // namespace

Dispatcher::Dispatcher(Loop& loop, Spec spec, const std::vector<WorkerSlot>& slots)
    : spec_(std::move(spec)), slots_(slots), retry_(loop, [this] { accept_some(); }) {
  watch_.emplace(loop, spec_.server->fd(), [this] { accept_some(); });
}

void Dispatcher::resume() {
  for (auto& connection : std::exchange(returned_, {})) hand_over(std::move(connection));
  accept_some();
}

void Dispatcher::accept_some() {
  for (int i = 0; i < blocks_per_turn; ++i) {
    if (!watch_) return;
    // While every worker is busy, connections wait in the kernel: the first worker that is ready
    // gets the next one, and a stuck worker holds up one only.
    const Worker* free = least_busy();
    if (free == nullptr || !free->waiting.empty()) return watch_->stop();
    Fd fd(::accept4(spec_.server->fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd) {
      // ECONNABORTED: the client has given up already.
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if (errno != EAGAIN) {
        watch_->stop();
        retry_.set(Clock::now() + retry_pause);
        return;
      }
      break;
    }
    hand_over(std::make_shared<Handle>(std::move(fd), HandleSpec::Kind::TcpSocket));
  }
  watch_->start(Watch::readable);
}

/// The serving worker with the fewest connections waiting; of several the next in turn. Null: none
/// serves.
Worker* Dispatcher::least_busy() const {
  Worker* best = nullptr;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Worker* const worker = slots_[(next_ + i) % slots_.size()].serving;
    if (worker == nullptr) continue;
    if (best == nullptr || worker->waiting.size() < best->waiting.size()) best = worker;
  }
  return best;
}

void Dispatcher::hand_over(std::shared_ptr<Handle> connection) {
  Worker* worker = least_busy();
  if (worker == nullptr) {
    if (watch_) returned_.push_back(std::move(connection));
    return;
  }
  next_ = worker->index + 1;
  worker->waiting.push_back(connection);
  worker->channel->send(spec_.message, std::move(connection));
}

void Dispatcher::answered(Worker& worker, const std::shared_ptr<Handle>& connection,
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
  accept_some();
}

void Dispatcher::lost(Worker& worker) {
  for (auto& connection : std::exchange(worker.waiting, {})) hand_over(std::move(connection));
}

void Dispatcher::close() {
  if (!watch_) return;
  watch_->close();
  watch_.reset();
  retry_.clear();
  returned_.clear();
  spec_.server->close();
}

}  // namespace cpr
