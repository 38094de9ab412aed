// The directory with the records of the user's runs in the background, one file for each.
//
// A record informs; it is never the reason for a signal. A signal needs a pidfd, see process_token.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loop/fd.hpp"
#include "process/process_token.hpp"
#include "runs/record.hpp"

namespace cpr::cli {

class RunDirectory {
 public:
  /// Opens $CPR_RUNTIME_DIR, else $XDG_RUNTIME_DIR/cpr, else /run/user/UID/cpr, else /tmp/cpr-UID,
  /// and creates it if it does not exist. Sweeps it.
  /// \throws UsageError for a directory of another user, a symbolic link, one that is open to
  /// others and holds files that are not cpr's, or an error
  static RunDirectory create();

  /// The same, without creating it. \returns none if it does not exist
  static std::optional<RunDirectory> find();

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Creates or replaces the record atomically. \throws std::system_error
  void write(const Record& record) const;

  /// \returns none if there is no valid record
  [[nodiscard]] std::optional<Record> read(const ProcessToken& token) const;

  /// Marks the run as waited for by this process, so that others leave its record alone.
  /// \returns keeps the mark as long as it is open; empty if there can be none
  [[nodiscard]] Fd announce_waiter(const ProcessToken& token) const;

  /// Removes the mark, and keeps the record.
  void withdraw_waiter(const ProcessToken& token, Fd waiter) const;

  /// Removes the record, unless another process waits for the run: that one removes it.
  /// \param waiter of this process, which is withdrawn, or empty
  void remove(const ProcessToken& token, Fd waiter = {}) const;

  /// All valid records, the oldest run first.
  [[nodiscard]] std::vector<Record> list() const;

  /// Removes the records of runs that have been gone for a day. A run that is lost is recorded as
  /// such first, since the age of that record is unknown. Looks at a limited number of files.
  void sweep() const;

 private:
  RunDirectory(std::string path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  bool remove_if_last(const std::string& name, const Fd& waiter) const;
  void sweep(const std::string& name) const;

  std::string path_;
  Fd fd_;
};

}  // namespace cpr::cli
