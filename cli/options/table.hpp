// The table of all options: parser, --help, manual and completions read it. One option is one row.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options/value_types.hpp"
#include "verbs.hpp"

namespace cpr::cli {

struct Draft;
struct Given;

/// Headings of --help and the manual, in their order.
enum class Section : std::uint8_t { Limits, Command, Identity, Stdio, Messages, Report, General };

/// Where an option is shown, besides the manual.
enum class Shown : std::uint8_t { InBrief, InHelp, InManual };

/// A set of verbs.
struct VerbSet {
  std::uint8_t bits = 0xFF;
  [[nodiscard]] constexpr bool has(Verb verb) const {
    return (bits >> static_cast<unsigned>(verb) & 1U) != 0;
  }
};

struct OptionRow {
  std::string_view name;  ///< kebab-case, without dashes; camelCase is accepted as well
  char letter = 0;        ///< 0: none
  Value value = Value::None;
  Section section = Section::General;
  Shown shown =
      Shown::InHelp;     ///< InBrief: by -h and --help; InHelp: by --help; InManual: by neither
  VerbSet verbs{};       ///< the verbs that take it
  bool repeats = false;  ///< every use counts; else the last one wins
  std::string_view environment{};              ///< variable with the default
  std::string_view needs{};                    ///< option that must be given as well
  std::array<std::string_view, 2> excludes{};  ///< options that must not be given as well
  std::string_view help;                       ///< without the default
  std::string_view fallback{};                 ///< the default, as --help shows it
  std::string (*fallback_of)(const VerbTraits&) = nullptr;  ///< where it depends on the verb
  void (*apply)(Draft&, const Given&) = nullptr;  ///< null: --help, which parse() handles itself
};

/// In the order in which they are applied.
std::span<const OptionRow> options();

/// By name (kebab-case or camelCase) or letter, without dashes; null if there is none.
const OptionRow* find_option(std::string_view name);
const OptionRow* find_letter(char letter);

/// The name in Node's camelCase; empty where that is the same.
std::string camel_name(const OptionRow& row);

/// Whether manual and completions of a verb list an option. The options of the message channel are
/// listed for fork alone; the other verbs take them with an `ipc` entry in --stdio.
bool listed(const OptionRow& row, Verb verb);

/// The listed options of a verb, by section.
std::vector<const OptionRow*> listed_options(Verb verb);

std::string_view title(Section section);

}  // namespace cpr::cli
