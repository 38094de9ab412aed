// Workers behind one listening socket: they are started, replaced when they have exited or cpr has
// received SIGHUP, and all get the messages of one source.
#pragma once

#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "core/job.hpp"
#include "core/respawn_policy.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"
#include "run/broadcast.hpp"
#include "run/dispatcher.hpp"
#include "run/engine.hpp"
#include "run/rollover.hpp"
#include "run/worker.hpp"

namespace cpr {

class Workers {
 public:
  struct Spec {
    Dispatcher::Spec socket;
    std::size_t count = 1;
    bool respawn = true;  ///< replace workers that have exited
    /// Whether the end of a worker is a success. The first that was not speaks for the run, else
    /// the last.
    std::function<bool(const Result&)> ended_well;
  };

  /// \param job of the whole run; its channel's source is read once, for all workers
  Workers(Engine& engine, const Job& job, Spec spec, Sink sink);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Starts them, and returns when the run is over. The sink gets the events of each, WorkerClosed
  /// at its end, and then one Closed for all.
  void run();

 private:
  [[nodiscard]] bool over() const;
  void settle();
  void start_due();
  void send_due_kills();
  void release_closed();
  void set_alarm(TimePoint rollover);
  Worker& start_worker(std::size_t index, Worker::Stage stage);
  void serve(Worker& worker);
  void disconnect(Worker& worker, int signal);
  void take_over(Worker& worker);
  void on_event(Worker& worker, Event event);
  void gone(Worker& worker);
  void replace_after(Worker& worker);
  [[nodiscard]] bool replaces() const { return spec_.respawn && !ending_; }
  void closed(Worker& worker, Result result);
  void report_unready(const Worker& worker);
  void finish();
  [[nodiscard]] bool can_serve() const;
  bool reload();
  bool terminate(int signal);
  void retire_all();
  void stop(int signal);
  void end_replacing();
  void check_deadline();
  void postpone(Duration stopped);

  Engine& engine_;
  const Job& job_;
  Spec spec_;
  Sink sink_;
  bool had_terminal_;
  std::vector<WorkerSlot> slots_;
  std::list<Worker> workers_;  ///< all that are not closed, and those not yet released
  RespawnPolicy policy_;
  Broadcast input_;
  Dispatcher dispatcher_;
  Rollover rollover_;
  Timer alarm_;
  std::optional<TimePoint> deadline_;  ///< of the run; the running workers have it as well
  Result result_;
  Snapshot snapshot_;                  ///< empty: none was taken
  std::vector<std::string> messages_;  ///< from all workers, in the order in which they ended
  bool decided_ = false;               ///< a worker has not ended well
  bool changed_ = true;                ///< settle() has something to do
  bool ending_ = false;                ///< no other worker is started
  bool stopping_ = false;              ///< all workers are disconnected
  bool crash_loop_ = false;
  bool reader_lost_ = false;
  bool expired_ = false;  ///< the timeout, while no worker was running
};

}  // namespace cpr
