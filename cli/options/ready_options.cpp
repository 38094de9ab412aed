#include "options/ready_options.hpp"

#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "options/handles.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

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

std::string describe(const ReadyWhen& ready) {
  return std::visit(DescribeReady{}, ready);
}

}  // namespace cpr::cli
