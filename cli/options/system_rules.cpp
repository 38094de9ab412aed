#include "options/system_rules.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

template <StdioSpec::Kind kind>
bool has_entry(const Job& job) {
  return std::any_of(job.stdio.begin(), job.stdio.end(),
                     [](const StdioSpec& entry) { return entry.kind == kind; });
}

bool has_higher_fd(const Job& job) {
  constexpr std::size_t standard_fds = 3;
  const auto first = std::min(standard_fds, job.stdio.size());
  return std::any_of(job.stdio.begin() + static_cast<std::ptrdiff_t>(first), job.stdio.end(),
                     [](const StdioSpec& entry) { return entry.kind != StdioSpec::Kind::Ignore; });
}

template <typename When>
bool is_ready_on(const Job& job) {
  return job.ready && std::holds_alternative<When>(*job.ready);
}

bool acts_as_env(const Job& job) {
  return job.limits.stop.manners == Manners::Env;
}

bool acts_on_leaks(const Job& job) {
  const LeakAction action = job.limits.leaks;
  return action == LeakAction::Kill || action == LeakAction::Fail;
}

// The first that applies is reported: --ready fd:N and ipc have entries of higher descriptors.
constexpr auto rules = std::to_array<ValueRule>({
    {"--compat env", Facility::SignalDispositions, acts_as_env},
    {"--leaks kill and fail", Facility::ProvenTree, acts_on_leaks},
    {"--ready fd:N", Facility::HigherFds, is_ready_on<ReadyOnFd>},
    {"--ready tcp:HOST:PORT and unix:PATH", Facility::Sockets, is_ready_on<ReadyOnConnection>},
    {"--stdio pty", Facility::PseudoTerminals, has_entry<StdioSpec::Kind::Pty>},
    {"--stdio ipc", Facility::Channel, has_entry<StdioSpec::Kind::Ipc>},
    {"--stdio for fd 3 and higher", Facility::HigherFds, has_higher_fd},
});

}  // namespace

std::span<const ValueRule> value_rules() {
  return rules;
}

void require(Facility facility, std::string_view what) {
  const auto why = why_missing(facility);
  if (!why.empty()) throw UsageError(fmt::format("{} cannot be used here: {}", what, why));
}

void check_system(const Options& options) {
  const Job& job = options.job;
  for (const auto& rule : value_rules()) {
    if (rule.asks(job)) require(rule.facility, rule.what);
  }
  if (!can_send(job.limits.kill_signal)) {
    throw UsageError(fmt::format(
        "--kill-signal: {} cannot be sent here: use SIGTERM, SIGINT, SIGQUIT or SIGKILL",
        signal_name(job.limits.kill_signal)));
  }
}

}  // namespace cpr::cli
