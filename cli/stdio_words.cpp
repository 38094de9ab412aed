#include "stdio_words.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include "usage_error.hpp"
#include "values.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

constexpr std::string_view entry_words =
    "pipe, inherit, ignore, ipc, a descriptor's number, &N, <FILE, >FILE or >>FILE";

int parse_descriptor(std::string_view what, std::string_view text) {
  const auto number = parse_whole(text);
  if (!number || *number > 1'000'000) {
    throw UsageError(fmt::format("{}: '{}' is not an entry; write {}", what, text, entry_words));
  }
  return static_cast<int>(*number);
}

StdioSpec file_spec(std::string_view what, std::string_view path, int flags) {
  if (path.empty()) {
    throw UsageError(fmt::format("{}: the name of the file is missing", what));
  }
  return {.kind = Kind::File, .path = std::string(path), .flags = flags};
}

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

void check_same(const std::vector<StdioSpec>& specs, std::size_t start) {
  std::size_t at = start;
  for (std::size_t steps = 0; specs[at].kind == Kind::Same; ++steps) {
    const auto next = static_cast<std::size_t>(specs[at].fd);
    if (next >= specs.size()) {
      throw UsageError(fmt::format(
          "--stdio: descriptor {} is to be the same as {}, which has no entry", at, next));
    }
    if (steps == specs.size()) {
      throw UsageError(fmt::format("--stdio: descriptor {} is to be the same as itself", start));
    }
    at = next;
  }
  if (specs[at].kind == Kind::Ignore && at > 2 && at != start) {
    throw UsageError(
        fmt::format("--stdio: descriptor {} is to be the same as {}, which is closed", start, at));
  }
}

}  // namespace

StdioSpec parse_stdio_entry(std::string_view what, std::string_view text, int fd) {
  if (text == "pipe" || text == "overlapped") return {.kind = Kind::Pipe};
  if (text == "inherit") return {.kind = Kind::Dup, .fd = fd};
  if (text == "ignore") return {.kind = Kind::Ignore};
  if (text == "ipc") return {.kind = Kind::Ipc};
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
  if (text == "pipe" || text == "overlapped" || text == "inherit" || text == "ignore") {
    for (int fd = 0; fd < 3; ++fd) {
      specs[static_cast<std::size_t>(fd)] = parse_stdio_entry(what, text, fd);
    }
    return specs;
  }
  if (text.find(',') == std::string_view::npos) {
    throw UsageError(fmt::format(
        "{}: '{}' is not a word for all three; write pipe, inherit or ignore, or a list such as "
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

void settle_stdio(std::vector<StdioSpec>& specs, unsigned missing) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  // The child's set-up needs one free number above the last target for each source.
  if (specs.size() * 2 + 1 > limit.rlim_cur) {
    throw UsageError(
        fmt::format("--stdio: {} descriptors are more than the limit on open files ({}) allows",
                    specs.size(), limit.rlim_cur));
  }
  for (std::size_t i = 0; i < specs.size(); ++i) {
    StdioSpec& spec = specs[i];
    const auto was_missing = [&](int fd) {
      return fd < 3 && (missing >> static_cast<unsigned>(fd) & 1U) != 0;
    };
    if (spec.kind == Kind::Dup) {
      if (was_missing(spec.fd)) {
        spec = {.kind = Kind::File, .path = "/dev/null", .flags = spec.fd == 0 ? O_RDONLY : O_RDWR};
      } else if (!is_open(spec.fd)) {
        throw UsageError(fmt::format("--stdio: descriptor {} of cpr is not open", spec.fd));
      }
    } else if (spec.kind == Kind::Pipe) {
      const int fd = static_cast<int>(i);
      // The front end holds a place in 0..2 that fails when it is used; see main.
      spec.peer = fd < 3 || is_open(fd) ? fd : -1;
    }
  }
  for (std::size_t i = 0; i < specs.size(); ++i) check_same(specs, i);
}

std::string describe(const StdioSpec& spec) {
  switch (spec.kind) {
    case Kind::Pipe: return "pipe";
    case Kind::Dup: return std::to_string(spec.fd);
    case Kind::Ignore: return "ignore";
    case Kind::Ipc: return "ipc";
    case Kind::Same: return fmt::format("&{}", spec.fd);
    case Kind::File: break;
  }
  if ((spec.flags & O_APPEND) != 0) return fmt::format(">>{}", spec.path);
  return fmt::format("{}{}", (spec.flags & O_ACCMODE) == O_RDONLY ? '<' : '>', spec.path);
}

}  // namespace cpr::cli
