#include "options/channel_options.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <system_error>

#include "format/printable.hpp"
#include "ipc/handle.hpp"
#include "ipc/message.hpp"
#include "options/handles.hpp"
#include "options/values.hpp"
#include "text/json_compact.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

/// The descriptor of the channel that cpr itself has been given; none when there is none, or
/// nothing that could be one.
std::optional<int> own_channel() {
  const char* text = std::getenv("NODE_CHANNEL_FD");
  const auto fd = text != nullptr ? parse_whole(text) : std::nullopt;
  if (!fd || *fd > 1'000'000) return std::nullopt;
  int type = 0;
  socklen_t size = sizeof type;
  const int number = static_cast<int>(*fd);
  if (::getsockopt(number, SOL_SOCKET, SO_TYPE, &type, &size) != 0) return std::nullopt;
  return number;
}

int open_descriptor(std::string_view text) {
  const auto number = parse_whole(text.substr(3));
  if (!number || *number > std::numeric_limits<int>::max()) {
    throw UsageError(fmt::format("--messages: '{}' names no descriptor; write fd:3", text));
  }
  const int fd = static_cast<int>(*number);
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0) {
    throw UsageError(
        fmt::format("--messages: descriptor {} is not open; open it with {}<FILE", fd, fd));
  }
  if ((flags & O_ACCMODE) == O_WRONLY) {
    throw UsageError(fmt::format("--messages: descriptor {} is not open for reading", fd));
  }
  return fd;
}

std::string readable_file(const std::string& path) {
  if (path.empty()) throw UsageError("--messages: the name of the file is empty");
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || ::access(path.c_str(), R_OK) != 0) {
    throw UsageError(fmt::format("--messages: cannot read '{}': {}", path, std::strerror(errno)));
  }
  if (S_ISDIR(info.st_mode)) {
    throw UsageError(fmt::format("--messages: '{}' is a directory; name a file", path));
  }
  return path;
}

std::size_t parse_workers(std::string_view name, std::string_view text) {
  const auto count = parse_whole(text);
  if (!count || *count == 0 || *count > 1000) {
    throw UsageError(fmt::format("{}: '{}' is no number from 1 to 1000", name, text));
  }
  return *count;
}

/// Too few descriptors would only be noticed when the last workers are started.
void check_descriptors_for(std::size_t workers) {
  // Measured: 23 with one worker, 7 more with each other one, and some while it is started.
  constexpr std::size_t base = 24;
  constexpr std::size_t per_worker = 8;
  const std::size_t needed = base + per_worker * workers;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return;
  throw UsageError(fmt::format(
      "--workers {}: that needs {} file descriptors, and the limit is {}: raise it with ulimit -n "
      "{}, or run fewer workers",
      workers, needed, limit.rlim_cur, needed));
}

}  // namespace

bool ChannelOptions::take(std::string_view name, const Given& given) {
  const auto& values = given.values;
  const auto placed = [&](std::vector<Placed>& list) {
    for (std::size_t i = 0; i < values.size(); ++i) list.push_back({values[i], given.places[i]});
  };
  switch (given.row->option) {
    case Option::Send: placed(sends_); break;
    case Option::SendHandle: placed(handles_); break;
    case Option::KeepOpen: spec_.keep_open = true; break;
    case Option::Messages: messages_ = values.back(); break;
    case Option::KeepChannel: spec_.keep_channel = true; break;
    case Option::MaxMessage: spec_.max_message = parse_size(name, values.back()); break;
    case Option::Serialization:
      spec_.serialization = static_cast<Serialization>(
          parse_choice(name, values.back(), choices(Value::Serialization)));
      break;
    case Option::Silent: silent_ = true; break;
    case Option::ExecPath:
      if (values.back().empty()) throw UsageError("--exec-path: the name of the program is empty");
      exec_path_ = values.back();
      break;
    case Option::ExecArg: exec_args_ = values; break;
    case Option::Accept: accept_ = parse_listen_address(name, values.back()); break;
    case Option::Workers: workers_ = parse_workers(name, values.back()); break;
    case Option::AcceptMessage: accept_message_ = values.back(); break;
    case Option::PassChannel: pass_channel_ = true; return true;
    default: return false;
  }
  const bool of_fork = given.row->option == Option::Silent ||
                       given.row->option == Option::ExecPath ||
                       given.row->option == Option::ExecArg;
  (of_fork ? needs_fork_ : needs_channel_) = given.row->name;
  return true;
}

