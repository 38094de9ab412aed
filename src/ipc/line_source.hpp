// Messages, one a line, from a descriptor of others, read as fast as they are wanted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "io/shared_fd.hpp"
#include "ipc/message_line.hpp"
#include "loop/loop.hpp"

namespace cpr {

class LineSource {
 public:
  /// Must not throw, and may call anything here but the destructor.
  struct Listener {
    /// What stands behind the last newline is a line as well.
    std::function<void(const MessageLine& line)> line;
    std::function<bool()> wanted;  ///< more of them, now
    /// Nothing can be waited for, or there was much: resume() is to be called later.
    std::function<void()> paused;
    std::function<void(int error)> ended;  ///< errno, or 0 at the end; once
  };

  /// \param most bytes that a line may have
  LineSource(Loop& loop, int fd, std::optional<std::uint64_t> most, Listener listener);

  /// Reads what is wanted and can be read without waiting, and waits in the loop for more.
  void resume();

  void close();

 private:
  enum class Flow : std::uint8_t { Moved, Empty, Ended };
  Flow read_some();
  void take(std::string_view bytes);
  void take_part(std::string_view part);
  void end_line();
  void end(int error);

  SharedSource source_;
  Watch watch_;
  std::optional<std::uint64_t> most_;
  Listener listener_;
  std::unique_ptr<char[]> buffer_;
  MessageReader reader_{InvalidUtf8::Refused};
  std::uint64_t begun_ = 0;   ///< bytes of a line that is not complete
  std::uint64_t number_ = 0;  ///< of complete lines
  bool ended_ = false;
};

}  // namespace cpr
