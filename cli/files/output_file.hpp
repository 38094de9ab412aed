// A file that cpr writes for its caller: --result, --events, --log, --pid-file.
//
// The child may run as another user that owns the directory, and replace entries in it at any time.
// It must not be able to make cpr write to a file that the caller did not name.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "loop/fd.hpp"

namespace cpr::cli {

class OutputFile {
 public:
  /// Resolves the path and opens the directory, so that later changes to the path have no effect. A
  /// symbolic link is followed only if it is owned by the effective user or root.
  /// \param what the option, for messages
  /// \throws UsageError
  OutputFile(std::string_view what, const std::string& path);

  /// Sets the content to `text`. A regular file is replaced atomically and keeps its mode, owner
  /// and group. It is written in place where it cannot be replaced, and so are other files (a FIFO,
  /// /dev/stderr).
  /// \param time_limit for the reader of a FIFO
  /// \returns 0 or errno; ENXIO when a FIFO still has no reader
  [[nodiscard]] int replace(std::string_view text,
                            std::optional<Duration> time_limit = std::nullopt) const;

  /// What open() does with the content of a file.
  enum class Existing : std::uint8_t { Truncate, Append };

  /// Opens the file for writing; creates it if it does not exist.
  /// \param deadline for the reader of a FIFO
  /// \returns empty on error, with errno; ENXIO when a FIFO still has no reader
  [[nodiscard]] Fd open(TimePoint deadline, Existing existing = Existing::Truncate) const;

 private:
  [[nodiscard]] Fd open_existing(const struct stat& found, TimePoint deadline,
                                 Existing existing) const;
  [[nodiscard]] Fd open_waiting(int flags, TimePoint deadline) const;
  int replace_by_rename(std::string_view text, const struct stat* old) const;

  Fd directory_;
  std::string name_;  ///< in `directory_`
  /// A link of procfs such as /proc/self/fd/2, which only the kernel can follow.
  bool is_magic_ = false;
};

/// Opens a file before the start of the child.
/// \param option that it belongs to, for messages
/// \throws UsageError when it cannot be opened
/// \throws ExpiredEarly when a FIFO has no reader by `deadline`
Fd open_output(std::string_view option, const std::string& path, TimePoint deadline,
               OutputFile::Existing existing = OutputFile::Existing::Truncate);

}  // namespace cpr::cli
