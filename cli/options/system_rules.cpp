#include "options/system_rules.hpp"

#include <string>
#include <variant>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using Kind = StdioSpec::Kind;

void check_entry(const StdioSpec& entry, std::size_t fd) {
  if (entry.kind == Kind::Pty) require(Facility::PseudoTerminals, "--stdio pty");
  if (entry.kind == Kind::Ipc) require(Facility::Channel, "--stdio ipc");
  if (fd > 2 && entry.kind != Kind::Ignore) {
    require(Facility::HigherFds, fmt::format("--stdio: fd {}", fd));
  }
}

void check_ready(const ReadyWhen& ready) {
  if (std::holds_alternative<ReadyOnFd>(ready)) require(Facility::HigherFds, "--ready fd");
  if (std::holds_alternative<ReadyOnConnection>(ready)) {
    require(Facility::Sockets, "--ready tcp and unix");
  }
}

}  // namespace

void require(Facility facility, std::string_view what) {
  const auto why = why_missing(facility);
  if (!why.empty()) throw UsageError(fmt::format("{} cannot be used here: {}", what, why));
}

void check_system(const Options& options) {
  const Job& job = options.job;
  for (std::size_t fd = 0; fd < job.stdio.size(); ++fd) check_entry(job.stdio[fd], fd);
  if (job.ready) check_ready(*job.ready);
  if (job.limits.stop.manners == Manners::Env) {
    require(Facility::SignalDispositions, "--compat env");
  }
  if (!can_send(job.limits.kill_signal)) {
    throw UsageError(fmt::format(
        "--kill-signal: {} cannot be sent here: use SIGTERM, SIGINT, SIGQUIT or SIGKILL",
        signal_name(job.limits.kill_signal)));
  }
}

}  // namespace cpr::cli
