#include "options/identity.hpp"

#include <algorithm>
#include <limits>

#include "format/fmt.hpp"
#include "options/values.hpp"
#include "process/users.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

/// -1 is not an id: the system calls take it as "do not change".
std::optional<std::uint32_t> parse_id(std::string_view text) {
  const auto number = parse_whole(text);
  if (!number || *number >= std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

[[noreturn]] void unknown(std::string_view what, std::string_view text, std::string_view kind,
                          std::string_view file) {
  if (is_number(text)) {
    throw UsageError(fmt::format("{}: {} is too large for a {} id: the maximum is 4294967294", what,
                                 text, kind));
  }
  throw UsageError(fmt::format("{}: {} has no {} '{}': use an existing name or a number", what,
                               file, kind, text));
}

std::vector<std::uint32_t> login_groups(std::string_view what, std::uint32_t uid) {
  const auto user = find_user(uid);
  if (!user) {
    throw UsageError(
        fmt::format("{} init: /etc/passwd has no user {}: list the groups instead", what, uid));
  }
  return groups_of(*user);
}

}  // namespace

User parse_user(std::string_view what, std::string_view text) {
  if (const auto id = parse_id(text)) return {.uid = *id};
  const auto entry = find_user(text);
  if (!entry) unknown(what, text, "user", "/etc/passwd");
  return {.uid = entry->uid, .primary_group = entry->primary_group};
}

std::uint32_t parse_group(std::string_view what, std::string_view text) {
  if (const auto id = parse_id(text)) return *id;
  if (const auto id = find_group(text)) return *id;
  unknown(what, text, "group", "/etc/group");
}

std::vector<std::uint32_t> parse_groups(std::string_view what, std::string_view text,
                                        std::optional<std::uint32_t> uid) {
  if (text == "init") {
    if (!uid) throw UsageError(fmt::format("{} init: no user is given: add --uid USER", what));
    return login_groups(what, *uid);
  }
  std::vector<std::uint32_t> groups;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    groups.push_back(parse_group(what, text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return groups;
}

}  // namespace cpr::cli
