// Values of JavaScript as JSON.stringify writes them.
#pragma once

#include <string>
#include <string_view>

namespace cpr {

/// A number as Number.prototype.toString writes it; null for NaN and infinities. Minus zero is 0.
void append_js_number(std::string& out, double value);

/// A date as Date.prototype.toISOString writes it, in quotes; null for an invalid one.
/// \param milliseconds since 1970
void append_js_date(std::string& out, double milliseconds);

/// The decimal digits of a BigInt.
/// \param magnitude its bytes, the lowest first. The work grows with the square of their number.
std::string js_bigint(std::string_view magnitude, bool negative);

}  // namespace cpr
