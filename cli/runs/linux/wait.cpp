#include "runs/wait.hpp"

#include <poll.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "process/other_process.hpp"
#include "report/say.hpp"
#include "runs/named_run.hpp"

namespace cpr::cli {
namespace {

// Time for the parent of a supervisor to reap it, where only the kernel knows its status. In a
// container whose first process reaps nothing, that never happens.
constexpr Duration longest_reaping = std::chrono::seconds(5);

class Waiter {
 public:
  explicit Waiter(const Options& options) : options_(options) {}

  Ending execute() {
    raise_file_limit();
    directory_ = RunDirectory::find();
    for (const auto& token : options_.tokens) find(token);
    if (!wait_for_all()) return timed_out();
    Ending ending;
    for (auto& run : runs_) {
      if (const Ending own = ending_of(run); own != Ending{}) ending = own;
    }
    return ending;
  }

 private:
  struct Awaited {
    Fd waiter;
    NamedRun named;
    std::string problem;  ///< why it cannot be opened
  };

  /// The records remain, also those of runs that have ended: their status was not reported.
  [[nodiscard]] Ending timed_out() {
    for (auto& run : runs_) {
      withdraw(run);
      if (run.named.has_ended()) continue;
      report(run.named.token,
             fmt::format("still running after {}", human(*options_.job.limits.timeout)));
    }
    return {status_timeout};
  }

  void report(const ProcessToken& token, std::string_view what) const {
    if (!options_.quiet) say(fmt::format("{}: {}", text(token), what));
  }

  void find(const ProcessToken& token) {
    Awaited run;
    run.named.token = token;
    if (directory_) run.waiter = directory_->announce_waiter(token);
    try {
      run.named = find_run(directory_, token);
      if (run.named.elsewhere()) run.problem = elsewhere_text;
    } catch (const std::system_error& error) {
      run.problem = fmt::format("cannot open the process: {}", error.what());
    }
    runs_.push_back(std::move(run));
  }

  /// \returns false when the time limit expired
  bool wait_for_all() const {
    const TimePoint deadline = deadline_of(options_);
    while (true) {
      std::vector<pollfd> running;
      for (const auto& run : runs_) {
        if (run.named.has_ended()) continue;
        running.push_back({.fd = run.named.process.get(), .events = POLLIN, .revents = 0});
      }
      if (running.empty()) return true;
      if (Clock::now() >= deadline) return false;
      ::poll(running.data(), running.size(), poll_timeout(deadline));
    }
  }

  Ending ending_of(Awaited& run) {
    const ProcessToken& token = run.named.token;
    if (!run.problem.empty()) return unknown(run, run.problem);
    // Its last record, which it writes before it exits.
    const auto record = directory_ ? directory_->read(token) : std::nullopt;
    const bool is_recorded = record && record->end;
    std::optional<Ending> ending;
    if (run.named.process) {
      const Duration reaping = is_recorded ? Duration::zero() : longest_reaping;
      if (const auto exit = exit_status(run.named.process, token.pid, Clock::now() + reaping)) {
        ending = exit->signaled() ? Ending{.signal = exit->value} : Ending{exit->value};
      }
    }
    if (!ending && is_recorded) {
      ending = record->end->signal != 0 ? Ending{.signal = record->end->signal}
                                        : Ending{record->end->status};
    }
    if (!ending) {
      return unknown(run, record ? "status unknown: its supervisor was killed"
                                 : "status unknown: there is no record of the run, which was "
                                   "perhaps waited for or killed before");
    }
    if (directory_) directory_->remove(token, std::move(run.waiter));
    return *ending;
  }

  Ending unknown(Awaited& run, std::string_view why) const {
    report(run.named.token, why);
    withdraw(run);
    return {status_own_error};
  }

  void withdraw(Awaited& run) const {
    if (run.waiter) directory_->withdraw_waiter(run.named.token, std::move(run.waiter));
  }

  const Options& options_;
  std::optional<RunDirectory> directory_;
  std::vector<Awaited> runs_;
};

}  // namespace

Ending wait_for_runs(const Options& options) {
  return Waiter(options).execute();
}

}  // namespace cpr::cli
