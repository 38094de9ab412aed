#include "runs/kill.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <vector>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "process/other_process.hpp"
#include "report/say.hpp"
#include "runs/named_run.hpp"

namespace cpr::cli {
namespace {

constexpr int status_ended_before = 1;

// The supervisor takes two signals within 50 ms for one request, and the same signal only once
// while it does not run: the second one is repeated.
constexpr Duration request_gap = std::chrono::milliseconds(100);
constexpr Duration repeat_gap = std::chrono::milliseconds(250);
// Time between two looks whether a supervisor is stopped.
constexpr Duration stop_check = std::chrono::milliseconds(200);
// Time for a supervisor to find that its tree does not die, after which it gives up by itself.
constexpr Duration longest_forced_end = std::chrono::seconds(10);
// Time until a process that was sent SIGKILL is gone.
constexpr Duration longest_kill = std::chrono::seconds(5);

/// Whether a supervisor exits after the signal: at the end of its kill path, or at once.
bool ends_run(int signal, pid_t supervisor) {
  constexpr std::array kill_path{SIGTERM, SIGINT, SIGHUP, SIGQUIT};
  constexpr std::array at_once{SIGKILL, SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
  const auto has = [signal](const auto& list) {
    return std::find(list.begin(), list.end(), signal) != list.end();
  };
  // It ignores what its caller ignored (nohup, a background job of a script).
  return has(at_once) || (has(kill_path) && !ignores_signal(supervisor, signal));
}

class Killer {
 public:
  explicit Killer(const Options& options)
      : options_(options), signal_(options.job.limits.kill_signal) {}

  Ending execute() {
    raise_file_limit();
    directory_ = RunDirectory::find();
    for (const auto& token : options_.tokens) find(token);
    std::vector<NamedRun> ending;
    for (auto& run : runs_) {
      if (send(run)) ending.push_back(std::move(run));
    }
    wait_for(std::move(ending));
    return {status_};
  }

 private:
  void report(const ProcessToken& token, int status, std::string_view what) {
    status_ = std::max(status_, status);
    if (!options_.quiet) say(fmt::format("{}: {}", text(token), what));
  }

  void find(const ProcessToken& token) try {
    NamedRun run = find_run(directory_, token);
    if (run.elsewhere()) return report(token, status_own_error, elsewhere_text);
    if (run.has_ended()) return report(token, status_ended_before, "the run has ended already");
    runs_.push_back(std::move(run));
  } catch (const std::system_error& error) {
    report(token, status_own_error, fmt::format("cannot open the process: {}", error.what()));
  }

  /// \returns whether the run is going to end
  bool send(const NamedRun& run) {
    const bool ends = ends_run(signal_, run.token.pid);
    const int error = send_signal(run.process, signal_);
    if (error == ESRCH) {
      report(run.token, status_ended_before, "the run has ended already");
    } else if (error != 0) {
      report(run.token, status_own_error,
             fmt::format("cannot send {}: {}", signal_ != 0 ? signal_name(signal_) : "a signal",
                         std::strerror(error)));
    }
    return error == 0 && ends;
  }

  /// Waits for all of them together. Once --kill-after has expired, skips their grace period, and
  /// in the end sends SIGKILL to the supervisors.
  void wait_for(std::vector<NamedRun> runs) {
    const TimePoint start = Clock::now();
    const auto& grace = options_.job.limits.kill_after;
    TimePoint next = signal_ == SIGKILL ? start + longest_kill
                     : grace            ? saturating_add(start, std::max(*grace, request_gap))
                                        : TimePoint::max();
    const TimePoint last = saturating_add(next, longest_forced_end);
    bool killed = signal_ == SIGKILL;
    while (!runs.empty()) {
      wait_until(std::min(next, Clock::now() + stop_check), runs);
      std::erase_if(runs, [this](const NamedRun& run) { return is_over(run); });
      // A stopped supervisor does not see the signal.
      for (const auto& run : runs) {
        if (!is_stopped_supervisor(run.token.pid)) continue;
        static_cast<void>(send_signal(run.process, SIGCONT));
      }
      const TimePoint now = Clock::now();
      if (now < next) continue;
      if (killed) break;
      killed = now >= last;
      for (const auto& run : runs) {
        static_cast<void>(send_signal(run.process, killed ? SIGKILL : SIGTERM));
      }
      next = now + (killed ? longest_kill : repeat_gap);
    }
    for (const auto& run : runs) {
      report(run.token, status_own_error, "still running after SIGKILL");
    }
  }

  /// Returns when one of them has ended.
  static void wait_until(TimePoint until, const std::vector<NamedRun>& runs) {
    std::vector<pollfd> polls;
    for (const auto& run : runs) {
      polls.push_back({.fd = run.process.get(), .events = POLLIN, .revents = 0});
    }
    ::poll(polls.data(), polls.size(), poll_timeout(until));
  }

  bool is_over(const NamedRun& run) const {
    if (!run.has_ended()) return false;
    if (directory_) directory_->remove(run.token);
    return true;
  }

  const Options& options_;
  int signal_;
  std::optional<RunDirectory> directory_;
  std::vector<NamedRun> runs_;
  int status_ = 0;
};

}  // namespace

Ending kill_runs(const Options& options) {
  return Killer(options).execute();
}

}  // namespace cpr::cli
