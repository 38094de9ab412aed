#include "options/channel_options.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "core/channel_environment.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "io/fd_facts.hpp"
#include "ipc/handle.hpp"
#include "ipc/message.hpp"
#include "options/handles.hpp"
#include "options/stdio_entries.hpp"
#include "options/values.hpp"
#include "text/json_compact.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

bool is_ipc(const StdioSpec& entry) {
  return entry.kind == Kind::Ipc;
}

bool is_connection(const OutgoingMessage& message) {
  using HandleKind = HandleSpec::Kind;
  return message.handle_spec && (message.handle_spec->kind == HandleKind::TcpSocket ||
                                 message.handle_spec->kind == HandleKind::UnixSocket);
}

/// The fd of the channel that cpr itself inherited, if there is one and it is a socket.
std::optional<int> own_channel() {
  const char* text = std::getenv(channel_fd_variable);
  const auto fd = text != nullptr ? parse_whole(text) : std::nullopt;
  if (!fd || *fd > 1'000'000) return std::nullopt;
  const int number = static_cast<int>(*fd);
  return is_socket(number) ? std::optional(number) : std::nullopt;
}

std::string readable_file(const std::string& path) {
  parse_nonempty("--messages", path, "file");
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || ::access(path.c_str(), R_OK) != 0) {
    throw UsageError(fmt::format("--messages: cannot read '{}': {}", path, std::strerror(errno)));
  }
  if (S_ISDIR(info.st_mode)) {
    throw UsageError(fmt::format("--messages: '{}' is a directory: use a file", path));
  }
  return path;
}

/// Refuses too many workers now; else starting the last of them would fail.
void check_descriptors_for(std::size_t workers) {
  // Measured: 23 with one worker, 7 more for each other one, and some while it is started.
  constexpr std::size_t base = 24;
  constexpr std::size_t per_worker = 8;
  const std::size_t needed = base + per_worker * (workers + 1);  // one while SIGHUP replaces them
  const auto limit = fd_limit();
  if (!limit || *limit >= needed) return;
  throw UsageError(fmt::format(
      "--workers {} needs {} file descriptors, but the limit is {}: raise it with ulimit -n {}, or "
      "run fewer workers",
      workers, needed, *limit, needed));
}

}  // namespace

void ChannelOptions::set_program(Command& command, std::vector<std::string> operands) const {
  command.file = exec_path;
  command.args = exec_args;
  std::move(operands.begin(), operands.end(), std::back_inserter(command.args));
}

void ChannelOptions::finalize(Options& options, const VerbTraits& verb, unsigned missing) {
  Job& job = options.job;
  check_use(job, verb);
  const bool has_channel = std::any_of(job.stdio.begin(), job.stdio.end(), is_ipc);
  if (!has_channel) return;
  if (job.lifetime == Lifetime::Released) {
    throw UsageError(
        "--unref: cpr exits at once, so nothing would serve the message channel: use --detached");
  }
  spec.messages = outgoing();
  set_accept(options);
  set_source(options, verb, missing);
  job.channel = std::move(spec);
}

void ChannelOptions::check_use(const Job& job, const VerbTraits& verb) const {
  const auto channels = std::count_if(job.stdio.begin(), job.stdio.end(), is_ipc);
  if (channels > 1) {
    throw UsageError("--stdio: there is more than one ipc entry: keep one of them");
  }
  if (verb.has_channel && channels == 0) {
    throw UsageError(
        "fork: --stdio has no ipc entry for the message channel: add one, as in "
        "ignore,inherit,inherit,ipc");
  }
  if (channels == 0 && !needed_by.empty()) {
    throw UsageError(
        fmt::format("--{}: the child has no message channel: add --stdio "
                    "inherit,inherit,inherit,ipc, or use cpr fork",
                    needed_by));
  }
  if (channels > 0 && pass_channel && own_channel()) {
    throw UsageError(
        "--pass-channel: the child already has a message channel: omit the option or the ipc "
        "entry");
  }
}

std::vector<OutgoingMessage> ChannelOptions::outgoing() const {
  std::vector<OutgoingMessage> outgoing;
  outgoing.reserve(sends.size());
  for (const auto& send : sends) {
    outgoing.push_back({.json = checked_message("--send", send.text)});
  }
  for (const auto& handle : handles) {
    // Find the last --send before it.
    std::size_t at = sends.size();
    while (at > 0 && sends[at - 1].place > handle.place) --at;
    if (at == 0) {
      throw UsageError(fmt::format(
          "--send-handle {}: there is no --send before it: write --send JSON --send-handle {}",
          handle.text, handle.text));
    }
    OutgoingMessage& target = outgoing[at - 1];
    if (target.handle_spec) {
      throw UsageError(fmt::format(
          "--send-handle {}: the --send before it already has a handle: add another --send",
          handle.text));
    }
    target.handle_spec = parse_handle("--send-handle", handle.text);
  }
  return outgoing;
}

