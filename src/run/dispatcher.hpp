// The listening socket of --accept: cpr accepts, and sends each connection to the next worker that
// has none waiting.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ipc/handle.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"
#include "run/worker.hpp"

namespace cpr {

class Dispatcher {
 public:
  struct Spec {
    std::shared_ptr<Handle> server;  ///< listens
    std::string message;             ///< sent with each connection; JSON
  };

  /// \param slots must outlive this
  Dispatcher(Loop& loop, Spec spec, const std::vector<WorkerSlot>& slots);

  /// A worker serves: it gets what has waited for one, and cpr accepts again.
  void resume();

  /// A worker has answered a connection.
  void answered(Worker& worker, const std::shared_ptr<Handle>& connection, bool accepted);

  /// Nothing more comes from the channel of a worker: what it has not accepted goes to the others,
  /// or waits for one.
  void lost(Worker& worker);

  /// No worker will serve any more: closes the socket.
  void close();

 private:
  void accept_some();
  [[nodiscard]] Worker* least_busy() const;
  void hand_over(std::shared_ptr<Handle> connection);

  Spec spec_;
  const std::vector<WorkerSlot>& slots_;
  std::optional<Watch> watch_;  ///< none: closed
  Timer retry_;                 ///< accepts again after descriptors or memory ran out
  std::deque<std::shared_ptr<Handle>> returned_;  ///< accepted by cpr, and no worker serves
  std::size_t next_ = 0;                          ///< the slot whose turn it is
};

}  // namespace cpr
