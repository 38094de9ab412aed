// Names of variables of Windows, in which the case of letters has no meaning. Pure; it runs on
// every system.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cpr::windows {

/// ASCII letters alone: what is compared here is made of these.
char lower(char letter);
bool same_letters(std::string_view a, std::string_view b);
std::size_t hash_of_letters(std::string_view text);

/// The name of `NAME=value`. That of `=C:=C:\dir`, the directory of a drive, is `=C:`.
std::string_view name_of(std::string_view variable);

/// The value of the first variable with that name; null: none.
const char* find_variable(const std::vector<std::string>& envp, std::string_view name);

/// Adds the variables that libuv adds to an environment that lacks them, with the values of the
/// parent: without SYSTEMROOT, sockets and random numbers do not work.
/// \param unset names that are omitted
void add_required(std::vector<std::string>& envp, const std::vector<std::string_view>& parent_env,
                  const std::vector<std::string>& unset);

}  // namespace cpr::windows
