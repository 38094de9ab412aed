#include "process/linux/fd_table.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <climits>

namespace cpr {

void FdTable::add(pid_t pid, const ProcDir& process, LookTime& time) {
  process.each_number("fd", [&](int fd) {
    if (entries_.full() || time.over()) return false;
    const ProcPath path("fd/%d", fd);
    std::array<char, PATH_MAX> buffer;
    const auto link = process.link(path.c_str(), buffer);
    if (link.empty()) return true;
    const mode_t mode = process.link_mode(path.c_str());
    const int access = ((mode & S_IRUSR) != 0 ? Read : 0) | ((mode & S_IWUSR) != 0 ? Write : 0);
    entries_.emplace_back({object_id(link), pid, fd, static_cast<Access>(access)});
    return true;
  });
}

// FNV-1a. A collision would name a wrong peer, in one of 2^64 pairs.
std::uint64_t FdTable::object_id(std::string_view link) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : link) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

std::uint64_t FdTable::object_id(const char* kind, std::uint64_t inode) {
  return object_id(ProcPath("%s:[%llu]", kind, static_cast<unsigned long long>(inode)).c_str());
}

void FdTable::add_other_ends(Wait& wait, const Entry& own) const {
  bool itself = false;
  each_holder(own.object, [&](const Entry& other) {
    const bool other_end = own.access == Both || (other.access & ~own.access) != 0;
    if (!other_end) return;
    if (other.pid == own.pid) {
      itself = itself || other.fd != own.fd;
    } else {
      wait.add_peer(other.pid);
    }
  });
  if (itself && wait.peers_total == 0) wait.add_peer(own.pid);
}

const FdTable::Entry* FdTable::find(pid_t pid, int fd) const {
  const auto at = std::find_if(entries_.begin(), entries_.end(), [=](const Entry& entry) {
    return entry.pid == pid && entry.fd == fd;
  });
  return at != entries_.end() ? &*at : nullptr;
}

}  // namespace cpr
