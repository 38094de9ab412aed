// The format of V8's ValueSerializer, as far as messages of --serialization advanced use it: read
// into JSON, and written from JSON. Sources: what Node 20 was seen to send, and Node itself,
// against which the tests compare.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace cpr {

/// Deeper nesting than this is refused when a value is read.
inline constexpr std::size_t v8_most_depth = 10'000;

/// Why bytes are no value that can be shown.
struct V8Problem {
  std::size_t offset = 0;  ///< bytes from the start, the header included
  std::string what{};
};

/// Reads one value, header included, and writes it as JSON.stringify would, but that what JSON
/// lacks is kept where it can be: undefined, NaN and holes are null, a Map is an array of its
/// entries, a Set an array, a BigInt a string of its digits, an object inside of itself is
/// "[Circular]". One that is named again elsewhere is written again.
/// \param most bytes of JSON that may come of it
std::variant<std::string, V8Problem> json_from_v8(std::string_view bytes, std::size_t most);

/// A value, header included. Of equal keys of an object the last one counts, as for JSON.parse.
/// \param json must be valid
std::string v8_from_json(std::string_view json);

}  // namespace cpr
