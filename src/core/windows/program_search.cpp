#include "core/windows/program_search.hpp"

#include <algorithm>

#include "core/windows/variables.hpp"

namespace cpr::windows {
namespace {

constexpr std::string_view separators = "\\/:";

std::string_view name_part(std::string_view path) {
  return path.substr(path.find_last_of("\\/") + 1);
}

/// \param prefix of `file`, with a separator at its end
void add_with_extensions(std::vector<std::string>& candidates, const std::string& prefix,
                         std::string_view file) {
  const std::string path = prefix + std::string(file);
  const std::string_view name = file.substr(file.find_last_of(separators) + 1);
  const auto dot = name.find('.');
  if (dot != name.npos && dot + 1 < name.size()) candidates.push_back(path);
  candidates.push_back(path + ".com");
  candidates.push_back(path + ".exe");
}

/// Takes the next directory off a PATH. Within quotes a semicolon is a part of it.
std::string_view take_directory(std::string_view& path) {
  std::size_t end = 0;
  if (path.starts_with('"') || path.starts_with('\'')) {
    end = std::min(path.find(path.front(), 1), path.size());
  }
  end = std::min(path.find(';', end), path.size());
  std::string_view directory = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  const auto is_quote = [](char c) { return c == '"' || c == '\''; };
  if (!directory.empty() && is_quote(directory.front())) directory.remove_prefix(1);
  if (!directory.empty() && is_quote(directory.back())) directory.remove_suffix(1);
  return directory;
}

bool has_batch_extension(std::string_view name) {
  const auto end = name.find_last_not_of(". \t\r\n\v\f");
  name = name.substr(0, end == name.npos ? 0 : end + 1);
  const auto dot = name.rfind('.');
  if (dot == name.npos) return false;
  const auto extension = name.substr(dot);
  return same_letters(extension, ".bat") || same_letters(extension, ".cmd");
}

}  // namespace

bool is_searched(std::string_view file) {
  return file.find_first_of(separators) == file.npos;
}

std::vector<std::string> path_candidates(std::string_view file,
                                         const std::vector<std::string>& envp) {
  std::vector<std::string> candidates;
  if (file.empty() || file == ".") return candidates;
  if (!is_searched(file)) {
    add_with_extensions(candidates, {}, file);
    return candidates;
  }
  if (find_variable(envp, "NoDefaultCurrentDirectoryInExePath") == nullptr) {
    add_with_extensions(candidates, {}, file);
  }
  const char* value = find_variable(envp, "PATH");
  std::string_view path = value != nullptr ? value : "";
  while (!path.empty()) {
    std::string directory(take_directory(path));
    if (directory.empty()) continue;
    if (separators.find(directory.back()) == separators.npos) directory += '\\';
    add_with_extensions(candidates, directory, file);
  }
  return candidates;
}

bool is_batch_file(std::string_view path) {
  const std::string_view name = name_part(path);
  // The parts between colons: a drive, the name, a stream and its type. A stream can have such a
  // name itself.
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find(':', at), name.size());
    if (has_batch_extension(name.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace cpr::windows
