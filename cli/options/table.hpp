// The table of all options: parser, --help, manual and completions read it. One option is one row.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "options/value_types.hpp"
#include "process/facilities.hpp"
#include "verbs.hpp"

namespace cpr::cli {

struct Draft;
struct Given;

/// Headings of --help and the manual, in their order.
enum class Section : std::uint8_t { Limits, Command, Identity, Stdio, Messages, Report, General };

/// Where an option is shown, besides the manual.
enum class Shown : std::uint8_t { InBrief, InHelp, InManual };

/// A set of verbs; by default those that run a command.
struct VerbSet {
  std::uint16_t bits = (1U << static_cast<unsigned>(Verb::Kill)) - 1U;
  [[nodiscard]] constexpr bool has(Verb verb) const {
    return (bits >> static_cast<unsigned>(verb) & 1U) != 0;
  }
};

struct OptionRow {
  std::string_view name;  ///< kebab-case, without dashes; camelCase is accepted as well
  /// In timeout(1); verbs with its names take it, also abbreviated.
  std::string_view timeout_name{};
  char letter = 0;  ///< 0: none
  Value value = Value::None;
  Section section = Section::General;
  Shown shown =
      Shown::InHelp;     ///< InBrief: by -h and --help; InHelp: by --help; InManual: by neither
  VerbSet verbs{};       ///< the verbs that take it
  bool repeats = false;  ///< every use counts; else the last one wins
  Facility facility = Facility::Everywhere;  ///< what it needs of the system
  std::string_view environment{};  ///< variable with the default for verbs that run a command
  std::string_view needs{};        ///< option that must be given as well
  std::array<std::string_view, 2> excludes{};  ///< options that must not be given as well
  std::string_view help;                       ///< without the default
  std::string_view help_for_runs{};            ///< of the verbs that manage runs, where it differs
  std::string_view fallback{};                 ///< the default, as --help shows it
  std::string (*fallback_of)(const VerbTraits&) = nullptr;  ///< where it depends on the verb
  void (*apply)(Draft&, const Given&) = nullptr;  ///< null: --help and --version, see parse()
};

/// In the order in which they are applied.
std::span<const OptionRow> options();

}  // namespace cpr::cli
