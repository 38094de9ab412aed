// The streams of one child: its relayed output and input, and its message channel.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/activity.hpp"
#include "core/job.hpp"
#include "core/result.hpp"
#include "io/input_relay.hpp"
#include "io/output_relay.hpp"
#include "io/stdio.hpp"
#include "loop/loop.hpp"
#include "process/terminal.hpp"
#include "process/tree.hpp"
#include "run/ipc_session.hpp"

namespace cpr {

class Streams {
 public:
  /// Must not throw, unless a sink does, and may call anything here but the destructor.
  struct Listener {
    std::function<void()> ended;             ///< one of the streams; see ended()
    std::function<void(int fd)> overflowed;  ///< Limits::max_buffer was exceeded: end the run
    std::function<void(int fd)> lost;        ///< the reader of this output is gone
    std::function<void()> answered;          ///< ChannelSpec::replies messages have come
    std::function<void(Duration)> stopped;   ///< cpr was stopped for that long
    Sink tell;                               ///< Chunk, Message, Skipped and Disconnected
    /// Bytes of a watched output; none: its end.
    std::function<void(int fd, std::string_view bytes)> watched;
  };

  /// \param job must outlive this
  Streams(Loop& loop, const Job& job, Listener listener);

  /// \param channel cpr's end of the message channel, or none
  void start(std::vector<ParentEnd> ends, Fd channel);

  /// Reads no output for the time being, so that the child's next write blocks.
  void hold(bool held);
  /// After hold(false): reads what has arrived meanwhile.
  void resume();

  /// Cpr was stopped for that long.
  void postpone(Duration stopped) {
    if (ipc_) ipc_->postpone(stopped);
  }

  /// Calls Listener::watched no more.
  void stop_watching();

  /// Relays what has arrived, without waiting.
  void pump();

  /// Whether the child has a pseudo-terminal.
  [[nodiscard]] bool has_terminal() const { return terminal_.has_value(); }
  /// Gives it the size that cpr's terminal has now. \returns whether the kernel has sent SIGWINCH
  bool resize_terminal();
  /// Before cpr stops: its own terminal is as it was before the run.
  void suspend_terminal();
  /// Cpr was continued.
  void resume_terminal();

  /// The child was reaped: what it has written is reported, and its input is closed.
  void child_exited();

  /// Relays what the pipes hold at this moment, and ends the streams.
  void drain_available();

  /// Closes cpr's ends of all output.
  void close_output();

  /// Closes the output that goes nowhere but into events: the child gets SIGPIPE when it writes.
  void close_discarded();

  /// Closes what is still open and adds the streams, the channel and what was lost to the result.
  void collect(Result& result);

  /// Whether all output and the channel are at their end.
  [[nodiscard]] bool ended() const;

  /// Whether cpr relays anything.
  [[nodiscard]] bool any() const { return input_ || ipc_ || !outputs_.empty(); }

  /// When a byte was last moved on any stream; the epoch when none has.
  [[nodiscard]] TimePoint last_moved() const;

  /// Replaces `pipes` by the output pipes that are not at their end. Allocates nothing where there
  /// is capacity for all descriptors of the child.
  void list_open_pipes(std::vector<RelayedPipe>& pipes) const;

  /// Number of bytes that came from each output.
  [[nodiscard]] std::vector<Activity::Moved> moved() const;

  /// Null when there is no channel, or no child.
  [[nodiscard]] IpcSession* ipc_session() { return ipc_.get(); }

 private:
  struct Output {
    int fd = -1;  ///< the child's descriptor
    const StdioSpec* spec = nullptr;
    Fd file{};  ///< the destination, if that is a file of its own
    std::unique_ptr<OutputRelay> relay{};
  };

  /// The pseudo-terminal of the child.
  struct Pseudo {
    Fd slave;               ///< open until the exit of the child: until then it has no end
    int number = -1;        ///< N of /dev/pts/N
    bool controls = false;  ///< it is the controlling terminal of the child
    std::optional<RawTerminal> own{};  ///< cpr's terminal, if its keys are typed at this one
  };

  void start_terminal(const StdioSpec& spec, ParentEnd end);
  void start_input(const StdioSpec& spec, Fd end, int slave = -1);
  void start_output(const StdioSpec& spec, ParentEnd end);
  void start_channel(Fd socket);
  void end_terminal();

  Loop& loop_;
  const Job& job_;
  Listener listener_;
  std::vector<Output> outputs_;
  std::optional<Pseudo> terminal_;
  std::unique_ptr<InputRelay> input_;
  std::unique_ptr<IpcSession> ipc_;
  bool was_connected_ = false;  ///< the channel, when the child exited
  std::vector<LostOutput> lost_;
};

}  // namespace cpr
