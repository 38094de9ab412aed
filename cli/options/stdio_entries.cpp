#include "options/stdio_entries.hpp"

#include <fcntl.h>

#include <array>

#include "format/fmt.hpp"
#include "io/fd_facts.hpp"
#include "options/suggest.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

constexpr std::string_view entry_words =
    "pipe, inherit, ignore, pty, ipc, N (an fd of cpr), &N, <FILE, >FILE or >>FILE";

int parse_descriptor(std::string_view what, std::string_view text) {
  const auto number = parse_whole(text);
  if (!number || *number > 1'000'000) {
    throw UsageError(fmt::format("{}: '{}' is not an entry: write {}", what, text, entry_words));
  }
  return static_cast<int>(*number);
}

StdioSpec file_spec(std::string_view what, std::string_view path, int flags) {
  if (path.empty()) {
    throw UsageError(
        fmt::format("{}: the file name is missing: write <FILE, >FILE or >>FILE", what));
  }
  return {.kind = Kind::File, .path = std::string(path), .flags = flags};
}

void check_same(const std::vector<StdioSpec>& specs, std::size_t start) {
  std::size_t at = start;
  for (std::size_t steps = 0; specs[at].kind == Kind::Same; ++steps) {
    const auto next = static_cast<std::size_t>(specs[at].fd);
    if (next >= specs.size()) {
      throw UsageError(
          fmt::format("--stdio: fd {} is &{}, but fd {} has no entry: add one", at, next, next));
    }
    if (steps == specs.size()) {
      throw UsageError(
          fmt::format("--stdio: fd {} refers to itself through &N: give it another entry", start));
    }
    at = next;
  }
  if (specs[at].kind == Kind::Ignore && at > 2 && at != start) {
    throw UsageError(fmt::format(
        "--stdio: fd {} refers to fd {}, which is closed (ignore): give fd {} another entry", start,
        at, at));
  }
}

/// `pty`, also with an argument, for which there is an explanation.
bool is_pty_word(std::string_view text) {
  return text.substr(0, text.find_first_of(":=")) == "pty" && text.find(',') == text.npos;
}

/// All entries that are a pty are one terminal. Its output is that of the first of them that is not
/// fd 0.
void share_terminal(std::vector<StdioSpec>& specs) {
  std::optional<std::size_t> main;
  for (std::size_t i = specs.size(); i-- > 0;) {
    if (specs[i].kind == Kind::Pty && (i > 0 || !main)) main = i;
  }
  if (!main) return;
  if (*main > 0 && specs[0].kind == Kind::Pty) {
    specs[*main].source = std::move(specs[0].source);
  } else if (is_pty(specs, 0) && *main > 0) {
    specs[*main].source.fd = 0;
  }
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (specs[i].kind != Kind::Pty || i == *main) continue;
    specs[i] = {.kind = Kind::Same, .fd = static_cast<int>(*main)};
  }
}

