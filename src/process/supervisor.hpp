// A run in the background has two processes of cpr: the supervisor, which stays, and its caller,
// the process that was started, which waits until the run has started, and exits.
//
// Until the caller has confirmed that it has delivered the report, the supervisor ends the run when
// the caller dies.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/result.hpp"
#include "loop/fd.hpp"
#include "process/inherited_signals.hpp"
#include "process/signal_queue.hpp"

namespace cpr {

/// In the caller. All signals are blocked.
class StartWait {
 public:
  StartWait(pid_t supervisor, Fd report, Fd answer, const InheritedSignals& inherited)
      : supervisor_(supervisor),
        report_(std::move(report)),
        answer_(std::move(answer)),
        inherited_(inherited) {}

  /// Waits for the report. Meanwhile signals are forwarded to the supervisor, and Ctrl-Z stops this
  /// process alone.
  /// \returns none: the supervisor has exited without one
  std::optional<std::string> report();

  /// From here on signals act on this process; a failed write is an error, not a signal.
  void let_signals_act() const;

  /// The report is delivered: the supervisor is on its own.
  void confirm();

  /// The report could not be delivered: waits until the supervisor has ended the run.
  void refuse();

  /// How the supervisor has ended, after a report() without one.
  [[nodiscard]] ExitStatus end() const { return *end_; }

 private:
  void on_signals(SignalQueue& signals);
  void on_signal(int signal) const;

  pid_t supervisor_;
  Fd report_;
  Fd answer_;
  InheritedSignals inherited_;
  std::optional<ExitStatus> end_;  ///< it has been reaped
};

/// In the supervisor.
class CallerLink {
 public:
  CallerLink(Fd report, Fd answer) : report_(std::move(report)), answer_(std::move(answer)) {}

  void report(std::string_view text);

  /// Readable when the caller has answered or is dead.
  [[nodiscard]] int fd() const { return answer_.get(); }

  /// Waits for the answer. \returns whether the caller has delivered the report
  bool is_confirmed();

 private:
  Fd report_;
  Fd answer_;
};

/// Forks. The supervisor leads a new session, so that no terminal can signal it, and has the
/// signals, the directory and the descriptors of the caller.
/// \throws std::system_error if no process can be created
std::variant<StartWait, CallerLink> fork_supervisor();

}  // namespace cpr
