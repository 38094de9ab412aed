// Text that cpr itself writes while children run, without ever waiting for its reader.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "io/shared_fd.hpp"
#include "loop/loop.hpp"

namespace cpr {

/// A queue in front of a descriptor of others. When it is full, whoever feeds it has to stop.
class QueuedWriter {
 public:
  struct Listener {
    std::function<void(bool full)> backpressure;  ///< has become full, or has room again
    std::function<void(int error)> failed;        ///< nobody takes it any more; said once
    std::function<void()> emptied = {};           ///< optional: everything was written
  };

  QueuedWriter(Loop& loop, int fd, Listener listener);

  /// Takes all of it, full or not.
  void write(std::string_view text);

  /// What is still to be written.
  [[nodiscard]] std::string_view rest() const { return std::string_view(queue_).substr(written_); }

  /// The same, to be written by the caller: the outlet writes nothing more.
  [[nodiscard]] std::string take_rest();

  [[nodiscard]] bool full() const { return full_; }
  [[nodiscard]] int error() const { return error_; }

 private:
  void flush();
  void tell_when_full();

  SharedSink sink_;
  Watch watch_;
  Listener listener_;
  std::string queue_;
  std::size_t written_ = 0;
  bool full_ = false;
  int error_ = 0;
};

}  // namespace cpr
