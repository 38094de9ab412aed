#include "help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "option_table.hpp"

namespace cpr::cli {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t help_column = 30;

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
    case Option::MaxBuffer: return verb.max_buffer ? fmt::format("{}", *verb.max_buffer) : "none";
    case Option::Shell: return verb.has_shell ? "/bin/sh" : "no shell; without =PATH /bin/sh";
    case Option::Stdio:
      if (verb.has_channel) return "ignore,inherit,inherit,ipc";
      return verb.output_kind == StdioSpec::Kind::Pipe ? "inherit,pipe,pipe" : "inherit";
    default: return {};
  }
}

void append_option(std::string& out, const OptionRow& row, const VerbTraits& verb,
                   std::size_t width) {
  std::string left(indent, ' ');
  left += row.letter != 0 ? fmt::format("-{}, ", row.letter) : "    ";
  left += fmt::format("--{}", row.name);
  const auto value = placeholder(row.value);
  if (!value.empty())
    left += value.starts_with('[') ? std::string(value) : fmt::format(" {}", value);
  out += left;
  std::size_t column = left.size();
  if (column + 2 > help_column) {
    out += '\n';
    column = 0;
  }
  out.append(help_column - column, ' ');
  std::string help(row.help);
  if (const auto slot = help.find("{}"); slot != help.npos) {
    help.replace(slot, 2, default_of(row, verb));
  }
  append_wrapped(out, help, help_column, help_column, width);
}

std::string capitalised(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string verb_help(const VerbTraits& verb, std::size_t width) {
  std::string out = fmt::format("Usage: cpr {} [OPTIONS] [--] {}\n", verb.name, verb.operands);
  if (!verb.alias.empty()) out += fmt::format("       cpr {} ...\n", verb.alias);
  out += '\n';
  append_wrapped(out, fmt::format("{}.", capitalised(verb.summary)), 0, 0, width);
  const OptionRow* previous = nullptr;
  for (const auto& row : options()) {
    if (previous == nullptr || previous->section != row.section) {
      out += fmt::format("\n{}:\n", title(row.section));
    }
    previous = &row;
    append_option(out, row, verb, width);
  }
  out += '\n';
  append_wrapped(
      out,
      "Options end at the first operand; every word from there on is the child's. A bare "
      "DURATION is milliseconds; 5s, 1m30s, 1.5h and none are durations, too. SIZE is "
      "bytes, 200K, 10MiB, 10MB or none. Names of several words are also taken as Node "
      "writes them (--maxBuffer).",
      0, 0, width);
  return out;
}

std::string overview(std::size_t width) {
  std::string out = "cpr runs one command, bounded, and says truthfully how it ended.\n\nUsage:\n";
  for (const auto& verb : verbs()) {
    const std::string left = fmt::format("  cpr {} [OPTIONS] [--] {}", verb.name, verb.operands);
    out += left;
    constexpr std::size_t column = 46;
    out.append(left.size() < column ? column - left.size() : 1, ' ');
    append_wrapped(out, verb.summary, column, column, width);
  }
  out += "  cpr help [SUBCOMMAND]\n  cpr --version\n\n";
  append_wrapped(
      out,
      "Exit status: the child's own; 128+n when it died of signal n; 124 after a "
      "timeout; 125 for an error of cpr, bad usage or --max-buffer; 126 and 127 when the "
      "program cannot be executed or does not exist.",
      0, 0, width);
  out += "\n'cpr SUBCOMMAND --help' lists the options.\n";
  return out;
}

}  // namespace

std::string version_text() {
  return fmt::format("cpr {}\n", CPR_VERSION);
}

std::string help_text(std::optional<Verb> verb, std::size_t width) {
  return verb ? verb_help(traits(*verb), width) : overview(width);
}

}  // namespace cpr::cli
