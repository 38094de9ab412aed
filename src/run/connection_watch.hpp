// Tries addresses again and again, until one of them accepts a connection.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "core/clock.hpp"
#include "core/handle_spec.hpp"
#include "ipc/connect.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"

namespace cpr {

class ConnectionWatch {
 public:
  /// \param addresses must outlive this
  /// \param accepted called once
  ConnectionWatch(Loop& loop, const std::vector<HandleSpec>& addresses,
                  std::function<void()> accepted);

  /// The first attempt is made at once.
  void start() { next_round(); }

  void stop();

 private:
  /// An attempt, and its wait in the loop.
  struct Attempt {
    Attempt(Loop& loop, const HandleSpec& address, Watch::Callback changed)
        : connect(address), watch(loop, connect.fd(), std::move(changed)) {}
    Connect connect;
    Watch watch;
  };

  void next_round();
  void look();
  void close_round();

  Loop& loop_;
  const std::vector<HandleSpec>& addresses_;
  std::function<void()> accepted_;
  Timer timer_;
  std::deque<Attempt> round_;  ///< one attempt for each address
  Duration pause_;             ///< after this round
};

}  // namespace cpr
