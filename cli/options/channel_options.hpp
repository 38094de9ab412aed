// What the options of the message channel come to, once all of them and the stdio are known.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ipc/handle.hpp"
#include "loop/fd.hpp"
#include "options.hpp"
#include "options/parse.hpp"

namespace cpr::cli {

class ChannelOptions {
 public:
  /// Takes one option. \returns false when it is none of the section Messages
  /// \throws UsageError
  bool take(std::string_view name, const Given& given);

  /// The program and its words for fork: node, what is said to it, the module.
  void set_program(Command& command, std::vector<std::string> operands) const;

  /// Whether stdout and stderr are captured by default.
  [[nodiscard]] bool silent() const { return silent_; }

  /// Fills in Job::channel. To be called before the stdio is settled.
  /// \param missing bit 0 is set when stdin was closed at the start of cpr
  /// \throws UsageError
  void finalize(Options& options, const VerbTraits& traits, unsigned missing);

  /// Puts the channel that cpr itself has been given in its place among the child's descriptors,
  /// or keeps it out. \throws UsageError
  void place_own_channel(Job& job) const;

 private:
  struct Placed {
    std::string text;
    std::size_t place;
  };

  void check_use(const Job& job, const VerbTraits& traits) const;
  [[nodiscard]] std::vector<OutgoingMessage> messages() const;
  [[nodiscard]] std::string message(std::string_view option, const std::string& text) const;
  void set_accept(Options& options) const;
  void set_source(Options& options, const VerbTraits& traits, unsigned missing);

  ChannelSpec spec_;
  std::vector<Placed> sends_;
  std::vector<Placed> handles_;
  std::optional<std::string> messages_;
  std::optional<std::string> exec_path_;
  std::vector<std::string> exec_args_;
  std::optional<HandleSpec> accept_;
  std::optional<std::size_t> workers_;
  std::optional<std::string> accept_message_;
  std::string_view needs_channel_{};  ///< an option that was given and needs one
  std::string_view needs_fork_{};
  bool silent_ = false;
  bool pass_channel_ = false;
};

/// Opens what --send-handle names, for all messages that have one.
/// \throws UsageError when one cannot be had
/// \throws ExpiredEarly when there is no connection until `deadline`
void open_handles(ChannelSpec& channel, TimePoint deadline);

/// Opens a server or connects. \throws as open_handles(); the UsageError begins with `what`
std::shared_ptr<Handle> open_named_handle(std::string_view what, const HandleSpec& spec,
                                          TimePoint deadline);

/// Opens the file of --messages, a FIFO without waiting for its writer.
/// \throws UsageError
Fd open_messages(const std::string& path);

}  // namespace cpr::cli
