#include "process/linux/memory_text.hpp"

#include <algorithm>
#include <charconv>

namespace cpr {
namespace {

/// Takes the next part off the text, up to the separator or the end.
std::string_view take(std::string_view& text, char separator) {
  const auto part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return part;
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    if (take(list, ',') == word) return true;
  }
  return false;
}

}  // namespace

std::optional<std::uint64_t> leading_number(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> number_of_key(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    auto line = take(text, '\n');
    if (!line.starts_with(key)) continue;
    line.remove_prefix(key.size());
    if (line.starts_with(':')) line.remove_prefix(1);
    if (line.starts_with(' ')) return leading_number(line);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> resident_pages(std::string_view statm) {
  take(statm, ' ');
  return leading_number(statm);
}

std::optional<std::string> memory_cgroup_v1(std::string_view cgroup, std::string_view mountinfo) {
  std::optional<std::string_view> path;
  while (!cgroup.empty()) {  // ID:CONTROLLERS:PATH
    auto line = take(cgroup, '\n');
    take(line, ':');
    if (has_word(take(line, ':'), "memory")) path = line;
  }
  while (path && !mountinfo.empty()) {
    // ID PARENT DEVICE ROOT MOUNT-POINT OPTIONS FIELDS... - TYPE SOURCE SUPER-OPTIONS
    auto line = take(mountinfo, '\n');
    const auto dash = line.find(" - ");
    if (dash == std::string_view::npos) continue;
    auto type_and_options = line.substr(dash + 3);
    const auto type = take(type_and_options, ' ');
    take(type_and_options, ' ');
    if (type != "cgroup" || !has_word(type_and_options, "memory")) continue;
    for (int i = 0; i < 3; ++i) take(line, ' ');
    auto root = take(line, ' ');
    const auto mount_point = take(line, ' ');
    if (root == "/") root = {};
    const auto below = path->substr(std::min(root.size(), path->size()));
    if (!path->starts_with(root) || (!below.empty() && below.front() != '/')) continue;
    return std::string(mount_point) + std::string(below);
  }
  return std::nullopt;
}

}  // namespace cpr
