// The users and groups of the system.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cpr {

struct UserEntry {
  std::string name;
  std::uint32_t uid = 0;
  std::uint32_t primary_group = 0;
};

std::optional<UserEntry> find_user(std::string_view name);
std::optional<UserEntry> find_user(std::uint32_t uid);

std::optional<std::uint32_t> find_group(std::string_view name);

/// The groups of a user at its login: its primary group, then those that list it as a member.
std::vector<std::uint32_t> groups_of(const UserEntry& user);

}  // namespace cpr
