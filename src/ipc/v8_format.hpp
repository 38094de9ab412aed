// The format of V8's ValueSerializer, as far as messages of --serialization advanced use it: read
// into JSON, and written from JSON. Sources: what Node 20 was seen to send, and Node itself,
// against which the tests compare.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "core/clock.hpp"

namespace cpr {

/// Why bytes are no value that can be shown.
struct V8Problem {
  std::size_t offset = 0;  ///< bytes from the start, the header included
  std::string what{};
  bool too_deep = false;  ///< more than json_most_depth levels, as it would be shown
};

/// Reads one value, header included, and writes it as JSON.stringify would, but that what JSON
/// lacks is kept where it can be: undefined, NaN and holes are null, a Map is an array of its
/// entries, a Set an array, a BigInt a string of its digits, an object inside of itself is
/// "[Circular]". One that is named again elsewhere is written again.
class V8Decoder {
 public:
  /// \param bytes must outlive this
  /// \param most bytes of JSON that may come of it
  V8Decoder(std::string_view bytes, std::size_t most);
  ~V8Decoder();
  V8Decoder(V8Decoder&&) noexcept;
  V8Decoder& operator=(V8Decoder&&) noexcept;

  /// Reads on until then. \returns false when there is more to be read
  bool go_on(TimePoint until);

  /// When all is read: the JSON, or why there is none.
  std::variant<std::string, V8Problem> take();

 private:
  class Reader;
  std::unique_ptr<Reader> reader_;
};

/// The same at once.
std::variant<std::string, V8Problem> json_from_v8(std::string_view bytes, std::size_t most);

/// A value, header included. Of equal keys of an object the last one counts, as for JSON.parse.
/// \param json must be valid
std::string v8_from_json(std::string_view json);

}  // namespace cpr
