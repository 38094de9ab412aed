#include "background.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "core/throw_errno.hpp"
#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "log.hpp"
#include "process/c_library.hpp"
#include "process/inherited_fds.hpp"
#include "process/process_title.hpp"
#include "report/say.hpp"

namespace cpr::cli {
namespace {

enum class Needed : std::uint8_t {
  ForStart,  ///< of a child, which gets a copy
  ForRun,
};

/// Calls `each(fd, needed)` for the descriptors of cpr that a run uses.
template <typename Each>
void each_fd(Options& options, Each each) {
  Job& job = options.job;
  // Later children need them as well.
  const bool starts_again = options.retry || options.accept;
  for (auto& spec : job.stdio) {
    if (spec.kind == StdioSpec::Kind::Dup) {
      each(spec.fd, starts_again ? Needed::ForRun : Needed::ForStart);
    }
    each(spec.source.fd, Needed::ForRun);
    each(spec.destination.fd, Needed::ForRun);
  }
  if (job.channel) {
    each(job.channel->source, Needed::ForRun);
    each(job.channel->destination.fd, Needed::ForRun);
  }
  if (options.result) each(options.result->fd, Needed::ForRun);
  if (options.events) each(options.events->fd, Needed::ForRun);
  if (options.log) each(options.log->target.fd, Needed::ForRun);
}

/// Argv is overwritten, but the message for a failed start shows what was typed.
void keep_typed(Options& options) {
  static std::vector<std::string> words;
  static std::vector<char*> pointers;
  words.assign(options.typed.begin(), options.typed.end());
  for (auto& word : words) pointers.push_back(word.data());
  options.typed = pointers;
}

std::string ended_early(const Options& options) {
  return fmt::format("{} exited with code 0 before it was ready: there is no token",
                     in_quotes(options.job.command.file));
}

[[noreturn]] void await_start(StartWait wait, const Options& options) {
  if (const auto token = wait.report()) {
    // A signal that kills this process now ends the run as well.
    wait.let_signals_act();
    const int error = write_all(STDOUT_FILENO, *token + "\n");
    if (error == 0) {
      wait.confirm();
      end_process({});
    }
    wait.refuse();
    if (!options.quiet) {
      say(fmt::format("cannot write the token to stdout: {}: ended the run",
                      describe_write_error(error)));
    }
    end_process({status_own_error});
  }
  const ExitStatus end = wait.end();
  if (end.signaled()) end_process({.signal = end.value});
  if (end.value != 0) end_process({end.value});
  if (!options.quiet) say(ended_early(options));
  end_process({status_own_error});
}

}  // namespace

Background::Background(Options& options) : options_(options), directory_(RunDirectory::create()) {}

void Background::enter() {
  auto process = fork_supervisor();
  if (auto* wait = std::get_if<StartWait>(&process)) await_start(std::move(*wait), options_);
  link_.emplace(std::move(std::get<CallerLink>(process)));
  take_fds();
  const Command& command = options_.job.command;
  record_.command = {command.file};
  record_.command.insert(record_.command.end(), command.args.begin(), command.args.end());
  keep_typed(options_);
  set_process_title(options_.argv, fmt::format("cpr: background {}", join(record_.command, " ")));
  record_.token = own_token();
  record_.boot_id = own_boot_id();
  record_.pid_namespace = own_pid_namespace();
  record_.method = traits(*options_.verb).node_method;
  record_.started_at = options_.started_at;
  record_.idle_timeout = options_.job.limits.idle_timeout;
  if (deadline_of(options_) != TimePoint::max()) record_.deadline = deadline_of(options_);
  if (options_.retry) record_.attempts = options_.retry->most_attempts();
}

/// What the run needs of the caller's fds 0 to 2 moves, so that they are free.
void Background::take_fds() {
  std::map<int, int> copies;
  std::vector<int> used;
  each_fd(options_, [&](int& fd, Needed needed) {
    if (fd < 0) return;
    if (fd <= STDERR_FILENO) {
      const auto [entry, is_new] = copies.try_emplace(fd, -1);
      if (is_new) entry->second = ::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
      if (entry->second < 0) throw_errno("--background: cannot duplicate a file descriptor");
      fd = entry->second;
      if (needed == Needed::ForStart) copies_for_start_.push_back(fd);
    }
    used.push_back(fd);
  });
  if (!options_.job.inherit_fds) close_inherited(used);
  open_null(STDIN_FILENO);
  open_null(STDOUT_FILENO);
}

/// The child has its own copies of what its start has needed.
void Background::release_fds() {
  open_null(STDERR_FILENO);
  if (options_.retry || options_.accept) return;
  std::vector<int> kept;
  each_fd(options_, [&](int fd, Needed needed) {
    if (needed == Needed::ForRun) kept.push_back(fd);
  });
  close_inherited(kept);
  for (const int fd : copies_for_start_) {
    if (std::find(kept.begin(), kept.end(), fd) == kept.end()) ::close(fd);
  }
  copies_for_start_.clear();
}

bool Background::is_delivered() {
  if (!delivered_) delivered_ = link_->is_confirmed();
  return *delivered_;
}

void Background::on(const Event& event) {
  if (const auto* started = std::get_if<Started>(&event.fact)) {
    record_.child = started->pid;
    record_.state = options_.job.ready ? RunState::Starting : RunState::Running;
    record_.cwd = absolute_directory(options_.job.command.cwd).value_or("");
    const auto& timeout = options_.job.limits.timeout;
    if (timeout && record_.attempt > 1) {
      record_.deadline = saturating_add(Clock::now(), *timeout);
    }
  } else if (std::holds_alternative<Ready>(event.fact)) {
    record_.state = RunState::Ready;
  } else if (const auto* retrying = std::get_if<Retrying>(&event.fact)) {
    record_.attempt = retrying->attempt + 1;
    record_.child.reset();
    record_.deadline.reset();
  } else {
    return;
  }
  write_record();
}

void Background::write_record() try {
  directory_.write(record_);
} catch (const std::system_error&) {
  // Later ones are not worth the run.
  if (!reported_) throw;
}

bool Background::is_start(const Event& event) const {
  if (reported_) return false;
  return options_.job.ready ? std::holds_alternative<Ready>(event.fact)
                            : std::holds_alternative<Started>(event.fact);
}

void Background::report() {
  const std::string token = text(record_.token);
  log_background(token, directory_.path());
  release_fds();
  link_->report(token);
  reported_ = true;
  // What the start has allocated is not needed any more.
  trim_heap();
}

void Background::close(const Result& result, const Ending& ending) {
  if (!reported_) return;
  if (!is_delivered()) return directory_.remove(record_.token);
  record_.state = RunState::Ended;
  record_.child.reset();
  record_.end = {.verdict = std::string(name(verdict(result))),
                 .status = shell_status(ending),
                 .signal = ending.signal,
                 .at = WallClock::now()};
  write_record();
}

Background::~Background() {
  if (link_ && !reported_) directory_.remove(record_.token);
}

}  // namespace cpr::cli
