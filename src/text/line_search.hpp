// Finds a line that contains a text, in bytes that come in pieces of any size.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cpr {

/// The memory that it needs depends on the text alone, not on the length of the lines.
class LineSearch {
 public:
  /// \param text not empty, and without a newline
  explicit LineSearch(std::string text);

  /// \returns true once a line that contains the text has ended
  bool feed(std::string_view bytes);

  /// Whether the text is in the line that has not ended.
  [[nodiscard]] bool in_last_line() const { return found_; }

 private:
  void match(char c);

  std::string text_;
  /// For each prefix of the text, the length of its longest proper suffix that is a prefix as well
  /// (Knuth, Morris, Pratt).
  std::vector<std::size_t> borders_;
  std::size_t matched_ = 0;  ///< bytes of the text that the line ends with
  bool found_ = false;
};

}  // namespace cpr
