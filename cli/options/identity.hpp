// Users and groups by number or name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cpr::cli {

// Names are looked up in /etc/passwd and /etc/group only: the C library's name services cannot be
// linked into the static release. Users from other sources can be given by number.

struct User {
  std::uint32_t uid = 0;
  std::optional<std::uint32_t> primary_group{};  ///< only of a user given by name
};

/// \throws UsageError
User parse_user(std::string_view what, std::string_view text);

/// \throws UsageError
std::uint32_t parse_group(std::string_view what, std::string_view text);

/// Groups separated by commas, none for an empty text, or `init`: the login groups of `uid`.
/// \throws UsageError
std::vector<std::uint32_t> parse_groups(std::string_view what, std::string_view text,
                                        std::optional<std::uint32_t> uid = std::nullopt);

/// The groups of a login of this user: its primary group, and those that list it as a member.
/// \throws UsageError when /etc/passwd does not have this user
std::vector<std::uint32_t> login_groups(std::string_view what, std::uint32_t uid);

}  // namespace cpr::cli
