#include "process/users.hpp"

#include <grp.h>
#include <pwd.h>

#include <cstdio>
#include <memory>

namespace cpr {
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
std::optional<UserEntry> first_user(Wanted wanted) {
  const File file = open_database("/etc/passwd");
  while (const passwd* entry = file ? ::fgetpwent(file.get()) : nullptr) {
    if (wanted(*entry)) return UserEntry{entry->pw_name, entry->pw_uid, entry->pw_gid};
  }
  return std::nullopt;
}

}  // namespace

std::optional<UserEntry> find_user(std::string_view name) {
  return first_user([&](const passwd& entry) { return entry.pw_name == name; });
}

std::optional<UserEntry> find_user(std::uint32_t uid) {
  return first_user([&](const passwd& entry) { return entry.pw_uid == uid; });
}

std::optional<std::uint32_t> find_group(std::string_view name) {
  const File file = open_database("/etc/group");
  while (const group* entry = file ? ::fgetgrent(file.get()) : nullptr) {
    if (entry->gr_name == name) return entry->gr_gid;
  }
  return std::nullopt;
}

std::vector<std::uint32_t> groups_of(const UserEntry& user) {
  std::vector<std::uint32_t> groups{user.primary_group};
  const File file = open_database("/etc/group");
  while (const group* entry = file ? ::fgetgrent(file.get()) : nullptr) {
    for (char** member = entry->gr_mem; *member != nullptr; ++member) {
      if (*member == user.name && entry->gr_gid != groups.front()) groups.push_back(entry->gr_gid);
    }
  }
  return groups;
}

}  // namespace cpr
