#include "help.hpp"

#include <algorithm>

#include "format/fmt.hpp"
#include "options/lookup.hpp"

namespace cpr::cli {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t help_column = 32;

/// Appends words from `column` on, wrapped at `width`; further lines are indented by `margin`.
void append_wrapped(std::string& out, std::string_view text, std::size_t column, std::size_t margin,
                    std::size_t width) {
  bool first = true;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!first && column + 1 + word.size() > width) {
      out += '\n';
      out.append(margin, ' ');
      column = margin;
      first = true;
    }
    if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    first = false;
  }
  out += '\n';
}

/// Empty where an option has no default.
std::string default_of(const OptionRow& row, const VerbTraits& verb) {
  return row.fallback_of != nullptr ? row.fallback_of(verb) : std::string(row.fallback);
}

std::string heading(std::string_view text, HelpStyle style) {
  return style.bold ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

/// `-t, --timeout DURATION`, `--shell[=PATH]`
std::string usage_of(const OptionRow& row, Verb verb) {
  std::string usage = row.letter != 0 ? fmt::format("-{}, ", row.letter) : "";
  usage += fmt::format("--{}", shown_name(row, verb));
  const auto value = placeholder(row.value);
  if (value.empty()) return usage;
  if (!value.starts_with('[')) usage += ' ';
  return usage.append(value);
}

void append_option(std::string& out, const OptionRow& row, Verb verb, std::string_view help,
                   std::size_t width) {
  std::string left(indent, ' ');
  if (row.letter == 0) left.append(4, ' ');  // long names stand below each other
  left += usage_of(row, verb);
  out += left;
  std::size_t column = left.size();
  if (column + 2 > help_column) {
    out += '\n';
    column = 0;
  }
  out.append(help_column - column, ' ');
  append_wrapped(out, help, help_column, help_column, width);
}

void append_paragraph(std::string& out, std::string_view text, HelpStyle style) {
  append_wrapped(out, text, 0, 0, style.width);
}

std::string usage_line(const VerbTraits& verb, HelpStyle style) {
  std::string out = heading("Usage:", style);
  std::string line = fmt::format(" cpr {} [OPTIONS] [--] {}", verb.name, verb.operands);
  if (verb.node_method != verb.name) line += fmt::format("   (also: cpr {})", verb.node_method);
  append_wrapped(out, line, 6, 6, style.width);
  return out;
}

std::string_view duration_examples(const VerbTraits& verb) {
  return verb.is_timeout ? "5 or 5s, 0.5, 1m30s, 500ms; 0 for no limit"
                         : "500 (milliseconds), 5s, 1m30s or none";
}

constexpr std::string_view exit_status =
    "Exit status: the command's own; 128+n: killed by signal n; 124: timed out; 125: another "
    "limit, or cpr itself failed; 126: cannot be executed; 127: not found.";

std::string_view exit_status_of(const VerbTraits& verb) {
  return verb.exit_status.empty() ? exit_status : verb.exit_status;
}

/// What the values in the help of a verb that manages runs can be.
std::string run_values(const VerbTraits& verb) {
  std::string text = "TOKEN: as 'cpr ps' lists it.";
  if (verb.verb != Verb::Ps) text += fmt::format(" DURATION: {}.", duration_examples(verb));
  return text;
}

std::string run_verb_help(const VerbTraits& verb, HelpStyle style) {
  std::string out = usage_line(verb, style);
  append_paragraph(out, sentence(verb.summary), style);
  out += fmt::format("\n{}\n", heading("Options:", style));
  for (const auto* row : listed_options(verb.verb)) {
    append_option(out, *row, verb.verb, help_of(*row, verb), style.width);
  }
  out += '\n';
  append_paragraph(out, run_values(verb), style);
  append_paragraph(out, verb.exit_status, style);
  out += fmt::format("Manual: man cpr-{}\n", verb.name);
  return out;
}

std::string verb_help(const VerbTraits& verb, HelpStyle style) {
  if (verb.manages_runs) return run_verb_help(verb, style);
  std::string out = usage_line(verb, style);
  append_paragraph(out, sentence(verb.summary), style);
  std::optional<Section> section;
  for (const auto* row : listed_options(verb.verb)) {
    if (row->shown == Shown::InManual) continue;
    if (section != row->section) {
      out += fmt::format("\n{}\n", heading(fmt::format("{}:", title(row->section)), style));
    }
    section = row->section;
    append_option(out, *row, verb.verb, help_of(*row, verb), style.width);
  }
  out += '\n';
  append_paragraph(out,
                   fmt::format("Options end at the first operand. DURATION: {}. SIZE: bytes, "
                               "200K, 10MiB or none. ENTRY: pipe, inherit, ignore, N, &N, <FILE, "
                               ">FILE or >>FILE. Node's spellings (--maxBuffer) are also accepted.",
                               duration_examples(verb)),
                   style);
  if (!verb.has_channel) {
    append_paragraph(out,
                     "With an ipc entry in --stdio, the message channel options of 'cpr fork "
                     "--help' apply as well.",
                     style);
  }
  append_paragraph(out, exit_status, style);
  out += fmt::format("Manual: man cpr-{}\n", verb.name);
  return out;
}

/// A line of the overview with the summary of each verb.
void append_verbs(std::string& out, std::span<const VerbTraits> verbs, HelpStyle style) {
  for (const auto& verb : verbs) {
    const std::string left = fmt::format("  cpr {} [OPTIONS] {}", verb.name, verb.operands);
    out += left;
    constexpr std::size_t column = 42;
    const bool fits = left.size() < column;
    if (!fits) out += '\n';
    out.append(fits ? column - left.size() : column, ' ');
    append_wrapped(out, verb.summary, column, column, style.width);
  }
}

std::string overview(HelpStyle style) {
  std::string out =
      fmt::format("cpr runs a command with limits and reports exactly how it ended.\n\n{}\n",
                  heading("Usage:", style));
  append_verbs(out, command_verbs(), style);
  out += fmt::format("\n{}\n", heading("Runs in the background (--background):", style));
  append_verbs(out, run_verbs(), style);
  out += fmt::format("\n{}\n", heading("Examples:", style));
  for (const auto& verb : command_verbs()) out += fmt::format("  cpr {}\n", verb.examples.front());
  out += '\n';
  append_paragraph(out, exit_status, style);
  out += '\n';
  append_paragraph(
      out,
      "'cpr SUBCOMMAND -h' lists the common options and 'cpr SUBCOMMAND --help' all "
      "options. 'cpr help [SUBCOMMAND]' opens the manual, and 'cpr --version' prints the "
      "version.",
      style);
  return out;
}

}  // namespace