void ChannelOptions::set_program(Command& command, std::vector<std::string> operands) const {
  command.file = exec_path_.value_or("node");
  command.args = exec_args_;
  std::move(operands.begin(), operands.end(), std::back_inserter(command.args));
}

void ChannelOptions::finalize(Options& options, const VerbTraits& traits, unsigned missing) {
  Job& job = options.job;
  check_use(job, traits);
  const bool has_channel = std::any_of(job.stdio.begin(), job.stdio.end(),
                                       [](const auto& spec) { return spec.kind == Kind::Ipc; });
  if (!has_channel) return;
  if (job.lifetime == Lifetime::Released) {
    throw UsageError(
        "--unref does not wait, so nobody would speak on the message channel; leave one of them "
        "out, or use --detached");
  }
  spec_.messages = messages();
  set_accept(options);
  set_source(options, traits, missing);
  spec_.peer = STDOUT_FILENO;
  job.channel = std::move(spec_);
}

void ChannelOptions::check_use(const Job& job, const VerbTraits& traits) const {
  const auto channels = std::count_if(job.stdio.begin(), job.stdio.end(),
                                      [](const auto& spec) { return spec.kind == Kind::Ipc; });
  if (channels > 1) {
    throw UsageError("--stdio: ipc stands for more than one descriptor; there is one channel");
  }
  if (traits.has_channel && channels == 0) {
    throw UsageError(
        "fork needs its message channel: one entry of --stdio has to be ipc, as in "
        "ignore,inherit,inherit,ipc");
  }
  if (traits.has_channel && job.command.shell) {
    throw UsageError("fork runs node itself, so --shell makes no sense; use cpr spawn");
  }
  if (!traits.has_channel && !needs_fork_.empty()) {
    throw UsageError(fmt::format("--{} belongs to cpr fork", needs_fork_));
  }
  if (channels == 0 && !needs_channel_.empty()) {
    throw UsageError(
        fmt::format("--{} needs a message channel; make a descriptor ipc (--stdio "
                    "inherit,inherit,inherit,ipc), or use cpr fork",
                    needs_channel_));
  }
  if (channels > 0 && pass_channel_ && own_channel()) {
    throw UsageError(
        "--pass-channel hands on the channel of cpr itself, and the child has one already; leave "
        "one of them out");
  }
}

std::vector<OutgoingMessage> ChannelOptions::messages() const {
  std::vector<OutgoingMessage> messages;
  messages.reserve(sends_.size());
  for (const auto& send : sends_) messages.push_back({.json = message("--send", send.text)});
  for (const auto& handle : handles_) {
    // The last --send before it.
    std::size_t at = sends_.size();
    while (at > 0 && sends_[at - 1].place > handle.place) --at;
    if (at == 0) {
      throw UsageError(fmt::format(
          "--send-handle {} goes with the --send before it, and there is none; write --send JSON "
          "--send-handle {}",
          handle.text, handle.text));
    }
    OutgoingMessage& target = messages[at - 1];
    if (target.handle_spec) {
      throw UsageError(fmt::format(
          "--send-handle {} is the second handle of one message; give it a --send of its own",
          handle.text));
    }
    target.handle_spec = parse_handle("--send-handle", handle.text);
  }
  if (handles_.empty() && spec_.keep_open) {
    throw UsageError("--keep-open is about sockets of --send-handle, and there is none");
  }
  return messages;
}

std::string ChannelOptions::message(std::string_view option, const std::string& text) const {
  std::string json;
  if (const auto problem = compact_json(text, json)) {
    throw UsageError(fmt::format("{}: {} is no JSON: {} at byte {}", option, in_quotes(text),
                                 problem->what, problem->offset));
  }
  if (is_internal(json)) {
    throw UsageError(fmt::format("{}: {} is a message that Node keeps for itself (cmd NODE_...)",
                                 option, in_quotes(text)));
  }
  if (spec_.max_message && json.size() > *spec_.max_message) {
    throw UsageError(fmt::format("{}: {} is longer than --max-message ({} bytes)", option,
                                 in_quotes(text), *spec_.max_message));
  }
  return json;
}

