// Finds out when a child is ready, as its Job::ready says.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string_view>

#include "core/ready.hpp"
#include "loop/fd.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"
#include "run/child_facts.hpp"
#include "run/connection_watch.hpp"
#include "text/line_search.hpp"

namespace cpr {

class Readiness {
 public:
  /// All arguments must outlive this.
  /// \param ready called when the child is ready, perhaps more than once; it decides whether that
  /// still counts
  Readiness(Loop& loop, const ReadyWhen& when, const ChildFacts& facts,
            std::function<void()> ready);

  /// For ReadyOnFd.
  /// \param pipe cpr's end. It stays open as long as this exists, since the child gets SIGPIPE
  /// afterwards when it writes, and is read, so that the child never waits.
  void watch(Loop& loop, Fd pipe);

  /// The program runs.
  void started();

  /// For ReadyOnLine: the child's descriptor `fd` was written to; empty: closed.
  void output(int fd, std::string_view bytes);

  /// The child was reaped: what it has written until then still counts, and nothing else.
  void child_exited();

  /// The child is ready, or will not be any more.
  void stop();

  /// Cpr was stopped for that long.
  void postpone(Duration stopped);

 private:
  void read_pipe();
  [[nodiscard]] bool child_runs(bool if_unknown) const;

  const ReadyWhen& when_;
  const ChildFacts& facts_;
  std::function<void()> ready_;
  bool over_ = false;
  Fd pipe_;
  std::optional<Watch> pipe_watch_;
  std::map<int, LineSearch> searches_;  ///< for each stream
  std::optional<ConnectionWatch> connections_;
  std::optional<Timer> timer_;
  TimePoint ready_after_{};
};

}  // namespace cpr
