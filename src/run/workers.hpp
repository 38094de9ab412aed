// The workers behind one listening socket: cpr accepts, and hands each connection to the next
// living worker that has none waiting. What a worker has not taken when it dies goes to the others.
#pragma once

#include <cstdint>
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
  /// What one of them tells; they are numbered from 0 on.
  using Sink = std::function<void(std::size_t worker, Event event)>;

  struct Spec {
    std::shared_ptr<Handle> server;  ///< listens
    std::string message;             ///< goes with each connection; JSON
    std::size_t count = 1;
    int source = -1;                             ///< cpr's descriptor with messages for all workers
    std::optional<std::uint64_t> max_message{};  ///< bytes that one of them may have
  };

  /// \returns the job of each worker, from that of the run
  static Job job_of_each(Job job);

  /// \param job from job_of_each(); must outlive the engine, whose children refer to it
  Workers(Engine& engine, const Job& job, Spec spec, Sink sink);
  ~Workers();

  /// Starts them and accepts. They live until all are closed.
  void start();

  /// Connections that a worker has taken.
  [[nodiscard]] std::uint64_t taken_by(std::size_t worker) const { return workers_[worker].taken; }

 private:
  struct Worker {
    Child* child = nullptr;
    IpcSession* ipc_session = nullptr;
    std::deque<std::shared_ptr<Handle>> waiting{};  ///< handed over, not yet taken
    std::uint64_t taken = 0;
    bool alive = true;
  };

  void start_worker(std::size_t index);
  void accept_some();
  [[nodiscard]] Worker* least_busy();
  void hand_over(std::shared_ptr<Handle> connection);
  void handle_acked(Worker& worker, const std::shared_ptr<Handle>& connection, bool taken);
  void lost(Worker& worker);
  void pause_accepting();
  void stop_accepting();
  bool terminate(int signal);
  void take_line(const MessageLine& line);
  [[nodiscard]] bool all_have_room() const;
  void ask_for_room();

  Engine& engine_;
  const Job& job_;  ///< of each worker
  Spec spec_;
  Sink sink_;
  std::vector<Worker> workers_;
  std::size_t next_ = 0;
  std::optional<Watch> server_watch_;
  std::optional<Timer> retry_;  ///< accepts again after there were no descriptors left
  std::optional<Timer> grace_;
  std::unique_ptr<LineSource> source_;
  bool stopping_ = false;
  int stop_signal_ = 0;
};

}  // namespace cpr
