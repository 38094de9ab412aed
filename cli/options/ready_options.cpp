#include "options/ready_options.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "io/fd_facts.hpp"
#include "ipc/connect.hpp"
#include "options/handles.hpp"
#include "options/stdio_entries.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

ReadyOnFd parse_ready_fd(std::string_view what, std::string_view text, std::string_view number) {
  const auto fd = parse_whole(number);
  if (!fd || *fd < 3 || *fd > 65535) {
    throw UsageError(fmt::format(
        "{}: '{}' does not name an fd for this: write fd:3 or a higher number", what, text));
  }
  return {static_cast<int>(*fd)};
}

ReadyOnLine parse_ready_line(std::string_view what, std::string_view text) {
  if (text.empty()) {
    throw UsageError(
        fmt::format("{}: every line contains the empty text: write line:TEXT with a text", what));
  }
  if (text.find('\n') != text.npos) {
    throw UsageError(
        fmt::format("{}: no line contains {}: write a text of one line", what, in_quotes(text)));
  }
  return {std::string(text)};
}

struct DescribeReady {
  std::string operator()(const ReadyOnFd& on) const { return fmt::format("fd:{}", on.fd); }
  std::string operator()(const ReadyOnLine& on) const { return fmt::format("line:{}", on.text); }
  std::string operator()(const ReadyAfter& after) const {
    return fmt::format("delay:{}", human(after.delay));
  }
  std::string operator()(const ReadyOnConnection& on) const {
    const HandleSpec& first = on.addresses.front();
    if (first.kind == HandleSpec::Kind::UnixSocket) return fmt::format("unix:{}", first.address);
    if (on.addresses.size() > 1) return fmt::format("tcp:localhost:{}", first.port);
    const bool v6 = first.address.find(':') != first.address.npos;
    const std::string_view open = v6 ? "[" : "";
    return fmt::format("tcp:{}{}{}:{}", open, first.address, v6 ? "]" : "", first.port);
  }
};

bool is_writable(int fd) {
  const auto mode = fd_mode(fd);
  return mode && mode != FdMode::Read;
}

/// \returns false for an entry that has no output to relay
bool watch_lines(StdioSpec& entry) {
  using enum StdioSpec::Watched;
  if (entry.kind == Kind::OutputPipe || entry.kind == Kind::Pty) {
    if (entry.watched == No) entry.watched = Yes;
    return true;
  }
  const bool is_output = entry.kind == Kind::File
                             ? (entry.flags & O_ACCMODE) != O_RDONLY
                             : entry.kind == Kind::Dup && is_writable(entry.fd);
  if (!is_output) return false;
  if (entry.kind == Kind::Dup) {
    entry.destination = {.kind = Destination::Kind::Forward, .fd = entry.fd};
  }
  entry.kind = Kind::OutputPipe;
  entry.watched = Alone;
  return true;
}

}  // namespace

ReadyWhen parse_ready(std::string_view what, std::string_view text,
                      std::optional<Duration> (*duration)(std::string_view, std::string_view)) {
  const auto colon = text.find(':');
  const auto kind = text.substr(0, colon);
  const auto value = colon == text.npos ? std::string_view() : text.substr(colon + 1);
  if (colon != text.npos) {
    if (kind == "fd") return parse_ready_fd(what, text, value);
    if (kind == "line") return parse_ready_line(what, value);
    if (kind == "tcp" || kind == "unix") return ReadyOnConnection{parse_server_address(what, text)};
  }
  if (colon != text.npos && kind == "delay") {
    if (const auto delay = duration(what, value)) return ReadyAfter{*delay};
    throw UsageError(
        fmt::format("{}: '{}' never ends: write a duration, as in delay:1s", what, text));
  }
  throw UsageError(
      fmt::format("{}: '{}' does not say when: write fd:N, line:TEXT, tcp:HOST:PORT, unix:PATH or "
                  "delay:DURATION",
                  what, text));
}

void place_ready_fd(Job& job) {
  const auto* on = job.ready ? std::get_if<ReadyOnFd>(&*job.ready) : nullptr;
  if (on == nullptr) return;
  add_entries(job, on->fd);
  StdioSpec& entry = job.stdio[static_cast<std::size_t>(on->fd)];
  if (entry.kind != Kind::Ignore) {
    throw UsageError(fmt::format("--ready fd:{}: {}: use another number, as in fd:{}", on->fd,
                                 entry.kind == Kind::Ipc ? "this fd is the message channel"
                                                         : "this fd has an entry in --stdio",
                                 job.stdio.size()));
  }
  entry = {.kind = Kind::ReadyPipe};
}

void relay_for_lines(Job& job) {
  if (!job.ready || !std::holds_alternative<ReadyOnLine>(*job.ready)) return;
  bool any = false;
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    const auto at = static_cast<std::size_t>(fd);
    any = watch_lines(job.stdio[root_of(job.stdio, at)]) || any;
  }
  if (any) return;
  throw UsageError(
      "--ready line: no output can be relayed: give the child a stdout or stderr that is not "
      "ignored, such as pipe, >FILE or >/dev/null");
}

void check_nothing_answers(const ReadyWhen& ready, TimePoint deadline) {
  const auto* on = std::get_if<ReadyOnConnection>(&ready);
  if (on == nullptr) return;
  deadline = std::min(deadline, saturating_add(Clock::now(), std::chrono::seconds(1)));
  for (const auto& address : on->addresses) {
    if (!accepts_connections(address, deadline)) continue;
    throw UsageError(
        fmt::format("--ready {}: something accepts connections there already: stop it, or use "
                    "another address",
                    describe(ready)));
  }
}

std::string describe(const ReadyWhen& ready) {
  return std::visit(DescribeReady{}, ready);
}

}  // namespace cpr::cli
