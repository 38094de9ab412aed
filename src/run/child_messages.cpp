// The message channel in the life of a child.
#include <unistd.h>

#include "run/child.hpp"

namespace cpr {

void Child::start_ipc(Fd socket) {
  if (!socket) return;
  result_.channel.emplace();
  ipc_ = std::make_unique<IpcSession>(
      loop_, *job_.channel, job_.capture, std::move(socket),
      IpcSession::Listener{
          // What a child that never became the program has not said is nothing.
          .tell =
              [this](Event event) {
                if (!result_.failure) sink_(std::move(event));
              },
          .ended = [this] { check_closed(); },
          .lost =
              [this](int error) {
                result_.lost.push_back({.stream = STDOUT_FILENO, .error = error});
                intervene(Reason::OutputLost, 0, STDOUT_FILENO);
                input(Input::OutputLost);
              },
          .input_failed =
              [this](int error) { result_.lost.push_back({.stream = 0, .error = error}); }});
  ipc_->start();
}

/// The child was reaped: what it has said is taken, and nobody will read what is still to be said.
void Child::end_ipc() {
  if (!ipc_) return;
  result_.channel->connected = ipc_->connected();
  ipc_->child_exited();
  ipc_->pump();
}

void Child::finish_ipc() {
  if (!ipc_) return;
  const std::uint64_t bytes = ipc_->close_now();
  if (bytes > 0) result_.lost.push_back({.stream = STDOUT_FILENO, .error = 0, .bytes = bytes});
  result_.channel->messages = ipc_->take_messages();
}

}  // namespace cpr
