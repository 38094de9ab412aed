#include "process/windows/environment_block.hpp"

#include <algorithm>
#include <string_view>

#include "text/utf16.hpp"

namespace cpr::windows {
namespace {

struct Variable {
  std::u16string text;
  std::u16string folded;  ///< the name in upper case
  std::size_t name_size = 0;

  [[nodiscard]] std::u16string_view name() const {
    return std::u16string_view(text).substr(0, name_size);
  }
};

}  // namespace

std::u16string environment_block(const std::vector<std::string>& envp, const Upper& upper) {
  std::vector<Variable> variables;
  variables.reserve(envp.size());
  for (const auto& one : envp) {
    Variable variable;
    variable.text = utf16_of(one);
    variable.name_size = variable.text.find(u'=', 1);
    if (variable.text.empty() || variable.name_size == std::u16string::npos) continue;
    variable.folded = variable.name();
    std::transform(variable.folded.begin(), variable.folded.end(), variable.folded.begin(), upper);
    variables.push_back(std::move(variable));
  }
  // Stable: of equal names the first one.
  std::stable_sort(variables.begin(), variables.end(), [](const Variable& a, const Variable& b) {
    return a.folded != b.folded ? a.folded < b.folded : a.name() < b.name();
  });
  const auto last =
      std::unique(variables.begin(), variables.end(),
                  [](const Variable& a, const Variable& b) { return a.folded == b.folded; });
  variables.erase(last, variables.end());
  std::u16string block;
  for (const auto& variable : variables) block.append(variable.text).push_back(u'\0');
  // An environment without variables is two NULs.
  if (variables.empty()) block.push_back(u'\0');
  block.push_back(u'\0');
  return block;
}

}  // namespace cpr::windows
