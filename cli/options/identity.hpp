// Users and groups by number or name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cpr::cli {

// Names are looked up in /etc/passwd and /etc/group themselves: the release is one static file, and
// the C library's name services cannot be linked into that. Numbers work for everybody else.

struct User {
  std::uint32_t uid = 0;
  std::optional<std::uint32_t> primary_group{};  ///< when given by name; a number says nothing more
};

/// \throws UsageError
User parse_user(std::string_view what, std::string_view text);

/// \throws UsageError
std::uint32_t parse_group(std::string_view what, std::string_view text);

/// A list of groups, comma-separated; empty text is no group.
/// \throws UsageError
std::vector<std::uint32_t> parse_groups(std::string_view what, std::string_view text);

/// The groups that a login of this user would have: its own, and those that name it.
/// \throws UsageError when /etc/passwd has no such user
std::vector<std::uint32_t> login_groups(std::string_view what, std::uint32_t uid);

}  // namespace cpr::cli
