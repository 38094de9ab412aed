// A file that cpr writes for its caller: --result, --events, --pid-file.
//
// The child may own the directory, run as another user, and replace anything in it while it runs.
// No such user may have cpr write to a file that the caller did not name.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "loop/fd.hpp"

namespace cpr::cli {

class OutputFile {
 public:
  /// Resolves the path and holds the directory, so that what happens to the path later does not
  /// matter. A symbolic link is followed only if it belongs to the effective user or root.
  /// \param what the option, for messages
  /// \throws UsageError
  OutputFile(std::string_view what, const std::string& path);

  /// Makes the file hold exactly `text`. A regular file is replaced atomically and keeps its mode,
  /// owner and group; it is written in place where it cannot be replaced, and so is what is not a
  /// regular file (a FIFO, /dev/stderr). A FIFO without a reader is waited for no longer than
  /// `time_limit` (then ENXIO).
  /// \returns 0 or errno
  [[nodiscard]] int replace(std::string_view text,
                            std::optional<Duration> time_limit = std::nullopt) const;

  /// Opens the file itself for writing, emptied or new. A FIFO without a reader is waited for until
  /// `deadline` (then errno is ENXIO).
  [[nodiscard]] Fd open(TimePoint deadline) const;

 private:
  [[nodiscard]] Fd open_existing(const struct stat& found, TimePoint deadline) const;
  [[nodiscard]] Fd open_waiting(int flags, TimePoint deadline) const;
  int replace_by_rename(std::string_view text, const struct stat* old) const;

  Fd directory_;
  std::string name_;  ///< in `directory_`
  bool is_magic_ =
      false;  ///< a link of procfs, such as /proc/self/fd/2: only the kernel can follow
};

}  // namespace cpr::cli
