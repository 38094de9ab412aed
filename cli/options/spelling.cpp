#include "options/spelling.hpp"

#include <algorithm>
#include <array>

#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "options/lookup.hpp"
#include "options/suggest.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

struct ForeignOption {
  std::string_view typed;
  std::string_view meant;
  std::string_view why;
};

constexpr std::string_view foreground =
    ": the command can always use the terminal, and --kill-mode=process signals only the command";

// Of timeout(1) and env(1).
constexpr std::array<ForeignOption, 6> foreign_options{{
    {"--signal", "--kill-signal", ""},
    {"--foreground", "--kill-mode=process", foreground},
    {"-f", "--kill-mode=process", foreground},
    {"--chdir", "--cwd", ""},
    {"--unset", "--unset-env", ""},
    {"--ignore-environment", "--clear-env", ""},
}};

constexpr std::string_view no_shell =
    "use cpr exec-file or cpr spawn, which run no shell by default";

struct RemovedOption {
  std::string_view name;
  std::string_view instead;
};

constexpr std::array<RemovedOption, 3> removed_options{{
    {"signals", "use --default-signals to reset signals (by default they are inherited)"},
    {"no-shell", no_shell},
    {"noShell", no_shell},
}};

const ForeignOption* find_foreign(std::string_view typed) {
  for (const auto& one : foreign_options) {
    if (one.typed == typed) return &one;
  }
  return nullptr;
}

/// Typographic dashes, which word processors put in place of "-" and "--".
constexpr std::array<std::string_view, 8> dashes{
    "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x92", "\xe2\x80\x93",  // U+2010 to U+2013
    "\xe2\x80\x94", "\xe2\x80\x95", "\xe2\x88\x92", "\xef\xbc\x8d",  // U+2014, 2015, 2212, FF0D
};

/// The typographic dash at the start of a text, or empty.
std::string_view dash_of(std::string_view text) {
  for (const auto dash : dashes) {
    if (text.starts_with(dash)) return dash;
  }
  return {};
}

std::string_view name_of(std::string_view bare) {
  return bare.substr(0, bare.find('='));
}

/// The correct form of an option that is given without its dashes.
std::optional<std::string> option_from(std::string_view bare) {
  const auto name = name_of(bare);
  const auto value = bare.substr(name.size());
  if (find_option(name) != nullptr) return fmt::format("--{}", bare);
  if (const auto* foreign = find_foreign(fmt::format("--{}", name))) {
    return fmt::format("{}{}", foreign->meant, value);
  }
  const bool is_letter = !bare.empty() && find_letter(bare.front()) != nullptr;
  if (is_letter && bare.size() == 1) return fmt::format("-{}", bare);
  // -t5s
  if (is_letter && bare[1] >= '0' && bare[1] <= '9') return fmt::format("-{}", bare);
  const auto near = name.size() < 4 ? std::string_view() : nearest_option(name);
  if (near.empty()) return std::nullopt;
  return fmt::format("--{}{}", near, value);
}

}  // namespace

void refuse_removed(std::string_view name) {
  for (const auto& removed : removed_options) {
    if (removed.name != name) continue;
    throw UsageError(fmt::format("unknown option '--{}': {}", name, removed.instead));
  }
}

bool is_option_like(std::string_view word) {
  return word.size() > 1 && (word.front() == '-' || !dash_of(word).empty());
}

std::optional<Respelling> respelled(std::string_view word) {
  if (const auto* foreign = find_foreign(name_of(word))) {
    return Respelling{fmt::format("unknown option {}{}", in_quotes(word), foreign->why),
                      fmt::format("{}{}", foreign->meant, word.substr(foreign->typed.size()))};
  }
  std::string_view bare = word;
  bool typographic = false;
  while (!bare.empty()) {
    const auto dash = dash_of(bare);
    if (bare.front() != '-' && dash.empty()) break;
    typographic = typographic || !dash.empty();
    bare.remove_prefix(std::max<std::size_t>(dash.size(), 1));
  }
  const auto name = name_of(bare);
  if (typographic) {
    const auto meant = option_from(bare);
    if (!meant) return std::nullopt;
    return Respelling{
        fmt::format("{} begins with a typographic dash instead of a hyphen", in_quotes(word)),
        *meant};
  }
  const std::size_t hyphens = word.size() - bare.size();
  const bool is_long = find_option(name) != nullptr || find_foreign(fmt::format("--{}", name));
  if (hyphens == 1 && name.size() > 1 && is_long) {
    return Respelling{fmt::format("{}: long options begin with two hyphens", in_quotes(word)),
                      *option_from(bare)};
  }
  if (hyphens == 2 && name.size() == 1 && find_letter(name.front()) != nullptr) {
    return Respelling{
        fmt::format("{}: one-letter options begin with one hyphen", in_quotes(word)),
        fmt::format("-{}{}", name, bare.substr(std::min(bare.size(), std::size_t{2})))};
  }
  return std::nullopt;
}

}  // namespace cpr::cli
