// JavaScript's numbers, dates and BigInts as text.
#pragma once

#include <string>
#include <string_view>

namespace cpr {

/// Appends a number as JSON.stringify does: null for NaN and infinities, 0 for minus zero.
void append_js_number(std::string& out, double value);

/// Appends a date as JSON.stringify does: toISOString() in quotation marks, null for an invalid
/// one. \param milliseconds since 1970
void append_js_date(std::string& out, double milliseconds);

/// \param magnitude little-endian bytes; the time grows with the square of their number
/// \returns the decimal digits of a BigInt
std::string js_bigint(std::string_view magnitude, bool negative);

}  // namespace cpr
