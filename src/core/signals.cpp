#include "core/signals.hpp"

#include <array>
#include <charconv>
#include <csignal>

namespace cpr {
namespace {

// The kernel's range; SIGRTMIN is 34, since the C library uses 32 and 33.
constexpr int first_realtime = 34;
constexpr int last_realtime = 64;

constexpr auto standard = std::to_array<SignalName>({
    {SIGHUP, "SIGHUP"},   {SIGINT, "SIGINT"},       {SIGQUIT, "SIGQUIT"}, {SIGILL, "SIGILL"},
    {SIGTRAP, "SIGTRAP"}, {SIGABRT, "SIGABRT"},     {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},
    {SIGKILL, "SIGKILL"}, {SIGUSR1, "SIGUSR1"},     {SIGSEGV, "SIGSEGV"}, {SIGUSR2, "SIGUSR2"},
    {SIGPIPE, "SIGPIPE"}, {SIGALRM, "SIGALRM"},     {SIGTERM, "SIGTERM"}, {SIGSTKFLT, "SIGSTKFLT"},
    {SIGCHLD, "SIGCHLD"}, {SIGCONT, "SIGCONT"},     {SIGSTOP, "SIGSTOP"}, {SIGTSTP, "SIGTSTP"},
    {SIGTTIN, "SIGTTIN"}, {SIGTTOU, "SIGTTOU"},     {SIGURG, "SIGURG"},   {SIGXCPU, "SIGXCPU"},
    {SIGXFSZ, "SIGXFSZ"}, {SIGVTALRM, "SIGVTALRM"}, {SIGPROF, "SIGPROF"}, {SIGWINCH, "SIGWINCH"},
    {SIGIO, "SIGIO"},     {SIGPWR, "SIGPWR"},       {SIGSYS, "SIGSYS"},
});

// Accepted, never printed.
constexpr auto aliases = std::to_array<SignalName>({
    {SIGABRT, "SIGIOT"},
    {SIGIO, "SIGPOLL"},
    {SIGCHLD, "SIGCLD"},
});

constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::optional<int> parse_number(std::string_view text) {
  int value = 0;
  const char* end = text.data() + text.size();
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end) return std::nullopt;
  return value;
}

/// RTMIN, RTMIN+n, RTMAX, RTMAX-n.
std::optional<int> parse_realtime(std::string_view text) {
  const bool from_min = text.starts_with("RTMIN");
  if (!from_min && !text.starts_with("RTMAX")) return std::nullopt;
  const int base = from_min ? first_realtime : last_realtime;
  text.remove_prefix(5);
  if (text.empty()) return base;
  if (text.front() != (from_min ? '+' : '-')) return std::nullopt;
  const auto offset = parse_number(text.substr(1));
  if (!offset || *offset > last_realtime - first_realtime) return std::nullopt;
  return from_min ? base + *offset : base - *offset;
}

}  // namespace

std::span<const SignalName> signal_names() {
  return standard;
}

std::optional<int> parse_signal(std::string_view text) {
  if (const auto number = parse_number(text)) {
    const bool valid = *number >= 1 && *number <= last_realtime && *number != 32 && *number != 33;
    return valid ? number : std::nullopt;
  }
  std::string wanted(text);
  for (char& c : wanted) c = upper(c);
  if (!wanted.starts_with("SIG")) wanted.insert(0, "SIG");
  for (const auto& row : standard) {
    if (row.name == wanted) return row.number;
  }
  for (const auto& row : aliases) {
    if (row.name == wanted) return row.number;
  }
  return parse_realtime(std::string_view(wanted).substr(3));
}

std::string signal_name(int number) {
  for (const auto& row : standard) {
    if (row.number == number) return std::string(row.name);
  }
  const int above = number - first_realtime;
  const int below = last_realtime - number;
  if (above == 0) return "SIGRTMIN";
  if (below == 0) return "SIGRTMAX";
  if (above > 0 && above <= 15) return "SIGRTMIN+" + std::to_string(above);
  if (above > 15 && below > 0) return "SIGRTMAX-" + std::to_string(below);
  return "SIG" + std::to_string(number);
}

}  // namespace cpr
