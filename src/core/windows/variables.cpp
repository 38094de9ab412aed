#include "core/windows/variables.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace cpr::windows {
namespace {

constexpr auto required_variables = std::to_array<std::string_view>(
    {"HOMEDRIVE", "HOMEPATH", "LOGONSERVER", "PATH", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP",
     "USERDOMAIN", "USERNAME", "USERPROFILE", "WINDIR"});

}  // namespace

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::size_t hash_of_letters(std::string_view text) {
  // FNV-1a
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(lower(c))) * 0x100000001b3;
  }
  return hash;
}

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('=', 1));
}

const char* find_variable(const std::vector<std::string>& envp, std::string_view name) {
  const auto found = std::find_if(envp.begin(), envp.end(), [name](std::string_view variable) {
    return variable.size() > name.size() && same_letters(name_of(variable), name);
  });
  return found != envp.end() ? found->c_str() + name.size() + 1 : nullptr;
}

void add_required(std::vector<std::string>& envp, const std::vector<std::string_view>& parent_env,
                  const std::vector<std::string>& unset) {
  for (const std::string_view name : required_variables) {
    const auto same = [name](std::string_view other) { return same_letters(other, name); };
    const bool is_unset = std::any_of(unset.begin(), unset.end(), same);
    if (is_unset || find_variable(envp, name) != nullptr) continue;
    const auto of_parent =
        std::find_if(parent_env.begin(), parent_env.end(),
                     [=](std::string_view variable) { return same(name_of(variable)); });
    if (of_parent != parent_env.end()) envp.emplace_back(*of_parent);
  }
}

}  // namespace cpr::windows
