// A job object: a container of processes that none of them can leave.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "core/tree_usage.hpp"
#include "process/windows/owned_handle.hpp"

namespace cpr {

class JobObject {
 public:
  static constexpr auto usage_source = TreeUsage::Source::Job;

  /// Creates an empty one. Its processes are killed when cpr dies. Whenever it has become empty,
  /// SIGCHLD is made pending.
  /// \throws std::system_error
  JobObject();
  ~JobObject();
  JobObject(const JobObject&) = delete;
  JobObject& operator=(const JobObject&) = delete;

  [[nodiscard]] windows::RawHandle handle() const { return job_.get(); }

  /// From here on its processes do not die with cpr.
  void let_outlive_cpr() const;

  /// Number of processes in it, and in jobs below it.
  [[nodiscard]] int count() const;

  /// In the order in which they were added. Valid until the next call.
  [[nodiscard]] std::span<const std::uintptr_t> members();

  [[nodiscard]] bool contains(windows::RawHandle process) const;

  /// Kills all of them, those included that are being created. \returns false if that is refused
  bool kill() const;

  struct CpuTime {
    std::int64_t user_us = 0;
    std::int64_t system_us = 0;
  };
  /// Of all processes that have ever been in it.
  [[nodiscard]] CpuTime cpu_time() const;

  /// \name As a Container
  ///@{
  /// \returns false: the job would refuse memory to its processes, and not end them
  [[nodiscard]] static bool limit_memory(std::uint64_t /*bytes*/) { return false; }
  [[nodiscard]] static bool was_out_of_memory() { return false; }
  /// Largest sum of the memory that its processes have committed, in bytes.
  [[nodiscard]] std::optional<std::uint64_t> peak_memory() const;
  ///@}

 private:
  windows::OwnedHandle job_;
  windows::OwnedHandle port_;  ///< where the system reports what happens in the job
  std::vector<std::byte> list_;
  std::thread watcher_;
};

}  // namespace cpr
