// The captured output of a run as JSON: `stdout`, `stderr`, `output`, and the data of events.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "options.hpp"
#include "report/json.hpp"

namespace cpr::cli {

/// `stdout`, `stderr`, and the number of any other fd.
std::string stream_key(int fd);

/// Bytes in an encoding: a string, or an object for `buffer`.
void write_bytes(JsonWriter& json, std::string_view bytes, Encoding encoding);

/// The captured bytes of each fd.
class CapturedStreams {
 public:
  /// The arguments must outlive the object.
  /// \param shown false: null for every fd, because the output went elsewhere
  CapturedStreams(const Result& result, const Options& options, bool shown)
      : result_(result), options_(options), shown_(shown) {}

  /// None when the fd was not captured.
  [[nodiscard]] std::optional<std::string_view> captured(int fd) const;

  /// The bytes of one fd; null when it was not captured.
  void write(JsonWriter& json, int fd) const;

  /// An array indexed by fd. Empty unless fds from 3 on were captured; 0 to 2 are null, because
  /// they have their own keys.
  void write_output(JsonWriter& json) const;

 private:
  const Result& result_;
  const Options& options_;
  bool shown_;
};

}  // namespace cpr::cli
