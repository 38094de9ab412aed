// Writes values in the format of V8's ValueSerializer (--serialization advanced) from JSON.
#pragma once

#include <string>
#include <string_view>

namespace cpr {

/// \param json valid; of equal keys in an object the last one counts, as in JSON.parse
/// \returns the value with its header
std::string v8_from_json(std::string_view json);

}  // namespace cpr
