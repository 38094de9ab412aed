// Workers of --accept: the processes, and the numbers that they have one after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "core/clock.hpp"
#include "core/job.hpp"
#include "core/result.hpp"
#include "ipc/channel.hpp"
#include "ipc/handle.hpp"
#include "run/child.hpp"

namespace cpr {

/// One process.
struct Worker {
  enum class Stage : std::uint8_t {
    Starting,  ///< it is to replace a running one, and gets no connections yet
    Serving,
    Leaving,  ///< cpr has disconnected it
    Gone,     ///< it has disconnected or exited
    Closed,   ///< its end was reported
  };
  /// When it is sent a signal, unless it has exited by then.
  struct Kill {
    TimePoint at;
    int signal;
  };

  std::size_t index = 0;  ///< in the slots; its number is one more
  std::size_t start = 1;  ///< of the processes with its number, from 1 on
  TimePoint started_at{};
  std::optional<TimePoint> runs_since{};  ///< its program
  Stage stage = Stage::Serving;
  Child* child = nullptr;
  Channel* channel = nullptr;                     ///< null: it could not be started
  std::deque<std::shared_ptr<Handle>> waiting{};  ///< sent, not yet accepted
  WorkerEnd end{};
  bool ready = false;               ///< it has said so
  bool unready = false;             ///< it was to replace a running one, and has gone too early
  bool retired = false;             ///< cpr ends it, and that says nothing about the run
  std::optional<Duration> pause{};  ///< Gone: before its replacement
  std::optional<Kill> kill{};

  /// Whether it gets messages.
  [[nodiscard]] bool listens() const { return stage <= Stage::Serving && channel != nullptr; }
};

/// A number of a worker.
struct WorkerSlot {
  Job job;                         ///< of each process
  Worker* serving = nullptr;       ///< null: none at present
  std::optional<TimePoint> due{};  ///< when a replacement is to be started
  std::size_t starts = 0;          ///< number of processes until now
  WorkerEnd end{};                 ///< of the last process that has ended; connections of all
};

}  // namespace cpr
