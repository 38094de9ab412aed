#include "core/command_rules.hpp"

#include <algorithm>
#include <functional>

namespace cpr {
namespace {

constexpr std::string_view default_path = "/usr/bin:/bin";

}  // namespace

bool SameVariable::operator()(std::string_view a, std::string_view b) const {
  return a == b;
}

std::size_t VariableHash::operator()(std::string_view name) const {
  return std::hash<std::string_view>()(name);
}

bool is_searched(std::string_view file) {
  return file.find('/') == file.npos;
}

std::vector<std::string> path_candidates(std::string_view file,
                                         const std::vector<std::string>& envp, bool empty_is_cwd) {
  if (!is_searched(file)) return {std::string(file)};
  std::string_view path = default_path;
  for (const std::string_view variable : envp) {
    if (variable.starts_with("PATH=")) {
      path = variable.substr(5);
      break;
    }
  }
  std::vector<std::string> candidates;
  while (true) {
    const auto end = std::min(path.find(':'), path.size());
    if (end > 0) {
      candidates.emplace_back(path.substr(0, end)).append("/").append(file);
    } else if (empty_is_cwd) {
      candidates.emplace_back(file);
    }
    if (end == path.size()) return candidates;
    path.remove_prefix(end + 1);
  }
}

ShellWords shell_words(const std::string& shell, const std::string& script,
                       const std::vector<std::string>& args) {
  ShellWords shell_words{.words = {"-c", script}};
  auto& words = shell_words.words;
  // The arguments become $1, $2, ... and are not joined to the script; $0 is the shell's name.
  if (!args.empty()) words.push_back(shell);
  words.insert(words.end(), args.begin(), args.end());
  return shell_words;
}

void add_required_variables(std::vector<std::string>& /*envp*/,
                            const std::vector<std::string_view>& /*parent_env*/,
                            const EnvironmentChanges& /*changes*/) {}

}  // namespace cpr
