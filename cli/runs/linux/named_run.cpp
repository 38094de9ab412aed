#include "runs/named_run.hpp"

#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <limits>

#include "process/other_process.hpp"

namespace cpr::cli {
namespace {

/// Whether a process has the title of a supervisor.
bool is_supervisor(pid_t pid) {
  const auto arguments = arguments_of(pid);
  return !arguments.empty() && arguments.front().starts_with("cpr: background");
}

}  // namespace

bool NamedRun::has_ended() const {
  pollfd ended{.fd = process.get(), .events = POLLIN, .revents = 0};
  return !process || ::poll(&ended, 1, 0) == 1;
}

NamedRun find_run(const std::optional<RunDirectory>& directory, const ProcessToken& token) {
  auto record = directory ? directory->read(token) : std::nullopt;
  if (record) return open_run(std::move(*record));
  NamedRun run{.token = token, .process = open_process(token)};
  if (run.process && !is_supervisor(token.pid)) run.process.reset();
  return run;
}

NamedRun open_run(Record record) {
  NamedRun run{.token = record.token, .process = open_process(record)};
  run.record = std::move(record);
  return run;
}

int poll_timeout(TimePoint until) {
  if (until == TimePoint::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, std::numeric_limits<int>::max()));
}

void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace cpr::cli
