#include "report/start_hints.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "core/command.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "options/usage_hints.hpp"

namespace cpr::cli {
namespace {

// POSIX builtins without a program of the same name.
constexpr auto shell_builtins = std::to_array<std::string_view>({
    ".",     ":",       "alias", "bg",   "break",    "cd",     "command", "continue",
    "eval",  "exec",    "exit",  "fc",   "export",   "fg",     "getopts", "hash",
    "jobs",  "local",   "read",  "type", "readonly", "return", "set",     "shift",
    "times", "unalias", "trap",  "wait", "ulimit",   "umask",  "unset",
});

// Builtins of bash only.
constexpr auto bash_builtins = std::to_array<std::string_view>(
    {"builtin", "caller", "compgen", "complete", "declare", "dirs", "disown", "enable", "history",
     "let", "mapfile", "popd", "pushd", "readarray", "shopt", "source", "suspend", "typeset"});

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// NAME=VALUE, which a shell takes in front of a command.
bool is_assignment(std::string_view word) {
  const auto name = word.substr(0, word.find('='));
  const auto in_name = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return name.size() < word.size() && !name.empty() && (name.front() < '0' || name.front() > '9') &&
         std::all_of(name.begin(), name.end(), in_name);
}

Words exec_line(const Options& options, std::string_view shell, const std::string& script) {
  Words line{"exec"};
  line.insert(line.end(), options.typed.begin(), options.typed.end());
  if (!shell.empty()) line.push_back(fmt::format("--shell={}", shell));
  line.push_back(script);
  return line;
}

Words same_line(const Options& options) {
  Words line{std::string(traits(*options.verb).name)};
  line.insert(line.end(), options.typed.begin(), options.typed.end());
  return line;
}

/// The assignments in front of the command become options.
Words env_line(const Options& options, Words words) {
  Words line = same_line(options);
  const auto program = std::find_if_not(words.begin(), words.end(), is_assignment);
  for (auto word = words.begin(); word != program; ++word) {
    line.insert(line.end(), {"--env", *word});
  }
  if (program == words.end()) line.emplace_back("COMMAND");
  line.insert(line.end(), program, words.end());
  return line;
}

/// Splits at spaces.
Words split(std::string_view line) {
  Words words;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) return words;
    const auto word = line.substr(0, line.find(' '));
    words.emplace_back(word);
    line.remove_prefix(word.size());
  }
}

std::string hint_for_missing(const Options& options) {
  const std::string& file = options.job.command.file;
  const auto& args = options.job.command.args;
  const std::string script = args.empty() ? file : fmt::format("{} {}", file, shell_line(args));
  const bool of_bash = is_one_of(bash_builtins, file);
  if (of_bash || is_one_of(shell_builtins, file)) {
    return fmt::format("; it is a shell builtin: write {}",
                       typed_line(exec_line(options, of_bash ? "bash" : "", script)));
  }
  Words words{file};
  words.insert(words.end(), args.begin(), args.end());
  const bool is_line = args.empty() && is_for_shell(file);
  if (is_assignment(file) && !is_line) {
    return fmt::format("; use --env to set a variable: write {}",
                       typed_line(env_line(options, words)));
  }
  if (!is_for_shell(file)) return {};
  std::string text = fmt::format("; it is a command line, not a program: write {}",
                                 typed_line(exec_line(options, {}, script)));
  const Words parts = split(file);
  const bool only_words = std::none_of(parts.begin(), parts.end(), is_for_shell);
  if (parts.size() > 1 && only_words && !is_assignment(parts.front())) {
    Words line = same_line(options);
    line.insert(line.end(), parts.begin(), parts.end());
    line.insert(line.end(), args.begin(), args.end());
    text += fmt::format(" or {}", typed_line(line));
  }
  return text;
}

/// No program has that name, as opposed to one that cannot be executed.
bool is_missing(const StartFailure& failure, const Options& options) {
  const Command& command = options.job.command;
  if (failure.step != StartStep::Exec || command.shell || options.verb == Verb::Fork) return false;
  // execvp(3): an unsearchable directory of PATH turns ENOENT into EACCES.
  return failure.error == ENOENT || (failure.error == EACCES && is_searched(command.file));
}

}  // namespace

std::string start_hint(const StartFailure& failure, const Options& options) {
  return is_missing(failure, options) ? hint_for_missing(options) : std::string();
}

}  // namespace cpr::cli
