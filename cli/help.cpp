#include "help.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cpr::cli {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t help_column = 32;

/// Appends words from `column` on, wrapped at `width`, the next lines indented by `margin`.
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

std::string default_of(const OptionRow& row, const VerbTraits& verb) {
  switch (row.option) {
    case Option::MaxBuffer:
      return verb.buffered_max ? fmt::format("none; --json: {}", *verb.buffered_max) : "none";
    case Option::Shell: return verb.has_shell ? "/bin/sh" : "no";
    case Option::Messages: return verb.has_channel ? "stdin" : "none";
    case Option::Stdio: return verb.has_channel ? "ignore,inherit,inherit,ipc" : "inherit";
    default: return {};
  }
}

std::string heading(std::string_view text, HelpStyle style) {
  return style.bold ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

void append_option(std::string& out, const OptionRow& row, const VerbTraits& verb,
                   std::size_t width) {
  std::string left(indent, ' ');
  // Names stand below each other, with a letter before them or without.
  if (row.letter == 0) left.append(4, ' ');
  left += usage_of(row);
  out += left;
  std::size_t column = left.size();
  if (column + 2 > help_column) {
    out += '\n';
    column = 0;
  }
  out.append(help_column - column, ' ');
  append_wrapped(out, help_of(row, verb), help_column, help_column, width);
}

std::string capitalised(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string verb_help(const VerbTraits& verb, HelpStyle style) {
  std::string out = fmt::format("{} cpr {} [OPTIONS] [--] {}", heading("Usage:", style), verb.name,
                                verb.operands);
  if (!verb.alias.empty()) {
    const std::string also = fmt::format("(also cpr {})", verb.alias);
    const bool fits = out.size() + 3 + also.size() <= style.width;
    out += fits ? "   " : "\n       ";
    out += also;
  }
  out += '\n';
  append_wrapped(out, fmt::format("{}.", capitalised(verb.summary)), 0, 0, style.width);
  const OptionRow* previous = nullptr;
  for (const auto& row : options()) {
    if (!takes(verb.verb, row.option)) continue;
    if (previous == nullptr || previous->section != row.section) {
      out += fmt::format("{}\n", heading(fmt::format("{}:", title(row.section)), style));
    }
    previous = &row;
    append_option(out, row, verb, style.width);
  }
  append_wrapped(
      out,
      fmt::format("Options end at the first operand. DURATION: 500 is milliseconds, 5s, 1m30s, "
                  "none. SIZE: bytes, 200K, 10MiB, none. ENTRY: pipe, inherit, ignore, N, &N, <F, "
                  ">F, >>F. Node's spellings (--maxBuffer) are taken, too. More: man cpr-{}",
                  verb.name),
      0, 0, style.width);
  return out;
}

std::string overview(HelpStyle style) {
  std::string out =
      fmt::format("cpr runs one command, bounded, and says truthfully how it ended.\n\n{}\n",
                  heading("Usage:", style));
  for (const auto& verb : verbs()) {
    const std::string left = fmt::format("  cpr {} [OPTIONS] [--] {}", verb.name, verb.operands);
    out += left;
    constexpr std::size_t column = 46;
    out.append(left.size() < column ? column - left.size() : 1, ' ');
    append_wrapped(out, verb.summary, column, column, style.width);
  }
  out += "  cpr help [SUBCOMMAND]                       the manual, or this text\n";
  out += "  cpr --version, cpr --help\n\n";
  append_wrapped(
      out,
      "Exit status: the child's own; 128+n when it died of signal n; 124 after a "
      "timeout; 125 for an error of cpr, bad usage or --max-buffer; 126 and 127 when the "
      "program cannot be executed or does not exist.",
      0, 0, style.width);
  out += "\n'cpr SUBCOMMAND --help' lists the options.\n";
  return out;
}

}  // namespace

std::string version_text() {
  return fmt::format("cpr {}\n", CPR_VERSION);
}

std::string help_of(const OptionRow& row, const VerbTraits& verb) {
  std::string help(row.help);
  if (const auto slot = help.find("{}"); slot != help.npos) {
    help.replace(slot, 2, default_of(row, verb));
  }
  return help;
}

std::string usage_of(const OptionRow& row) {
  std::string usage = row.letter != 0 ? fmt::format("-{}, ", row.letter) : "";
  usage += fmt::format("--{}", row.name);
  const auto value = placeholder(row.value);
  if (value.empty()) return usage;
  if (!value.starts_with('[')) usage += ' ';
  return usage.append(value);
}

std::string help_text(std::optional<Verb> verb, HelpStyle style) {
  return verb ? verb_help(traits(*verb), style) : overview(style);
}

}  // namespace cpr::cli