std::string version_text() {
  return fmt::format("cpr {}\n", CPR_VERSION);
}

std::string_view brief_help_of(const OptionRow& row, const VerbTraits& verb) {
  return verb.manages_runs && !row.help_for_runs.empty() ? row.help_for_runs : row.help;
}

std::string help_of(const OptionRow& row, const VerbTraits& verb) {
  std::string help(brief_help_of(row, verb));
  if (row.repeats) help += " (repeatable)";
  if (const auto fallback = default_of(row, verb); !fallback.empty()) {
    help += fmt::format(" (default: {})", fallback);
  }
  return help;
}

std::string sentence(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') {
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  }
  return out + ".";
}

std::string brief_help_text(Verb verb, HelpStyle style) {
  const VerbTraits& of = traits(verb);
  std::string out = usage_line(of, style);
  append_paragraph(out, sentence(of.summary), style);
  out += '\n';
  for (const auto* row : listed_options(verb)) {
    if (row->shown != Shown::InBrief) continue;
    const bool has_default = !row->fallback.empty() && row->fallback != "none";
    append_option(out, *row, verb,
                  has_default ? help_of(*row, of) : std::string(brief_help_of(*row, of)),
                  style.width);
  }
  out += fmt::format("{}\n", heading("Examples:", style));
  for (const auto example : of.examples) out += fmt::format("  cpr {}\n", example);
  append_paragraph(out, exit_status_of(of), style);
  if (of.manages_runs) {
    append_paragraph(
        out, fmt::format("{} More: cpr {} --help, man cpr-{}", run_values(of), of.name, of.name),
        style);
    return out;
  }
  append_paragraph(
      out,
      fmt::format("DURATION: {}. More: cpr {} --help, man cpr-{}",
                  of.is_timeout ? duration_examples(of) : "500 (ms), 5s, 1m30s", of.name, of.name),
      style);
  return out;
}

std::string help_text(std::optional<Verb> verb, HelpStyle style) {
  return verb ? verb_help(traits(*verb), style) : overview(style);
}

}  // namespace cpr::cli