std::string ChannelOptions::checked_message(std::string_view option,
                                            const std::string& text) const {
  std::string json;
  if (const auto problem = compact_json(text, json)) {
    throw UsageError(fmt::format("{}: {} is not valid JSON: {} at byte {}", option, in_quotes(text),
                                 problem->what, problem->offset));
  }
  if (is_internal(json)) {
    throw UsageError(
        fmt::format("{}: {} is reserved for Node: use a cmd that does not begin with NODE_", option,
                    in_quotes(text)));
  }
  if (spec.max_message && json.size() > *spec.max_message) {
    throw UsageError(fmt::format("{}: {} is longer than {} bytes: raise --max-message", option,
                                 in_quotes(text), *spec.max_message));
  }
  return json;
}

void ChannelOptions::set_accept(Options& options) const {
  if (!accept) return;
  const Job& job = options.job;
  const auto refuse = [](bool given, std::string_view option, std::string_view why) {
    if (given) throw UsageError(fmt::format("--accept: {} {}", option, why));
  };
  refuse(job.limits.idle_timeout.has_value(), "--idle-timeout",
         "would kill workers that wait for connections: use --timeout");
  refuse(job.limits.leaks != LeakAction::Ignore, "--leaks",
         "works for a single child only: omit it");
  refuse(!handles.empty() && workers > 1, "--send-handle",
         "works for a single child only: use --workers 1");
  // cpr closes it when the first worker has it.
  const bool once = std::any_of(spec.messages.begin(), spec.messages.end(), is_connection);
  refuse(respawn && once && !spec.keep_open, "--send-handle",
         "sends a connection only once, and not to a replacement: add --keep-open or --respawn no");
  refuse(job.stdio.front().kind == Kind::Pty, "--stdin pty",
         "would let all workers read one input: use --stdin ignore, as in --stdio ,pty,pty,ipc");
  check_descriptors_for(workers);
  options.accept = AcceptOptions{.address = *accept, .workers = workers, .respawn = respawn};
  if (accept_message) {
    options.accept->message = checked_message("--accept-message", *accept_message);
  }
}

void ChannelOptions::set_source(Options& options, const VerbTraits& verb, unsigned missing) {
  const StdioSpec& child_stdin = options.job.stdio.front();
  if (!messages) {
    const bool stdin_is_free =
        child_stdin.kind == Kind::Ignore && (missing & 1U) == 0 && !options.background;
    if (verb.has_channel && stdin_is_free) spec.source = STDIN_FILENO;
    return;
  }
  if (!messages->starts_with("fd:")) {
    options.messages_file = readable_file(*messages);
    return;
  }
  spec.source = parse_fd("--messages", *messages, false);
  const bool shared = std::any_of(
      options.job.stdio.begin(), options.job.stdio.end(),
      [&](const StdioSpec& entry) { return entry.kind == Kind::Dup && entry.fd == spec.source; });
  const bool relays = child_stdin.kind == Kind::InputPipe || child_stdin.kind == Kind::Pty;
  if (shared || (spec.source == STDIN_FILENO && relays)) {
    throw UsageError(fmt::format(
        "--messages: the child reads fd {} as well: give it another stdin, as in --stdin ignore",
        spec.source));
  }
}

void ChannelOptions::place_own_channel(Job& job) const {
  const auto fd = own_channel();
  // Without a channel --pass-channel does nothing, so that a wrapper can always give it.
  if (!fd) return;
  // --inherit-fds would pass it on; an entry that is ignored is not passed on.
  if (!pass_channel && (*fd < 3 || !job.inherit_fds)) return;
  const auto place = static_cast<std::size_t>(*fd);
  const std::size_t named = job.stdio.size();
  if (pass_channel) {
    job.command.pass_channel = true;
    // With a copy in cpr, the other end would not see that the child has closed it.
    job.handed_over = std::make_shared<Fd>(*fd);
  }
  if (place < named) {
    StdioSpec& entry = job.stdio[place];
    const bool is_it = entry.kind == Kind::Dup && entry.fd == *fd;
    if (pass_channel && !is_it && entry.kind != Kind::Ignore) {
      throw UsageError(
          fmt::format("--pass-channel: the channel is fd {}, but --stdio has another entry for it: "
                      "omit that entry",
                      *fd));
    }
    if (pass_channel) entry = {.kind = Kind::Dup, .fd = *fd};
    return;
  }
  add_entries(job, *fd);
  if (pass_channel) job.stdio[place] = {.kind = Kind::Dup, .fd = *fd};
}

std::shared_ptr<Handle> open_named_handle(std::string_view what, const HandleSpec& spec,
                                          TimePoint deadline) {
  try {
    return open_handle(spec, deadline);
  } catch (const std::system_error& error) {
    if (Clock::now() >= deadline) {
      throw ExpiredEarly{fmt::format("connecting to {} ({})", describe(spec), what)};
    }
    throw UsageError(
        fmt::format("{} {}: {}", what, describe(spec), std::strerror(error.code().value())));
  }
}

void open_handles(ChannelSpec& channel, TimePoint deadline) {
  for (auto& message : channel.messages) {
    if (message.handle_spec) {
      message.handle = open_named_handle("--send-handle", *message.handle_spec, deadline);
    }
  }
}

Fd open_messages(const std::string& path) {
  Fd fd = open_for_reading(path);
  if (!fd) {
    throw UsageError(fmt::format("--messages: cannot read '{}': {}", path, std::strerror(errno)));
  }
  return fd;
}

}  // namespace cpr::cli
