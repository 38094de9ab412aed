// Workers behind one listening socket: cpr accepts, and sends each connection to the next running
// worker that has none waiting. What a worker has not accepted when it exits goes to the others.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/job.hpp"
#include "ipc/handle.hpp"
#include "ipc/line_source.hpp"
#include "loop/loop.hpp"
#include "run/engine.hpp"

namespace cpr {

class Workers {
 public:
  struct Spec {
    std::shared_ptr<Handle> server;  ///< listens
    std::string message;             ///< sent with each connection; JSON
    std::size_t count = 1;
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
  struct Worker {
    Child* child = nullptr;
    Channel* channel = nullptr;                     ///< null: it could not be started
    std::deque<std::shared_ptr<Handle>> waiting{};  ///< sent, not yet accepted
    WorkerEnd end{};
    bool alive = true;
  };

  void start_worker(std::size_t index);
  void on_event(std::size_t index, Event event);
  void closed(std::size_t index, Result result);
  void finish();
  [[nodiscard]] static bool listens(const Worker& worker);
  void accept_some();
  [[nodiscard]] Worker* least_busy();
  void hand_over(std::shared_ptr<Handle> connection);
  void handle_acked(Worker& worker, const std::shared_ptr<Handle>& connection, bool accepted);
  void lost(Worker& worker);
  void stop_accepting();
  bool terminate(int signal);
  void take_line(const MessageLine& line);
  [[nodiscard]] bool all_have_room() const;
  void ask_for_room();

  Engine& engine_;
  Job job_;  ///< of each worker
  Spec spec_;
  Sink sink_;
  std::vector<Worker> workers_;
  std::size_t next_ = 0;
  std::optional<Watch> server_watch_;
  Timer retry_;  ///< accepts again after descriptors or memory ran out
  Timer grace_;
  std::unique_ptr<LineSource> source_;
  Result result_;
  Snapshot snapshot_;                  ///< empty: none was taken
  std::vector<std::string> messages_;  ///< from all workers, in the order in which they ended
  bool decided_ = false;               ///< a worker has not ended well
  bool stopping_ = false;
  int stop_signal_ = 0;
};

}  // namespace cpr
