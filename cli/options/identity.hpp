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

/// Groups separated by commas, none for an empty text, or `init`: the groups of a login of
/// `uid`, which are its primary group and those that list it as a member.
/// \throws UsageError
std::vector<std::uint32_t> parse_groups(std::string_view what, std::string_view text,
                                        std::optional<std::uint32_t> uid = std::nullopt);

}  // namespace cpr::cli
