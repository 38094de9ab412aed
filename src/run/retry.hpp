// --retries: runs a job again until an attempt ends well. Each attempt is a new child, and starts
// when nothing of the one before is left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/job.hpp"
#include "core/retry_policy.hpp"
#include "run/engine.hpp"

namespace cpr {

class Retry {
 public:
  struct Spec {
    RetryPolicy policy;
    /// Whether cpr can still report another attempt.
    std::function<bool(const Result&)> is_useful;
  };

  /// \param engine, job must outlive this
  /// \param sink gets the events of all attempts, Retrying between two of them, and one Closed,
  /// with the Result of the last attempt
  Retry(Engine& engine, const Job& job, Spec spec, Sink sink);

  /// Returns when the run is over.
  void run();

 private:
  /// A file of cpr that the child reads from, and its offset before the first attempt.
  struct Input {
    int fd = -1;
    std::int64_t offset = 0;
  };

  void find_inputs();
  void add_input(int fd, bool is_stdin);
  Result attempt();
  [[nodiscard]] bool goes_on(const Result& result) const;
  void close(Result result);
  std::uint64_t random();

  Engine& engine_;
  const Job& job_;
  Spec spec_;
  Sink sink_;
  std::vector<Input> inputs_;
  std::vector<Attempt> attempts_;
  TimePoint started_at_;               ///< of the run
  Job current_;                        ///< of the attempt that runs; must outlive its child
  Duration attempt_at_{};              ///< when that was started, since `started_at_`
  std::optional<std::uint64_t> seed_;  ///< for tests: CPR_RETRY_SEED
};

}  // namespace cpr
