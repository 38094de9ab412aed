#include "options/suggest.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "options/lookup.hpp"

namespace cpr::cli {
namespace {

std::string folded(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      folded += static_cast<char>(c - 'A' + 'a');
    } else if (c != '-' && c != '_') {
      folded += c;
    }
  }
  return folded;
}

/// Number of insertions, deletions, replacements and swaps of neighbours (optimal string
/// alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::string_view nearest(std::string_view typed, std::span<const std::string_view> candidates) {
  const std::string wanted = folded(typed);
  std::string_view best;
  // With more errors than that it is another word.
  std::size_t least = wanted.size() < 3 ? 1 : wanted.size() / 3 + 2;
  for (const auto candidate : candidates) {
    const std::string known = folded(candidate);
    std::size_t errors = distance(wanted, known);
    // A prefix of a name is more likely than a misspelt name of the same length.
    if (wanted.size() > 2 && known.starts_with(wanted)) errors = 1;
    if (errors < least) {
      least = errors;
      best = candidate;
    }
  }
  return best;
}

std::string_view nearest_option(std::string_view typed, std::optional<Verb> verb) {
  const bool manages_runs = verb && traits(*verb).manages_runs;
  std::vector<std::string_view> names;
  for (const auto& row : options()) {
    // A few options in place of a hundred, some of which have another name.
    if (!manages_runs || row.verbs.has(*verb)) {
      names.push_back(manages_runs ? shown_name(row, *verb) : row.name);
    }
  }
  return nearest(typed, names);
}

}  // namespace cpr::cli