void ChannelOptions::set_accept(Options& options) const {
  if (!accept_) {
    if (!workers_ && !accept_message_) return;
    throw UsageError(fmt::format("--{} is about --accept, and there is none",
                                 workers_ ? "workers" : "accept-message"));
  }
  const Job& job = options.job;
  const auto refuse = [](bool given, std::string_view option, std::string_view why) {
    if (given) throw UsageError(fmt::format("--accept: {} {}", option, why));
  };
  refuse(job.limits.idle_timeout.has_value(), "--idle-timeout",
         "would end workers that wait for connections; use --timeout");
  refuse(job.limits.leaks != LeakAction::Ignore, "--leaks",
         "looks at what one child leaves, and there are several");
  refuse(options.pid_file.has_value(), "--pid-file", "names one process, and there are several");
  refuse(job.lifetime == Lifetime::Detached, "--detached",
         "would leave workers without their connections");
  refuse(!handles_.empty() && workers_.value_or(1) > 1, "--send-handle",
         "goes to one child, and there are several");
  check_descriptors_for(workers_.value_or(1));
  options.accept = AcceptOptions{.address = *accept_, .workers = workers_.value_or(1)};
  if (accept_message_) options.accept->message = message("--accept-message", *accept_message_);
}

void ChannelOptions::set_source(Options& options, const VerbTraits& traits, unsigned missing) {
  const StdioSpec& child_stdin = options.job.stdio.front();
  if (!messages_) {
    const bool stdin_is_free = child_stdin.kind == Kind::Ignore && (missing & 1U) == 0;
    if (traits.has_channel && stdin_is_free) spec_.source = STDIN_FILENO;
    return;
  }
  if (!messages_->starts_with("fd:")) {
    options.messages_file = readable_file(*messages_);
    return;
  }
  spec_.source = open_descriptor(*messages_);
  const bool shared = std::any_of(
      options.job.stdio.begin(), options.job.stdio.end(),
      [&](const StdioSpec& spec) { return spec.kind == Kind::Dup && spec.fd == spec_.source; });
  if (shared || (spec_.source == STDIN_FILENO && child_stdin.kind == Kind::Pipe)) {
    throw UsageError(fmt::format(
        "--messages: the child reads descriptor {}, too; give it another one (--stdin ignore)",
        spec_.source));
  }
}

void ChannelOptions::place_own_channel(Job& job) const {
  const auto fd = own_channel();
  // A general wrapper always names --pass-channel: without a channel there is nothing to pass on.
  if (!fd) return;
  // With --inherit-fds it would go through; what is named as ignored does not.
  if (!pass_channel_ && (*fd < 3 || !job.inherit_fds)) return;
  const auto place = static_cast<std::size_t>(*fd);
  const std::size_t named = job.stdio.size();
  if (pass_channel_) {
    job.command.pass_channel = true;
    // Else the other end would not see when the child is done with it.
    job.handed_over = std::make_shared<Fd>(*fd);
  }
  if (place < named) {
    StdioSpec& spec = job.stdio[place];
    const bool is_it = spec.kind == Kind::Dup && spec.fd == *fd;
    if (pass_channel_ && !is_it && spec.kind != Kind::Ignore) {
      throw UsageError(fmt::format(
          "--pass-channel: the channel is descriptor {}, which --stdio makes something else", *fd));
    }
    if (pass_channel_) spec = {.kind = Kind::Dup, .fd = *fd};
    return;
  }
  job.stdio.resize(place + 1);
  for (std::size_t i = named; i < place; ++i) {
    const int between = static_cast<int>(i);
    if (job.inherit_fds && ::fcntl(between, F_GETFD) >= 0) {
      job.stdio[i] = {.kind = Kind::Dup, .fd = between};
    }
  }
  if (pass_channel_) job.stdio[place] = {.kind = Kind::Dup, .fd = *fd};
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
  Fd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!fd) {
    throw UsageError(fmt::format("--messages: cannot read '{}': {}", path, std::strerror(errno)));
  }
  return fd;
}

}  // namespace cpr::cli
