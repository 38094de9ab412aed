#include "text/js_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

namespace cpr {
namespace {

/// Appends a whole number with leading zeros up to `width` digits.
void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

struct Date {
  std::int64_t year;
  std::int64_t month;  ///< 1..12
  std::int64_t day;    ///< 1..31
};

/// The date in the Gregorian calendar. It counts in eras of 400 years that begin in March, so that
/// a leap day is the last day of its year.
Date date_of(std::int64_t days_since_1970) {
  constexpr std::int64_t days_in_era = 146097;
  constexpr std::int64_t first_era_to_1970 = 719468;
  const std::int64_t days = days_since_1970 + first_era_to_1970;
  const std::int64_t era = (days >= 0 ? days : days - days_in_era + 1) / days_in_era;
  const std::int64_t day_of_era = days - era * days_in_era;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t march_month = (5 * day_of_year + 2) / 153;
  const std::int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          day_of_year - (153 * march_month + 2) / 5 + 1};
}

}  // namespace

void append_js_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  if (value == 0) {
    out += '0';
    return;
  }
  // The shortest digits that read back as this number: d.ddde+XX
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific);
  std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  if (text.front() == '-') {
    out += '-';
    text.remove_prefix(1);
  }
  const auto e = text.find('e');
  std::string digits(text.substr(0, 1));
  if (e > 1) digits += text.substr(2, e - 2);
  int exponent = 0;
  const char* first = text.data() + e + 1;
  std::from_chars(*first == '+' ? first + 1 : first, text.data() + text.size(), exponent);

  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits in front of the decimal point
  if (count <= point && point <= 21) {
    out += digits;
    out.append(static_cast<std::size_t>(point - count), '0');
  } else if (0 < point && point <= 21) {
    out += digits.substr(0, static_cast<std::size_t>(point)) + '.' +
           digits.substr(static_cast<std::size_t>(point));
  } else if (-6 < point && point <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-point), '0');
    out += digits;
  } else {
    out += digits.front();
    if (count > 1) out += '.' + digits.substr(1);
    out += exponent < 0 ? "e-" : "e+";
    out += std::to_string(std::abs(exponent));
  }
}

void append_js_date(std::string& out, double milliseconds) {
  constexpr double latest = 8.64e15;
  if (!(std::abs(milliseconds) <= latest)) {
    out += "null";
    return;
  }
  constexpr std::int64_t day = 86'400'000;
  const auto time = static_cast<std::int64_t>(milliseconds);
  const std::int64_t days = (time >= 0 ? time : time - day + 1) / day;
  const std::int64_t rest = time - days * day;
  const Date date = date_of(days);
  out += '"';
  if (date.year >= 0 && date.year <= 9999) {
    append_padded(out, date.year, 4);
  } else {
    out += date.year < 0 ? '-' : '+';
    append_padded(out, std::abs(date.year), 6);
  }
  const auto part = [&](char before, std::int64_t value, std::size_t width) {
    out += before;
    append_padded(out, value, width);
  };
  part('-', date.month, 2);
  part('-', date.day, 2);
  part('T', rest / 3'600'000, 2);
  part(':', rest / 60'000 % 60, 2);
  part(':', rest / 1000 % 60, 2);
  part('.', rest % 1000, 3);
  out += "Z\"";
}

std::string js_bigint(std::string_view magnitude, bool negative) {
  // Words of 32 bits, divided by 10^9 until they are zero.
  std::vector<std::uint32_t> words((magnitude.size() + 3) / 4);
  for (std::size_t i = 0; i < magnitude.size(); ++i) {
    words[i / 4] |= std::uint32_t{static_cast<unsigned char>(magnitude[i])} << (8 * (i % 4));
  }
  constexpr std::uint64_t group = 1'000'000'000;
  std::string backwards;
  while (true) {
    while (!words.empty() && words.back() == 0) words.pop_back();
    if (words.empty()) break;
    std::uint64_t rest = 0;
    for (auto word = words.rbegin(); word != words.rend(); ++word) {
      const std::uint64_t value = (rest << 32U) | *word;
      *word = static_cast<std::uint32_t>(value / group);
      rest = value % group;
    }
    for (int i = 0; i < 9; ++i) {
      backwards += static_cast<char>('0' + rest % 10);
      rest /= 10;
    }
  }
  while (!backwards.empty() && backwards.back() == '0') backwards.pop_back();
  if (backwards.empty()) return "0";
  if (negative) backwards += '-';
  return {backwards.rbegin(), backwards.rend()};
}

}  // namespace cpr
