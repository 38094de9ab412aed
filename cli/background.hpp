// --background: the supervisor of a run, and the process that starts it and prints its token.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "options.hpp"
#include "process/supervisor.hpp"
#include "report/exit_code.hpp"
#include "runs/directory.hpp"

namespace cpr::cli {

class Background {
 public:
  /// Opens the directory of the records.
  /// \param options must outlive the object
  /// \throws UsageError
  explicit Background(Options& options);

  /// Removes the record of a run whose start was not reported.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Forks, and returns in the supervisor alone, which has no descriptor of the caller but stderr
  /// and those that the run needs. In the caller: waits for the start, prints the token, and exits.
  /// \throws std::system_error
  void enter();

  /// The pid of the token: with --no-orphans not that of this process.
  [[nodiscard]] int pid() const { return record_.token.pid; }

  /// Readable when the caller has delivered the token or is dead.
  [[nodiscard]] int caller_fd() const { return link_->fd(); }

  /// Waits for that. \returns whether the token is delivered; else nothing is to be left of the run
  bool is_delivered();

  /// Whether the event is the start that the caller waits for.
  [[nodiscard]] bool is_start(const Event& event) const;

  /// Tells the caller the token, and gives up stderr.
  void report();

  /// Keeps the record up to date.
  /// \throws std::system_error if the first one cannot be written
  void on(const Event& event);

  /// The run is over: waits until the caller has delivered the token, and records the end.
  void close(const Result& result, const Ending& ending);

 private:
  void take_fds();
  void release_fds();
  void write_record();

  Options& options_;
  RunDirectory directory_;
  std::optional<CallerLink> link_;
  Record record_;
  std::vector<int> copies_for_start_;  ///< of fds that the start of the child alone needs
  bool reported_ = false;
  std::optional<bool> delivered_;  ///< the answer of the caller
};

}  // namespace cpr::cli