bool is_entry(std::string_view text) {
  try {
    parse_stdio_entry("", text, 0);
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

std::optional<std::string> meant_entry(std::string_view text, std::uint64_t fd) {
  constexpr std::array<std::string_view, 6> words{"pipe", "inherit", "ignore",
                                                  "pty",  "ipc",     "overlapped"};
  if (text.empty() || is_entry(text)) return std::nullopt;
  if (text == "-") return "inherit";
  if (text == "none" || text == "null") return "ignore";
  // A number that is too large, or a direction without a file: there is nothing to suggest.
  if (std::string_view("<>&0123456789").find(text.front()) != std::string_view::npos) {
    return std::nullopt;
  }
  const bool is_path = text.find_first_of("./") != std::string_view::npos;
  if (const auto near = nearest(text, words); !near.empty() && !is_path) return std::string(near);
  return fmt::format("{}{}", fd == 0 ? '<' : '>', text);
}

std::optional<std::string> meant_list(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return std::nullopt;
  std::string meant;
  bool differs = false;
  for (std::uint64_t fd = 0;; ++fd) {
    const auto entry = text.substr(0, text.find(','));
    const auto corrected = meant_entry(entry, fd);
    differs = differs || corrected;
    meant += corrected ? *corrected : entry;
    if (entry.size() == text.size()) return differs ? std::optional(meant) : std::nullopt;
    meant += ',';
    text.remove_prefix(entry.size() + 1);
  }
}

}  // namespace

StdioEdit parse_fd_edit(std::string_view what, std::string_view text) {
  const auto equals = text.find('=');
  const auto fd = parse_whole(text.substr(0, equals));
  if (equals == text.npos || !fd || *fd > 65535) {
    throw UsageError(fmt::format("{}: '{}' is not N=ENTRY: write {} 3=pipe", what, text, what));
  }
  return {std::string(what), std::string(text.substr(equals + 1)), static_cast<int>(*fd)};
}

StdioSpec parse_stdio_entry(std::string_view what, std::string_view text, int fd) {
  if (text == "pipe" || text == "overlapped") {
    if (fd == 0) return {.kind = Kind::InputPipe, .source = {.fd = 0}};
    return {.kind = Kind::OutputPipe};
  }
  if (text == "inherit") return {.kind = Kind::Dup, .fd = fd};
  if (text == "ignore") return {.kind = Kind::Ignore};
  if (text == "ipc") return {.kind = Kind::Ipc};
  if (text == "pty") {
    if (fd == 0) return {.kind = Kind::Pty, .source = {.fd = 0}};
    return {.kind = Kind::Pty};
  }
  if (is_pty_word(text)) {
    throw UsageError(fmt::format(
        "{}: '{}': a pty has the size of cpr's terminal, else 80x24: write pty, and set another "
        "size in the command, as in stty columns 132 rows 43",
        what, text));
  }
  if (text.starts_with(">>")) {
    return file_spec(what, text.substr(2), O_WRONLY | O_CREAT | O_APPEND);
  }
  if (text.starts_with('>')) {
    return file_spec(what, text.substr(1), O_WRONLY | O_CREAT | O_TRUNC);
  }
  if (text.starts_with('<')) return file_spec(what, text.substr(1), O_RDONLY);
  if (text.starts_with('&')) {
    return {.kind = Kind::Same, .fd = parse_descriptor(what, text.substr(1))};
  }
  return {.kind = Kind::Dup, .fd = parse_descriptor(what, text)};
}

std::vector<StdioSpec> parse_stdio(std::string_view what, std::string_view text,
                                   const std::vector<StdioSpec>& defaults) {
  std::vector<StdioSpec> specs = defaults;
  if (text == "pipe" || text == "overlapped" || text == "inherit" || text == "ignore" ||
      is_pty_word(text)) {
    for (int fd = 0; fd < 3; ++fd) {
      specs[static_cast<std::size_t>(fd)] = parse_stdio_entry(what, text, fd);
    }
    return specs;
  }
  if (text.find(',') == std::string_view::npos) {
    throw UsageError(fmt::format(
        "{}: '{}' is not one of pipe, inherit, ignore, pty: write one of them, or a list such as "
        "inherit,pipe,ignore",
        what, text));
  }
  int fd = 0;
  while (true) {
    const auto comma = text.find(',');
    const auto entry = text.substr(0, comma);
    if (static_cast<std::size_t>(fd) >= specs.size()) specs.emplace_back();
    if (!entry.empty()) specs[static_cast<std::size_t>(fd)] = parse_stdio_entry(what, entry, fd);
    ++fd;
    if (comma == std::string_view::npos) return specs;
    text.remove_prefix(comma + 1);
  }
}

std::optional<std::string> meant_stdio(Value type, std::string_view text) {
  switch (type) {
    case Value::InputEntry: return meant_entry(text, 0);
    case Value::OutputEntry: return meant_entry(text, 1);
    case Value::FdEntry: {
      const auto number = text.substr(0, text.find('='));
      const auto fd = parse_whole(number);
      if (!fd || number.size() == text.size()) return std::nullopt;
      const auto meant = meant_entry(text.substr(number.size() + 1), *fd);
      return meant ? std::optional(fmt::format("{}={}", number, *meant)) : std::nullopt;
    }
    default: return meant_list(text);
  }
}

void settle_stdio(std::vector<StdioSpec>& specs, unsigned missing) {
  const std::uint64_t limit = fd_limit().value_or(0);
  // To set up the child, each source needs a free number above the last target.
  if (specs.size() * 2 + 1 > limit) {
    throw UsageError(fmt::format(
        "--stdio: {} entries exceed the limit on open files ({}): raise it with ulimit -n",
        specs.size(), limit));
  }
  for (auto& spec : specs) {
    if (spec.kind != Kind::Dup) continue;
    const bool was_missing = spec.fd < 3 && (missing >> static_cast<unsigned>(spec.fd) & 1U) != 0;
    if (was_missing) {
      spec = {.kind = Kind::File, .path = "/dev/null", .flags = spec.fd == 0 ? O_RDONLY : O_RDWR};
    } else if (!is_open(spec.fd)) {
      throw UsageError(fmt::format("--stdio: fd {} of cpr is not open: open it, as in {}>FILE",
                                   spec.fd, spec.fd));
    }
  }
  for (std::size_t i = 0; i < specs.size(); ++i) check_same(specs, i);
  share_terminal(specs);
}

void add_entries(Job& job, int fd) {
  for (int next = static_cast<int>(job.stdio.size()); next <= fd; ++next) {
    StdioSpec& entry = job.stdio.emplace_back();
    if (next < fd && job.inherit_fds && is_open(next)) entry = {.kind = Kind::Dup, .fd = next};
  }
}

std::string describe(const StdioSpec& spec) {
  if (!spec.path.empty() && spec.kind == Kind::OutputPipe) {
    return fmt::format("{}{}", (spec.flags & O_APPEND) != 0 ? ">>" : ">", spec.path);
  }
  switch (spec.kind) {
    case Kind::InputPipe:
    case Kind::OutputPipe: return "pipe";
    case Kind::Dup: return std::to_string(spec.fd);
    case Kind::Ignore: return "ignore";
    case Kind::Ipc: return "ipc";
    case Kind::ReadyPipe: return "ready";
    case Kind::Pty: return "pty";
    case Kind::Same: return fmt::format("&{}", spec.fd);
    case Kind::File: break;
  }
  if ((spec.flags & O_APPEND) != 0) return fmt::format(">>{}", spec.path);
  return fmt::format("{}{}", (spec.flags & O_ACCMODE) == O_RDONLY ? '<' : '>', spec.path);
}

}  // namespace cpr::cli
