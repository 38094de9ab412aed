#include "process/linux/proc_text.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>

namespace cpr::proc_text {
namespace {

/// Takes the next word off the text. Empty at the end.
std::string_view next_word(std::string_view& text) {
  const auto begin = std::min(text.find_first_not_of(" \t\n"), text.size());
  const auto end = std::min(text.find_first_of(" \t\n", begin), text.size());
  const auto word = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return word;
}

template <typename Number>
std::optional<Number> number(std::string_view word, int base = 10) {
  Number value{};
  const auto* const last = word.data() + word.size();
  const auto [end, error] = std::from_chars(word.data(), last, value, base);
  if (error != std::errc{} || end != last) return std::nullopt;
  return value;
}

/// `0x` and hexadecimal digits.
std::optional<std::uint64_t> hexadecimal(std::string_view word) {
  if (!word.starts_with("0x")) return std::nullopt;
  return number<std::uint64_t>(word.substr(2), 16);
}

/// `0100007F:1F90`: words of 32 bits in the order of bytes that the machine has, and the port.
std::optional<Endpoint> parse_endpoint(std::string_view word) {
  constexpr std::size_t digits = 8;
  const auto colon = word.find(':');
  if (colon != digits && colon != 4 * digits) return std::nullopt;
  Endpoint endpoint{.v6 = colon != digits, .address = {}, .port = 0};
  for (std::size_t at = 0; at < colon; at += digits) {
    const auto part = number<std::uint32_t>(word.substr(at, digits), 16);
    if (!part) return std::nullopt;
    std::memcpy(endpoint.address.data() + at / 2, &*part, sizeof *part);
  }
  const auto port = number<std::uint16_t>(word.substr(colon + 1), 16);
  if (!port) return std::nullopt;
  endpoint.port = *port;
  return endpoint;
}

}  // namespace

std::optional<Stat> parse_stat(std::string_view text) {
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  Stat stat{.name = text.substr(open + 1, close - open - 1)};
  auto rest = text.substr(close + 1);
  constexpr unsigned pf_exiting = 4;  // <linux/sched.h> of the kernel
  unsigned flags = 0;
  // The fields by their numbers in proc(5).
  for (int field = 3;; ++field) {
    const auto word = next_word(rest);
    if (word.empty()) break;
    switch (field) {
      case 3: stat.state = word.front(); break;
      case 4: stat.parent = number<int>(word).value_or(0); break;
      case 9: flags = number<unsigned>(word).value_or(0); break;
      case 20: stat.threads = number<int>(word).value_or(0); break;
      case 22: stat.start = number<std::uint64_t>(word).value_or(0); break;
      case 24: stat.rss_pages = number<std::uint64_t>(word).value_or(0); break;
      case 47: stat.heap = number<std::uint64_t>(word).value_or(0); break;
      default: break;
    }
  }
  const bool dead = stat.state == 'Z' || stat.state == 'X' || (flags & pf_exiting) != 0;
  stat.running = !dead || stat.threads > 1;
  return stat.threads > 0 || stat.state == 'Z' || stat.state == 'X' ? std::optional(stat)
                                                                    : std::nullopt;
}

Syscall parse_syscall(std::string_view text) {
  Syscall call;
  const auto first = next_word(text);
  if (first == "running") return {.where = Syscall::Where::Running};
  const auto index = number<long>(first);
  if (!index) return {};
  call.number = *index;
  call.where = *index >= 0 ? Syscall::Where::Inside : Syscall::Where::Outside;
  if (*index >= 0) {
    for (auto& argument : call.arguments) argument = hexadecimal(next_word(text)).value_or(0);
  }
  call.stack = hexadecimal(next_word(text)).value_or(0);
  return call;
}

void append_endpoint(BoundedText<112>& out, const Endpoint& endpoint) {
  std::array<char, INET6_ADDRSTRLEN> address{};
  if (::inet_ntop(endpoint.v6 ? AF_INET6 : AF_INET, endpoint.address.data(), address.data(),
                  address.size()) == nullptr) {
    return;
  }
  std::array<char, 8> port{};
  const auto end = std::to_chars(port.data(), port.data() + port.size(), endpoint.port).ptr;
  if (endpoint.v6) out.append("[");
  out.append(address.data());
  out.append(endpoint.v6 ? "]:" : ":");
  out.append({port.data(), static_cast<std::size_t>(end - port.data())});
}

std::optional<InetSocket> parse_inet_socket(std::string_view line) {
  next_word(line);  // the number of the line
  const auto local = parse_endpoint(next_word(line));
  const auto remote = parse_endpoint(next_word(line));
  const auto state = number<int>(next_word(line), 16);
  // tx_queue:rx_queue tr:tm->when retrnsmt uid timeout
  for (int i = 0; i < 5; ++i) next_word(line);
  const auto inode = number<std::uint64_t>(next_word(line));
  if (!local || !remote || !state || !inode) return std::nullopt;
  return InetSocket{*local, *remote, *state, *inode};
}

std::optional<UnixSocket> parse_unix_socket(std::string_view line) {
  next_word(line);  // address in the kernel
  next_word(line);  // references
  next_word(line);  // protocol
  const auto flags = number<std::uint32_t>(next_word(line), 16);
  next_word(line);  // type
  next_word(line);  // state
  const auto inode = number<std::uint64_t>(next_word(line));
  if (!flags || !inode) return std::nullopt;
  constexpr std::uint32_t accepts_connections = 1U << 16U;  // __SO_ACCEPTCON of the kernel
  // One space before the path, which may hold others.
  return UnixSocket{*inode, (*flags & accepts_connections) != 0,
                    line.empty() ? line : line.substr(1)};
}

std::optional<Lock> parse_lock(std::string_view line) {
  const auto id = next_word(line);
  if (!id.ends_with(':')) return std::nullopt;
  const auto value = number<std::uint64_t>(id.substr(0, id.size() - 1));
  auto word = next_word(line);
  const bool waiting = word == "->";
  if (waiting) word = next_word(line);
  next_word(line);  // ADVISORY, ACTIVE, BREAKING ...
  next_word(line);  // READ, WRITE
  const auto pid = number<int>(next_word(line));
  if (!value || !pid) return std::nullopt;
  return Lock{.id = *value, .waiting = waiting, .type = word, .pid = *pid};
}

std::optional<int> parse_pidfd_target(std::string_view fdinfo) {
  constexpr std::string_view key = "\nPid:";
  const auto at = fdinfo.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  fdinfo.remove_prefix(at + key.size());
  return number<int>(next_word(fdinfo));
}

std::optional<int> parse_watched_fd(std::string_view line) {
  if (next_word(line) != "tfd:") return std::nullopt;
  return number<int>(next_word(line));
}

WaitObject::Kind kind_of_link(std::string_view link) {
  using Kind = WaitObject::Kind;
  struct Row {
    std::string_view prefix;
    Kind kind;
  };
  // The first row that fits. Pidfds have their own file system since Linux 6.9.
  constexpr Row rows[] = {
      {"pipe:[", Kind::Pipe},
      {"socket:[", Kind::Socket},
      {"anon_inode:[eventfd]", Kind::Eventfd},
      {"anon_inode:[eventpoll]", Kind::Epoll},
      {"anon_inode:[pidfd]", Kind::Pidfd},
      {"pidfd:[", Kind::Pidfd},
      {"/dev/pts/", Kind::Tty},
      {"/dev/tty", Kind::Tty},
      {"/dev/console", Kind::Tty},
      {"/", Kind::File},
      {"", Kind::Other},
  };
  for (const auto& row : rows) {
    if (link.starts_with(row.prefix)) return row.kind;
  }
  return Kind::Other;
}

std::optional<std::uint64_t> inode_of_link(std::string_view link) {
  const auto open = link.find(":[");
  if (open == std::string_view::npos || !link.ends_with(']')) return std::nullopt;
  return number<std::uint64_t>(link.substr(open + 2, link.size() - open - 3));
}

}  // namespace cpr::proc_text
