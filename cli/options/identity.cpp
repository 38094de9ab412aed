#include "options/identity.hpp"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>

#include "format/fmt.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

File open_database(const char* path) {
  return File(std::fopen(path, "re"));
}

/// The first entry of /etc/passwd for which `wanted` is true.
template <typename Wanted>
const passwd* find_user(const File& file, Wanted wanted) {
  while (const passwd* entry = file ? ::fgetpwent(file.get()) : nullptr) {
    if (wanted(*entry)) return entry;
  }
  return nullptr;
}

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
  const File users = open_database("/etc/passwd");
  const auto* user = find_user(users, [&](const passwd& entry) { return entry.pw_uid == uid; });
  if (user == nullptr) {
    throw UsageError(
        fmt::format("{} init: /etc/passwd has no user {}: list the groups instead", what, uid));
  }
  const std::string name = user->pw_name;
  std::vector<std::uint32_t> groups{user->pw_gid};
  const File file = open_database("/etc/group");
  while (const group* entry = file ? ::fgetgrent(file.get()) : nullptr) {
    for (char** member = entry->gr_mem; *member != nullptr; ++member) {
      if (*member == name && entry->gr_gid != groups.front()) groups.push_back(entry->gr_gid);
    }
  }
  return groups;
}

}  // namespace

User parse_user(std::string_view what, std::string_view text) {
  if (const auto id = parse_id(text)) return {.uid = *id};
  const File file = open_database("/etc/passwd");
  const auto* entry = find_user(file, [&](const passwd& user) { return user.pw_name == text; });
  if (entry == nullptr) unknown(what, text, "user", "/etc/passwd");
  return {.uid = entry->pw_uid, .primary_group = entry->pw_gid};
}

std::uint32_t parse_group(std::string_view what, std::string_view text) {
  if (const auto id = parse_id(text)) return *id;
  const File file = open_database("/etc/group");
  while (const group* entry = file ? ::fgetgrent(file.get()) : nullptr) {
    if (entry->gr_name == text) return entry->gr_gid;
  }
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
