// The options that name users and groups are refused: Windows has no ids for them.
#include "process/users.hpp"

namespace cpr {

std::optional<UserEntry> find_user(std::string_view /*name*/) {
  return std::nullopt;
}

std::optional<UserEntry> find_user(std::uint32_t /*uid*/) {
  return std::nullopt;
}

std::optional<std::uint32_t> find_group(std::string_view /*name*/) {
  return std::nullopt;
}

std::vector<std::uint32_t> groups_of(const UserEntry& /*user*/) {
  return {};
}

}  // namespace cpr
