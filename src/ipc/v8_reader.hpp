// Reads values in the format of V8's ValueSerializer (--serialization advanced) and writes them as
// JSON.
//
// Sources: the output of Node 20, and Node itself, with which the tests compare.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/clock.hpp"
#include "ipc/v8_nesting.hpp"

namespace cpr {

/// Reads one value with its header, without recursion. The JSON is that of JSON.stringify, except
/// where JSON lacks a type: undefined, NaN and holes become null, a Map an array of its entries, a
/// Set an array, a BigInt a string of its digits, and an object inside of itself "[Circular]". An
/// object that is referred to again is written again.
class V8Reader : private V8Nesting {
 public:
  /// \param bytes must outlive this
  /// \param most bytes of JSON; a longer result is a problem
  V8Reader(std::string_view bytes, std::size_t most) : V8Nesting(bytes, most) {}

  /// Reads. \returns false when `until` has passed and some is left: call it again
  bool run(TimePoint until);

  /// After run() has returned true. \returns the JSON, or why there is none
  std::variant<std::string, V8Problem> take();

 private:
  [[nodiscard]] std::size_t work() const;
  bool header();
  bool value();
  bool object(char tag);
  bool whole_object(char tag);
  bool step();
  bool continue_object();
  bool continue_dense();
  bool continue_sparse();
  bool fill_up(Open& array, std::uint32_t end);
  bool continue_collection(char end_tag);
  bool continue_error();
  bool begin(Kind kind, char bracket);
  bool begin_array(Kind kind);
  bool host_object();
  bool continue_view();
  bool begin_text(std::optional<Text> text, Kind kind, std::size_t id);
  bool continue_text();
  bool reference();
  bool member();
  bool takes(char end_tag);
  bool has_count(std::uint32_t wanted);

  bool ok_ = true;
  Text text_{};  ///< the string that is being written
};

}  // namespace cpr
