#include "core/windows/command_line.hpp"

#include <algorithm>

#include "core/windows/variables.hpp"

namespace cpr::windows {
namespace {

constexpr std::string_view blanks = " \t";

bool is_blank(char c) {
  return blanks.find(c) != blanks.npos;
}

/// Takes the name of the program off `rest`: up to a blank outside of quotes.
std::string take_program(std::string_view& rest) {
  std::string program;
  bool in_quotes = false;
  while (!rest.empty() && (in_quotes || !is_blank(rest.front()))) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') {
      in_quotes = !in_quotes;
    } else {
      program += c;
    }
  }
  return program;
}

/// Takes an argument off `rest`, which begins with it. 2n backslashes in front of a quote are n
/// backslashes, 2n+1 are n and the quote itself. Two quotes within quotes are one.
std::string take_argument(std::string_view& rest) {
  std::string argument;
  bool in_quotes = false;
  while (!rest.empty() && (in_quotes || !is_blank(rest.front()))) {
    const std::size_t backslashes = std::min(rest.find_first_not_of('\\'), rest.size());
    rest.remove_prefix(backslashes);
    if (!rest.starts_with('"')) {
      argument.append(backslashes, '\\');
      if (backslashes > 0 || rest.empty()) continue;
      argument += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    argument.append(backslashes / 2, '\\');
    rest.remove_prefix(1);
    if (backslashes % 2 == 1) {
      argument += '"';
    } else if (in_quotes && rest.starts_with('"')) {
      argument += '"';
      rest.remove_prefix(1);
    } else {
      in_quotes = !in_quotes;
    }
  }
  return argument;
}

}  // namespace

std::string quoted(std::string_view argument) {
  if (!argument.empty() && argument.find_first_of(" \t\"") == argument.npos) {
    return std::string(argument);
  }
  std::string text = "\"";
  while (!argument.empty()) {
    const std::size_t backslashes = std::min(argument.find_first_not_of('\\'), argument.size());
    argument.remove_prefix(backslashes);
    // Also in front of the quote at the end.
    const bool before_quote = argument.empty() || argument.front() == '"';
    text.append(before_quote ? 2 * backslashes : backslashes, '\\');
    if (argument.empty()) break;
    if (argument.front() == '"') text += '\\';
    text += argument.front();
    argument.remove_prefix(1);
  }
  return text += '"';
}

std::string command_line(const std::vector<std::string>& argv, bool verbatim) {
  std::string line;
  for (const auto& argument : argv) {
    if (&argument != &argv.front()) line += ' ';
    line += verbatim && &argument != &argv.front() ? argument : quoted(argument);
  }
  return line;
}

std::vector<std::string> split(std::string_view command_line) {
  std::vector<std::string> argv;
  if (command_line.empty()) return argv;
  argv.push_back(take_program(command_line));
  while (true) {
    command_line.remove_prefix(
        std::min(command_line.find_first_not_of(blanks), command_line.size()));
    if (command_line.empty()) return argv;
    argv.push_back(take_argument(command_line));
  }
}

bool is_cmd(std::string_view shell) {
  shell.remove_prefix(shell.rfind('\\') + 1);
  return same_letters(shell, "cmd") || same_letters(shell, "cmd.exe");
}

ShellWords shell_words(const std::string& shell, const std::string& script,
                       const std::vector<std::string>& args) {
  if (!is_cmd(shell)) {
    ShellWords unix_like{.words = {"-c", script}};
    if (!args.empty()) unix_like.words.push_back(shell);
    unix_like.words.insert(unix_like.words.end(), args.begin(), args.end());
    return unix_like;
  }
  std::string command = '"' + script;
  for (const auto& argument : args) command += ' ' + argument;
  return {.words = {"/d", "/s", "/c", command + '"'}, .verbatim = true};
}

bool is_plain(std::string_view argument) {
  constexpr unsigned char first_printable = 0x21;
  constexpr std::string_view special = "\"%!^&|<>()\x7f";
  return !argument.empty() && std::all_of(argument.begin(), argument.end(), [=](char c) {
    return static_cast<unsigned char>(c) >= first_printable && special.find(c) == special.npos;
  });
}

}  // namespace cpr::windows
