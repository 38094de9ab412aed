// Reads messages, one per line, from a shared descriptor at the pace of their consumer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "io/shared_fd.hpp"
#include "ipc/message.hpp"
#include "loop/loop.hpp"

namespace cpr {

class LineSource {
 public:
  /// Must not throw, and may call anything here but the destructor.
  struct Listener {
    /// Called for each line; text after the last newline is a line.
    std::function<void(const MessageLine& line)> line;
    std::function<bool()> wanted;          ///< whether to go on now
    std::function<void()> paused;          ///< it reads nothing more until resume() is called
    std::function<void(int error)> ended;  ///< errno, or 0 at the end; called once
  };

  /// When it asks whether it is wanted.
  enum class Pace : std::uint8_t {
    Block,  ///< before it reads: all lines of a block are passed on together
    Line,   ///< before each line, and before it reports the end
  };

  /// \param most bytes of a line; a longer one is skipped
  LineSource(Loop& loop, int fd, std::optional<std::uint64_t> most, Pace pace, Listener listener);

  /// Reads what is wanted and available, and waits in the loop for more.
  void resume();

  void close();

 private:
  enum class Flow : std::uint8_t { Moved, Empty, Ended };
  Flow read_some();
  void take(std::string_view bytes);
  [[nodiscard]] bool may_continue() const { return pace_ == Pace::Block || listener_.wanted(); }
  void take_part(std::string_view part);
  void end_line();
  void end(int error);

  SharedSource source_;
  Watch watch_;
  std::optional<std::uint64_t> most_;
  Pace pace_;
  Listener listener_;
  std::unique_ptr<char[]> buffer_;
  std::string_view rest_;  ///< Pace::Line: what was read into `buffer_` and is not wanted yet
  MessageReader reader_{InvalidUtf8::Refused};
  std::uint64_t begun_ = 0;    ///< bytes of the incomplete line
  std::uint64_t number_ = 0;   ///< number of complete lines
  std::optional<int> at_end_;  ///< errno, or 0: nothing more can be read
  bool ended_ = false;
};

}  // namespace cpr
