// The options of the message channel, and what they mean once all of them and the stdio are known.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ipc/handle.hpp"
#include "loop/fd.hpp"
#include "options.hpp"
#include "verbs.hpp"

namespace cpr::cli {

struct ChannelOptions {
  /// A value and its place among all options of the command line.
  struct Placed {
    std::string text;
    std::size_t place;
  };

  ChannelSpec spec{};
  std::vector<Placed> sends{};
  std::vector<Placed> handles{};
  std::optional<std::string> messages{};
  std::string exec_path = "node";
  std::vector<std::string> exec_args{};
  std::optional<HandleSpec> accept{};
  std::size_t workers = 1;
  bool respawn = true;
  std::optional<std::string> accept_message{};
  std::string_view needed_by{};  ///< an option that was given and needs the channel, or empty
  bool silent = false;
  bool pass_channel = false;

  /// The command line of fork: node, its arguments, the module with its own.
  void set_program(Command& command, std::vector<std::string> operands) const;

  /// Sets Job::channel. To be called before settle_stdio().
  /// \param missing bit 0 is set when stdin was closed at the start of cpr
  /// \throws UsageError
  void finalize(Options& options, const VerbTraits& verb, unsigned missing);

  /// Gives the channel that cpr itself inherited its place among the child's descriptors, or keeps
  /// it from the child. \throws UsageError
  void place_own_channel(Job& job) const;

 private:
  void check_use(const Job& job, const VerbTraits& verb) const;
  [[nodiscard]] std::vector<OutgoingMessage> outgoing() const;
  [[nodiscard]] std::string checked_message(std::string_view option, const std::string& text) const;
  void set_accept(Options& options) const;
  void set_source(Options& options, const VerbTraits& verb, unsigned missing);
};

/// Opens the handles of --send-handle.
/// \throws UsageError when one cannot be opened
/// \throws ExpiredEarly when a connection takes until `deadline`
void open_handles(ChannelSpec& channel, TimePoint deadline);

/// Opens a server or connects. \throws as open_handles(); the UsageError begins with `what`
std::shared_ptr<Handle> open_named_handle(std::string_view what, const HandleSpec& spec,
                                          TimePoint deadline);

/// Opens the file of --messages. Does not wait for the writer of a FIFO.
/// \throws UsageError
Fd open_messages(const std::string& path);

}  // namespace cpr::cli
